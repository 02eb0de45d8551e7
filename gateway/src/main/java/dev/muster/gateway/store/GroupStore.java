package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.muster.gateway.model.GroupId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore.Licence;

/**
 * Groups of users: who is in them, and the licences their members hold through them. What a change means for users (their
 * entitlement, and which settings reach them) is derived in segments: the change leaves work behind, in its own transaction,
 * and {@link #derive} does a segment of it. Until its segment a user has what was true before. Changes of one tenant's groups
 * follow one another.
 */
public interface GroupStore {
    /** Groups of a tenant. */
    int MOST_GROUPS = 10_000;
    /** Levels of groups inside groups. */
    int MOST_LEVELS = 10;

    /**
     * A group.
     *
     * @param displayName 1 to 256 characters, unique in its tenant without regard to case
     * @param licences what its members hold through it
     */
    record Group(GroupId id, String displayName, List<Licence> licences) {
        public Group {
            licences = List.copyOf(licences);
        }
    }

    /** A user or a group inside a group. */
    record Member(UUID id, boolean isGroup) {}

    /** Who comes and who goes; what is there already, or not there, is no mistake. */
    record Change(Set<UserId> addUsers, Set<GroupId> addGroups, Set<UserId> removeUsers, Set<GroupId> removeGroups) {
        public Change {
            addUsers = Set.copyOf(addUsers);
            addGroups = Set.copyOf(addGroups);
            removeUsers = Set.copyOf(removeUsers);
            removeGroups = Set.copyOf(removeGroups);
        }
    }

    /** What became of a change of members. */
    sealed interface ChangeOutcome {
        /** Done; {@code users} came or went themselves and are derived, {@code groups} came or went and left work behind. */
        record Changed(int users, List<GroupId> groups) implements ChangeOutcome {
            public Changed {
                groups = List.copyOf(groups);
            }
        }

        /** There is no such group. */
        record NoGroup() implements ChangeOutcome {}

        /** There is no such member. */
        record NoMember(Member member) implements ChangeOutcome {}

        /** The group stands inside {@code member}, or is it. */
        record Cycle(GroupId member) implements ChangeOutcome {}

        /** More than {@link #MOST_LEVELS} levels. */
        record TooDeep(GroupId member) implements ChangeOutcome {}
    }

    /** What became of deleting a group. */
    enum Deletion {
        DELETED, UNKNOWN, HAS_MEMBERS, IS_MEMBER, IS_ASSIGNED
    }

    /** Work that a change left behind. */
    record Work(TenantId tenant, GroupId group) {}

    /**
     * A segment of work.
     *
     * @param changed users for whom it made a difference
     * @param more whether another segment is left
     */
    record Segment(int changed, boolean more) {}

    /** Creates a group without members; false if id or name is taken, the tenant unknown or full. */
    boolean create(TenantId tenant, GroupId id, String displayName);

    /** The group of this id. */
    Optional<Group> group(TenantId tenant, GroupId id);

    /** Groups after this id in order of ids, at most {@code limit}. */
    List<Group> page(TenantId tenant, Optional<GroupId> after, int limit);

    /** Members after this one, users first, each in order of ids, at most {@code limit}. */
    List<Member> members(TenantId tenant, GroupId id, Optional<Member> after, int limit);

    /** Changes members, all or none of it; users that come or go are derived in the same transaction. */
    ChangeOutcome change(TenantId tenant, GroupId id, Change change, Entitling entitling, Instant now);

    /** Replaces the licences of a group and leaves work behind; false if there is no such group. */
    boolean setLicences(TenantId tenant, GroupId id, List<Licence> licences);

    /** Deletes a group that has no members, stands in no other one and in no assignment. */
    Deletion delete(TenantId tenant, GroupId id);

    /** Ids of the groups a user is in, directly or not, with the licences held through them. */
    List<Group> groupsOf(TenantId tenant, UserId user);

    /** Work that is left, of any tenant. */
    List<Work> waiting(int limit);

    /** Derives at most {@code limit} users below a group anew; their devices are due if it made a difference. */
    Segment derive(Work work, int limit, Entitling entitling, Instant now);
}
