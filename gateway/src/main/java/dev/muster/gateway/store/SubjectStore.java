package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.TenantId;

/** Devices with everything that decides who serves them, for whoever explains, foresees or lists decisions. */
public interface SubjectStore {
    /**
     * A device under decision.
     *
     * @param device its row
     * @param lastSeen when it was last seen
     * @param entitlement its user's; empty for a userless device and where the user is gone
     * @param audience groups the user is in, directly or not, and the user where an assignment names it
     * @param entitledAt when the entitlement last changed; empty if it never did
     * @param placedAt when it was last placed under an authority; empty if it never was
     * @param topic topic of its push address; empty if it has none
     * @param pending its pending commands, without their parameters
     */
    record Subject(Device device, Optional<Instant> lastSeen, Optional<Entitlement> entitlement, Set<UUID> audience,
            Optional<Instant> entitledAt, Optional<Instant> placedAt, String topic, List<Waiting> pending) {
        public Subject {
            audience = Set.copyOf(audience);
            pending = List.copyOf(pending);
        }
    }

    /** A pending command, as far as a switch concerns it. */
    record Waiting(dev.muster.gateway.model.Action.Kind kind, PendingCommand.State state,
            dev.muster.gateway.model.ManagementAuthority authority) {}

    /** The device of this id. */
    Optional<Subject> subject(TenantId tenant, DeviceId id);

    /** Devices after this id in order of ids, at most {@code limit}, in whatever state they are. */
    List<Subject> page(TenantId tenant, Optional<DeviceId> after, int limit);
}
