package dev.muster.gateway.admin;

import dev.muster.gateway.store.DirectoryStore;

/** Shows a user with licences and what they come to. */
final class ShowUser implements Operation {
    private final DirectoryStore directory;

    ShowUser(DirectoryStore directory) {
        this.directory = directory;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/users/{user}";
    }

    @Override
    public Answer handle(Call call) {
        return Answer.ok(UserView.of(existing(directory, call)));
    }

    /** The user a call names, or 404. */
    static DirectoryStore.User existing(DirectoryStore directory, Call call) {
        return directory.user(call.tenant(), call.user())
                .orElseThrow(() -> ApiProblem.notFound("user " + call.user() + " of tenant " + call.tenant()));
    }
}
