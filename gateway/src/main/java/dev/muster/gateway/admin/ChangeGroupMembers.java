package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.licensing.GroupDerivation;
import dev.muster.gateway.licensing.LicenceCatalogue;
import dev.muster.gateway.model.GroupId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.GroupStore;
import dev.muster.gateway.store.GroupStore.ChangeOutcome;

/** Adds and removes members of a group, all of it or nothing; what it means for users and devices follows at once (R7, R9). */
final class ChangeGroupMembers implements Operation {
    private static final int MOST = 200;

    record Request(@Nullable List<@Nullable String> addUsers, @Nullable List<@Nullable String> addGroups,
            @Nullable List<@Nullable String> removeUsers, @Nullable List<@Nullable String> removeGroups) {}

    record Changed(int changedUsers, boolean derived) {}

    private final GroupStore groups;
    private final LicenceCatalogue catalogue;
    private final GroupDerivation derivation;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;

    ChangeGroupMembers(GroupStore groups, LicenceCatalogue catalogue, GroupDerivation derivation, Journal journal,
            Wakes wakes, Clock clock) {
        this.groups = groups;
        this.catalogue = catalogue;
        this.derivation = derivation;
        this.journal = journal;
        this.wakes = wakes;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/groups/{group}/members";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        GroupStore.Change change = change(call.body(Request.class));
        return switch (groups.change(tenant, call.group(), change, catalogue::entitlement, clock.instant())) {
            case ChangeOutcome.Changed(int users, List<GroupId> inner) -> Answer.ok(done(call, change, users, inner));
            case ChangeOutcome.NoGroup() -> throw ApiProblem.notFound("group " + call.group() + " of tenant " + tenant);
            case ChangeOutcome.NoMember(GroupStore.Member member) -> throw ApiProblem.badField(
                    member.isGroup() ? "addGroups" : "addUsers", "names nothing in this tenant: " + member.id());
            case ChangeOutcome.Cycle(GroupId inner) -> throw ApiProblem.conflict("cyclic_group",
                    "group " + call.group() + " stands inside group " + inner + ", or is it",
                    "a group cannot hold itself; add its users instead, or take it out of the other one first");
            case ChangeOutcome.TooDeep(GroupId inner) -> throw ApiProblem.conflict("too_deep",
                    "with group " + inner + " there would be more than " + GroupStore.MOST_LEVELS
                            + " levels of groups inside groups",
                    "add its users instead, or a group further up");
        };
    }

    private Changed done(Call call, GroupStore.Change change, int users, List<GroupId> inner) {
        TenantId tenant = call.tenant();
        journal.note(tenant, "group.members", Map.of("group", call.group().toString(), "addUsers",
                texts(change.addUsers()), "addGroups", texts(change.addGroups()), "removeUsers",
                texts(change.removeUsers()), "removeGroups", texts(change.removeGroups())));
        boolean derived = true;
        for (GroupId group : inner) {
            derived &= derivation.finish(new GroupStore.Work(tenant, group), AssignGroupLicences.PATIENCE);
        }
        if (users > 0) {
            wakes.tenant(tenant, "groups");
        }
        return new Changed(users, derived);
    }

    private static List<String> texts(Set<?> ids) {
        return ids.stream().map(Object::toString).sorted().toList();
    }

    private static GroupStore.Change change(Request request) {
        GroupStore.Change change = new GroupStore.Change(ids("addUsers", request.addUsers(), UserId::new),
                ids("addGroups", request.addGroups(), GroupId::new),
                ids("removeUsers", request.removeUsers(), UserId::new),
                ids("removeGroups", request.removeGroups(), GroupId::new));
        if (!Collections.disjoint(change.addUsers(), change.removeUsers())
                || !Collections.disjoint(change.addGroups(), change.removeGroups())) {
            throw ApiProblem.badBody("one member is both added and removed");
        }
        return change;
    }

    /** A list of ids, or 400; absent is empty. */
    static <T> Set<T> ids(String field, @Nullable List<@Nullable String> given, Function<UUID, T> type) {
        Set<T> ids = new HashSet<>();
        if (given != null) {
            if (given.size() > MOST) {
                throw ApiProblem.badField(field, "must hold at most " + MOST + " ids");
            }
            given.forEach(id -> ids.add(type.apply(Fields.uuid(field, id))));
        }
        return ids;
    }
}
