package dev.muster.gateway.admin;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Assignment;
import dev.muster.gateway.model.GroupId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.GroupStore;

/** Whom a setting is assigned to, as it is given; every group and user must be there. */
final class AssignmentFields {
    /** @param everybody absent: everybody, unless groups or users are named */
    record Given(@Nullable Boolean everybody, @Nullable List<@Nullable String> groups,
            @Nullable List<@Nullable String> users, @Nullable List<@Nullable String> exceptGroups,
            @Nullable List<@Nullable String> exceptUsers) {}

    /** An assignment as administrators see it. */
    record View(boolean everybody, List<String> groups, List<String> users, List<String> exceptGroups,
            List<String> exceptUsers) {
        static View of(Assignment assignment) {
            return new View(assignment.everybody(), texts(assignment.groups()), texts(assignment.users()),
                    texts(assignment.exceptGroups()), texts(assignment.exceptUsers()));
        }

        private static List<String> texts(Set<?> ids) {
            return ids.stream().map(Object::toString).sorted().toList();
        }
    }

    private final GroupStore groups;
    private final DirectoryStore directory;

    AssignmentFields(GroupStore groups, DirectoryStore directory) {
        this.groups = groups;
        this.directory = directory;
    }

    /** The assignment, or 400. */
    Assignment read(TenantId tenant, Given given) {
        Set<GroupId> in = ids("groups", given.groups(), GroupId::new);
        Set<UserId> users = ids("users", given.users(), UserId::new);
        Set<GroupId> out = ids("exceptGroups", given.exceptGroups(), GroupId::new);
        Set<UserId> never = ids("exceptUsers", given.exceptUsers(), UserId::new);
        boolean named = !in.isEmpty() || !users.isEmpty();
        boolean everybody = given.everybody() == null ? !named : given.everybody();
        if (everybody && named) {
            throw ApiProblem.badField("assignment.everybody", "is true although groups or users are named;"
                    + " leave them out, or everybody");
        }
        if (!everybody && !named) {
            throw ApiProblem.badField("assignment", "reaches nobody; name groups or users, or withdraw the setting");
        }
        if (in.size() + users.size() + out.size() + never.size() > Assignment.MOST_NAMED) {
            throw ApiProblem.badField("assignment", "names more than " + Assignment.MOST_NAMED + " groups and users");
        }
        requireGroups(tenant, "groups", in);
        requireGroups(tenant, "exceptGroups", out);
        requireUsers(tenant, "users", users);
        requireUsers(tenant, "exceptUsers", never);
        return new Assignment(everybody, in, users, out, never);
    }

    private static <T> Set<T> ids(String field, @Nullable List<@Nullable String> given,
            java.util.function.Function<java.util.UUID, T> type) {
        return ChangeGroupMembers.ids("assignment." + field, given, type);
    }

    private void requireGroups(TenantId tenant, String field, Set<GroupId> named) {
        Optional<GroupId> missing = named.stream().filter(id -> groups.group(tenant, id).isEmpty()).findFirst();
        missing.ifPresent(id -> {
            throw ApiProblem.badField("assignment." + field, "names no group of this tenant: " + id);
        });
    }

    private void requireUsers(TenantId tenant, String field, Set<UserId> named) {
        Optional<UserId> missing = named.stream().filter(id -> directory.user(tenant, id).isEmpty()).findFirst();
        missing.ifPresent(id -> {
            throw ApiProblem.badField("assignment." + field, "names no user of this tenant: " + id);
        });
    }
}
