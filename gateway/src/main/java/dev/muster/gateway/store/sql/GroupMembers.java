package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.muster.gateway.model.GroupId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.Entitling;
import dev.muster.gateway.store.GroupStore;
import dev.muster.gateway.store.GroupStore.Member;

/** Who is in which group, and the segments in which a change is worked off. Everything runs in the caller's transaction. */
final class GroupMembers {
    private static final String LOCK = "SELECT epoch FROM tenant WHERE tenant_id = ?";
    private static final String ADD = """
            INSERT INTO group_member (tenant_id, group_id, is_group, member_id) VALUES (?, ?, ?, ?)
            ON CONFLICT (tenant_id, group_id, is_group, member_id) DO NOTHING""";
    private static final String REMOVE = """
            DELETE FROM group_member WHERE tenant_id = ? AND group_id = ? AND is_group = ? AND member_id = ?""";
    static final String PAGE = """
            SELECT member_id FROM group_member
            WHERE tenant_id = ? AND group_id = ? AND is_group = ? AND member_id > ? ORDER BY member_id LIMIT ?""";
    private static final String IS_USER = "SELECT 1 FROM directory_user WHERE tenant_id = ? AND user_id = ?";
    /** Groups below one, itself included, each with the number of steps down to it; a group may stand at several. */
    private static final String BELOW = """
            WITH RECURSIVE below (id, step) AS (
                SELECT g.group_id, 0 FROM directory_group g WHERE g.tenant_id = ? AND g.group_id = ?
                UNION
                SELECT m.member_id, b.step + 1 FROM below b
                JOIN group_member m ON m.tenant_id = ? AND m.group_id = b.id AND m.is_group = ?
                WHERE b.step < ?)
            SELECT id, step FROM below""";
    private static final String ABOVE = """
            WITH RECURSIVE above (id, step) AS (
                SELECT g.group_id, 0 FROM directory_group g WHERE g.tenant_id = ? AND g.group_id = ?
                UNION
                SELECT m.group_id, a.step + 1 FROM above a
                JOIN group_member m ON m.tenant_id = ? AND m.member_id = a.id
                WHERE a.step < ?)
            SELECT id, step FROM above""";
    private static final String USERS_BELOW = """
            WITH RECURSIVE below (id) AS (
                SELECT g.group_id FROM directory_group g WHERE g.tenant_id = ? AND g.group_id = ?
                UNION
                SELECT m.member_id FROM below b
                JOIN group_member m ON m.tenant_id = ? AND m.group_id = b.id AND m.is_group = ?)
            SELECT DISTINCT u.member_id FROM below b
            JOIN group_member u ON u.tenant_id = ? AND u.group_id = b.id AND u.is_group = ? AND u.member_id > ?
            ORDER BY u.member_id LIMIT ?""";
    private static final String LEAVE_WORK = """
            INSERT INTO group_work (tenant_id, group_id, after_id) VALUES (?, ?, ?)
            ON CONFLICT (tenant_id, group_id) DO UPDATE SET after_id = excluded.after_id""";
    private static final String WORK = "SELECT after_id FROM group_work WHERE tenant_id = ? AND group_id = ?";
    private static final String DONE = "DELETE FROM group_work WHERE tenant_id = ? AND group_id = ?";

    private record Step(UUID id, int step) {}

    private GroupMembers() {}

    /** Lets changes of one tenant follow one another; false if there is no such tenant. */
    static boolean lock(Link link, TenantId tenant) throws SQLException {
        return link.one(link.dialect().locking(LOCK), args -> args.tenant(tenant), Row::number).isPresent();
    }

    static boolean isUser(Link link, TenantId tenant, UUID id) throws SQLException {
        return link.one(IS_USER, args -> args.tenant(tenant).id(id), Row::number).isPresent();
    }

    static List<Member> page(Link link, TenantId tenant, GroupId group, Optional<Member> after, int limit)
            throws SQLException {
        boolean groupsOnly = after.filter(Member::isGroup).isPresent();
        List<Member> page = new java.util.ArrayList<>();
        if (!groupsOnly) {
            page.addAll(page(link, tenant, group, false, after, limit));
        }
        if (page.size() < limit) {
            page.addAll(page(link, tenant, group, true, groupsOnly ? after : Optional.empty(), limit - page.size()));
        }
        return page;
    }

    private static List<Member> page(Link link, TenantId tenant, GroupId group, boolean groups,
            Optional<Member> after, int limit) throws SQLException {
        return link.list(PAGE, args -> args.tenant(tenant).id(group.value()).flag(groups)
                .id(after.map(Member::id).orElse(Pages.BEFORE_ALL)).small(limit),
                row -> new Member(row.id(), groups));
    }

    static void replace(Link link, TenantId tenant, GroupId group, GroupStore.Change change) throws SQLException {
        for (UserId user : change.removeUsers()) {
            put(link, REMOVE, tenant, group, new Member(user.value(), false));
        }
        for (GroupId inner : change.removeGroups()) {
            put(link, REMOVE, tenant, group, new Member(inner.value(), true));
        }
        for (UserId user : change.addUsers()) {
            put(link, ADD, tenant, group, new Member(user.value(), false));
        }
        for (GroupId inner : change.addGroups()) {
            put(link, ADD, tenant, group, new Member(inner.value(), true));
        }
    }

    private static void put(Link link, String sql, TenantId tenant, GroupId group, Member member)
            throws SQLException {
        link.update(sql,
                args -> args.tenant(tenant).id(group.value()).flag(member.isGroup()).id(member.id()));
    }

    /** Groups below one, itself included, each with the most steps down to it. */
    static Map<UUID, Integer> below(Link link, TenantId tenant, GroupId group) throws SQLException {
        return deepest(link.list(BELOW, args -> args.tenant(tenant).id(group.value()).tenant(tenant).flag(true)
                .small(GroupStore.MOST_LEVELS + 1), row -> new Step(row.id(), row.small())));
    }

    private static Map<UUID, Integer> deepest(List<Step> steps) {
        Map<UUID, Integer> deepest = new HashMap<>();
        steps.forEach(step -> deepest.merge(step.id(), step.step(), Math::max));
        return deepest;
    }

    /** How many levels there would be with {@code inner} inside {@code outer}. */
    static int levels(Link link, TenantId tenant, GroupId outer, GroupId inner) throws SQLException {
        Map<UUID, Integer> above = deepest(link.list(ABOVE, args -> args.tenant(tenant).id(outer.value())
                .tenant(tenant).small(GroupStore.MOST_LEVELS + 1), row -> new Step(row.id(), row.small())));
        return most(above) + most(below(link, tenant, inner)) + 2;
    }

    private static int most(Map<UUID, Integer> steps) {
        return steps.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    static void leaveWork(Link link, TenantId tenant, GroupId group) throws SQLException {
        link.update(LEAVE_WORK, args -> args.tenant(tenant).id(group.value()).id(Pages.BEFORE_ALL));
    }

    /** A segment: the next users below the group, from where the one before ended. Another node may have ended it already. */
    static GroupStore.Segment derive(Link link, GroupStore.Work work, int limit, Entitling entitling, Instant now)
            throws SQLException {
        TenantId tenant = work.tenant();
        UUID group = work.group().value();
        Optional<UUID> after = link.one(WORK, args -> args.tenant(tenant).id(group), Row::id);
        if (after.isEmpty()) {
            return new GroupStore.Segment(0, false);
        }
        List<UUID> users = link.list(USERS_BELOW, args -> args.tenant(tenant).id(group).tenant(tenant).flag(true)
                .tenant(tenant).flag(false).id(after.get()).small(limit), Row::id);
        int changed = 0;
        for (UUID user : users) {
            changed += Audiences.derive(link, tenant, user, entitling, now).filter(Audiences.Derived::changed)
                    .isPresent() ? 1 : 0;
        }
        boolean more = users.size() == limit;
        if (more) {
            link.update(LEAVE_WORK, args -> args.tenant(tenant).id(group).id(users.getLast()));
        } else {
            link.update(DONE, args -> args.tenant(tenant).id(group));
            Audiences.forgetUnused(link, tenant);
        }
        return new GroupStore.Segment(changed, more);
    }
}
