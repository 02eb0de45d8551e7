package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/** Users and their licences. Each call is a transaction of its own. */
public interface DirectoryStore {
    /**
     * A licence as assigned to a user.
     *
     * @param sku product by its GUID
     * @param disabledPlans service plans of it that are switched off, by their GUIDs
     */
    record Licence(UUID sku, Set<UUID> disabledPlans) {
        public Licence {
            disabledPlans = Set.copyOf(disabledPlans);
        }
    }

    /**
     * A user.
     *
     * @param id its id
     * @param principalName 1 to 256 characters, unique in its tenant without regard to case
     * @param licences as assigned
     * @param entitlement what they come to
     */
    record User(UserId id, String principalName, List<Licence> licences, Entitlement entitlement) {
        public User {
            licences = List.copyOf(licences);
        }
    }

    /** Creates a user without licences; false if the id or the principal name is taken, or the tenant is unknown. */
    boolean create(TenantId tenant, UserId id, String principalName);

    /** The user of this id. */
    Optional<User> user(TenantId tenant, UserId id);

    /** The user of this principal name, without regard to case. */
    Optional<User> named(TenantId tenant, String principalName);

    /** Users after this id in order of ids, at most {@code limit}. */
    List<User> page(TenantId tenant, Optional<UserId> after, int limit);

    /**
     * Replaces licences and derives the entitlement, from them and from what the user's groups bring. If it changed, the
     * tenant's epoch is raised and the user's devices are due: their epoch is below the one their next check-in reads, and a
     * turn under way conflicts.
     *
     * @return whether the entitlement changed; empty if there is no such user
     */
    Optional<Boolean> setLicences(TenantId tenant, UserId id, List<Licence> licences, Entitling entitling, Instant now);

    /** As above, with an entitlement that was found out elsewhere, co-management and collection included. */
    default Optional<Boolean> setLicences(TenantId tenant, UserId id, List<Licence> licences, Entitlement entitlement,
            Instant now) {
        return setLicences(tenant, id, licences, (_, _) -> entitlement, now);
    }

    /**
     * Sets what does not come from licences: co-management (R6) and the collection of Configuration Manager (R8b).
     *
     * @return whether that changed anything; empty if there is no such user
     */
    Optional<Boolean> setStanding(TenantId tenant, UserId id, boolean coManaged, boolean inCollection, Instant now);

    /** When the user's entitlement last changed; empty if it never did. */
    Optional<Instant> entitledAt(TenantId tenant, UserId id);

    /** Ids of the user's devices that are not REPLACED or UNENROLLED, at most {@code limit}. */
    List<dev.muster.gateway.model.DeviceId> devicesOf(TenantId tenant, UserId id, int limit);
}
