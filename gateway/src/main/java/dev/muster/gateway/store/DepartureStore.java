package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;

/** What leaves because its certificates ended long ago (R19). */
public interface DepartureStore {
    /**
     * A device that left.
     *
     * @param device its id
     * @param platform its platform
     * @param expiredAt end of the certificate that lasted longest
     * @param lastSeen when it was here last; empty if never
     */
    record Departed(DeviceId device, Platform platform, Instant expiredAt, Optional<Instant> lastSeen) {}

    /**
     * What one call did.
     *
     * @param departed devices that left
     * @param more whether there may be more to do
     */
    record Round(List<Departed> departed, boolean more) {
        public Round {
            departed = List.copyOf(departed);
        }
    }

    /**
     * Looks at a few certificates of a tenant that ended at or before a moment, in one transaction. A device none of whose
     * certificates lasts longer leaves with everything that is kept of it, and the audit trail says so; of a device that goes on
     * only that certificate is forgotten, which nobody can use any more.
     *
     * @param most certificates to look at
     */
    Round depart(TenantId tenant, Instant endedBy, int most, Instant now);
}
