package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/**
 * The collection of users whom Configuration Manager manages (R8b). A user who joins makes his devices due; one who leaves
 * goes on as before for a while: the moment of leaving is kept, and every check-in looks at it.
 */
public interface CollectionStore {
    /**
     * What a change did.
     *
     * @param joined users who were not in it before
     * @param left users who were in it before
     * @param due devices of those who joined, at most 1,000; the wave finds the others
     */
    record Change(int joined, int left, List<DeviceId> due) {
        public Change {
            due = List.copyOf(due);
        }
    }

    /** Adds and removes users, in one transaction; ids the tenant does not have are passed over. */
    Change change(TenantId tenant, Set<UserId> add, Set<UserId> remove, Instant now);

    /** Members after this id in order of ids, at most {@code limit}. */
    List<UserId> members(TenantId tenant, UserId after, int limit);
}
