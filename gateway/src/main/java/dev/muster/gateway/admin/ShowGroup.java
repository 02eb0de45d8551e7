package dev.muster.gateway.admin;

import dev.muster.gateway.store.GroupStore;

/** Shows a group with the licences its members hold through it. */
final class ShowGroup implements Operation {
    private final GroupStore groups;

    ShowGroup(GroupStore groups) {
        this.groups = groups;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/groups/{group}";
    }

    @Override
    public Answer handle(Call call) {
        return Answer.ok(GroupView.of(existing(groups, call)));
    }

    /** The group a call names, or 404. */
    static GroupStore.Group existing(GroupStore groups, Call call) {
        return groups.group(call.tenant(), call.group())
                .orElseThrow(() -> ApiProblem.notFound("group " + call.group() + " of tenant " + call.tenant()));
    }
}
