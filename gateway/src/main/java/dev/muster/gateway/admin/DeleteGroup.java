package dev.muster.gateway.admin;

import java.util.Map;

import dev.muster.gateway.store.GroupStore;

/** Deletes a group that nobody needs any more. */
final class DeleteGroup implements Operation {
    private final GroupStore groups;
    private final Journal journal;

    DeleteGroup(GroupStore groups, Journal journal) {
        this.groups = groups;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "DELETE";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/groups/{group}";
    }

    @Override
    public Answer handle(Call call) {
        return switch (groups.delete(call.tenant(), call.group())) {
            case DELETED -> {
                journal.note(call.tenant(), "group.delete", Map.of("group", call.group().toString()));
                yield Answer.nothing();
            }
            case UNKNOWN -> throw ApiProblem.notFound("group " + call.group() + " of tenant " + call.tenant());
            case HAS_MEMBERS -> throw inUse("the group has members", "remove them first");
            case IS_MEMBER -> throw inUse("the group stands in another group", "remove it from there first");
            case IS_ASSIGNED -> throw inUse("a setting's assignment names the group",
                    "change the assignments first; GET .../settings lists them");
        };
    }

    private static ApiProblem inUse(String message, String remedy) {
        return ApiProblem.conflict("group_in_use", message, remedy);
    }
}
