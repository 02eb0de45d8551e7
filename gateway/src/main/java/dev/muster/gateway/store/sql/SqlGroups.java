package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import dev.muster.gateway.model.GroupId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore.Licence;
import dev.muster.gateway.store.Entitling;
import dev.muster.gateway.store.GroupStore;

/** Groups of users. Each change first locks the tenant's row: no two changes of one tenant's groups run side by side. */
final class SqlGroups implements GroupStore {
    private static final String COLUMNS = "SELECT g.group_id, g.display_name, g.licences FROM directory_group g ";
    private static final String COUNT = "SELECT count(*) FROM directory_group WHERE tenant_id = ?";
    private static final String CREATE = """
            INSERT INTO directory_group (tenant_id, group_id, display_name, name_key, licences) VALUES (?, ?, ?, ?, '[]')
            ON CONFLICT DO NOTHING""";
    private static final String GET = COLUMNS + "WHERE g.tenant_id = ? AND g.group_id = ?";
    static final String PAGE = COLUMNS + "WHERE g.tenant_id = ? AND g.group_id > ? ORDER BY g.group_id LIMIT ?";
    private static final String LICENSE = """
            UPDATE directory_group SET licences = ? WHERE tenant_id = ? AND group_id = ?""";
    private static final String DELETE = "DELETE FROM directory_group WHERE tenant_id = ? AND group_id = ?";
    private static final String TARGET = """
            SELECT 1 FROM setting_target WHERE tenant_id = ? AND target_id = ? LIMIT 1""";
    private static final String WAITING = "SELECT tenant_id, group_id FROM group_work LIMIT ?";

    private final Database database;

    SqlGroups(Database database) {
        this.database = database;
    }

    @Override
    public boolean create(TenantId tenant, GroupId id, String displayName) {
        return database.change(link -> {
            if (!GroupMembers.lock(link, tenant)
                    || link.one(COUNT, args -> args.tenant(tenant), Row::number).orElse(0L) >= MOST_GROUPS) {
                return false;
            }
            return link.update(CREATE, args -> args.tenant(tenant).id(id.value()).text(displayName)
                    .text(displayName.toLowerCase(Locale.ROOT))) == 1;
        });
    }

    @Override
    public Optional<Group> group(TenantId tenant, GroupId id) {
        return database.read(link -> group(link, tenant, id));
    }

    private static Optional<Group> group(Link link, TenantId tenant, GroupId id) throws SQLException {
        return link.one(GET, args -> args.tenant(tenant).id(id.value()), SqlGroups::group);
    }

    private static Group group(Row row) throws SQLException {
        return new Group(new GroupId(row.id()), row.text(), Licences.read(row.text()));
    }

    @Override
    public List<Group> page(TenantId tenant, Optional<GroupId> after, int limit) {
        return database.read(link -> link.list(PAGE,
                args -> args.tenant(tenant).id(after.map(GroupId::value).orElse(Pages.BEFORE_ALL)).small(limit),
                SqlGroups::group));
    }

    @Override
    public List<Member> members(TenantId tenant, GroupId id, Optional<Member> after, int limit) {
        return database.read(link -> GroupMembers.page(link, tenant, id, after, limit));
    }

    @Override
    public List<Group> groupsOf(TenantId tenant, UserId user) {
        return database.read(link -> link.list(Audiences.GROUPS_ABOVE,
                args -> args.tenant(tenant).id(user.value()).tenant(tenant).tenant(tenant), SqlGroups::group));
    }

    @Override
    public ChangeOutcome change(TenantId tenant, GroupId id, Change change, Entitling entitling, Instant now) {
        return database.change(link -> {
            if (!GroupMembers.lock(link, tenant) || group(link, tenant, id).isEmpty()) {
                return new ChangeOutcome.NoGroup();
            }
            Optional<ChangeOutcome> objection = objection(link, tenant, id, change);
            if (objection.isPresent()) {
                return objection.get();
            }
            GroupMembers.replace(link, tenant, id, change);
            Set<UUID> users = new TreeSet<>();
            change.addUsers().forEach(user -> users.add(user.value()));
            change.removeUsers().forEach(user -> users.add(user.value()));
            int changed = 0;
            for (UUID user : users) {
                changed += Audiences.derive(link, tenant, user, entitling, now).filter(Audiences.Derived::changed)
                        .isPresent() ? 1 : 0;
            }
            List<GroupId> groups = new ArrayList<>(change.addGroups());
            groups.addAll(change.removeGroups());
            for (GroupId group : groups) {
                GroupMembers.leaveWork(link, tenant, group);
            }
            return new ChangeOutcome.Changed(changed, groups);
        });
    }

    private static Optional<ChangeOutcome> objection(Link link, TenantId tenant, GroupId id, Change change)
            throws SQLException {
        for (UserId user : change.addUsers()) {
            if (!GroupMembers.isUser(link, tenant, user.value())) {
                return Optional.of(new ChangeOutcome.NoMember(new Member(user.value(), false)));
            }
        }
        for (GroupId group : change.addGroups()) {
            if (group(link, tenant, group).isEmpty()) {
                return Optional.of(new ChangeOutcome.NoMember(new Member(group.value(), true)));
            }
            if (group.equals(id) || GroupMembers.below(link, tenant, group).containsKey(id.value())) {
                return Optional.of(new ChangeOutcome.Cycle(group));
            }
            if (GroupMembers.levels(link, tenant, id, group) > MOST_LEVELS) {
                return Optional.of(new ChangeOutcome.TooDeep(group));
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean setLicences(TenantId tenant, GroupId id, List<Licence> licences) {
        return database.change(link -> {
            if (!GroupMembers.lock(link, tenant) || link.update(LICENSE,
                    args -> args.text(Licences.write(licences)).tenant(tenant).id(id.value())) == 0) {
                return false;
            }
            GroupMembers.leaveWork(link, tenant, id);
            return true;
        });
    }

    @Override
    public Deletion delete(TenantId tenant, GroupId id) {
        return database.change(link -> {
            if (!GroupMembers.lock(link, tenant) || group(link, tenant, id).isEmpty()) {
                return Deletion.UNKNOWN;
            }
            if (!GroupMembers.page(link, tenant, id, Optional.empty(), 1).isEmpty()) {
                return Deletion.HAS_MEMBERS;
            }
            if (!link.list(Audiences.GROUPS_ABOVE,
                    args -> args.tenant(tenant).id(id.value()).tenant(tenant).tenant(tenant), SqlGroups::group)
                    .isEmpty()) {
                return Deletion.IS_MEMBER;
            }
            if (link.one(TARGET, args -> args.tenant(tenant).id(id.value()), Row::number).isPresent()) {
                return Deletion.IS_ASSIGNED;
            }
            link.update(DELETE, args -> args.tenant(tenant).id(id.value()));
            return Deletion.DELETED;
        });
    }

    @Override
    public List<Work> waiting(int limit) {
        return database.read(link -> link.list(WAITING, args -> args.small(limit),
                row -> new Work(new TenantId(row.text()), new GroupId(row.id()))));
    }

    @Override
    public Segment derive(Work work, int limit, Entitling entitling, Instant now) {
        return database.change(link -> GroupMembers.lock(link, work.tenant())
                ? GroupMembers.derive(link, work, limit, entitling, now)
                : new Segment(0, false));
    }
}
