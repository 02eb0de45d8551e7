package dev.muster.gateway.model;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Who gets a setting. Being left out wins over being named.
 *
 * @param everybody every device, also one without a user
 * @param groups members of these, also of groups inside them
 * @param users these users
 * @param exceptGroups never members of these
 * @param exceptUsers never these users
 */
public record Assignment(boolean everybody, Set<GroupId> groups, Set<UserId> users, Set<GroupId> exceptGroups,
        Set<UserId> exceptUsers) {
    /** How many groups and users one assignment may name. */
    public static final int MOST_NAMED = 200;
    /** Nobody is left out. */
    public static final Assignment EVERYBODY = new Assignment(true, Set.of(), Set.of(), Set.of(), Set.of());

    public Assignment {
        groups = Set.copyOf(groups);
        users = Set.copyOf(users);
        exceptGroups = Set.copyOf(exceptGroups);
        exceptUsers = Set.copyOf(exceptUsers);
        if (groups.size() + users.size() + exceptGroups.size() + exceptUsers.size() > MOST_NAMED) {
            throw new IllegalArgumentException("an assignment names at most " + MOST_NAMED + " groups and users");
        }
    }

    /** Whether everybody gets it, so that nobody has to be looked at. */
    public boolean isPlain() {
        return everybody && named().isEmpty();
    }

    /**
     * Whether it reaches somebody.
     *
     * @param audience ids of the groups the user is in, directly or not, and the user's own id; empty for a device without a
     *        user
     */
    public boolean reaches(Collection<UUID> audience) {
        return Collections.disjoint(ids(exceptGroups, exceptUsers), audience)
                && (everybody || !Collections.disjoint(ids(groups, users), audience));
    }

    /** Everything it names. */
    public Set<UUID> named() {
        Set<UUID> named = ids(groups, users);
        named.addAll(ids(exceptGroups, exceptUsers));
        return named;
    }

    private static Set<UUID> ids(Set<GroupId> groups, Set<UserId> users) {
        Set<UUID> ids = new HashSet<>();
        groups.forEach(group -> ids.add(group.value()));
        users.forEach(user -> ids.add(user.value()));
        return ids;
    }
}
