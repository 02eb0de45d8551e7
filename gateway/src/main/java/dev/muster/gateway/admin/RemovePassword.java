package dev.muster.gateway.admin;

import java.util.Map;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.EnrolmentAccessStore;

/** Takes a user's password away: no further device enrols with it, and those enrolled stay. */
final class RemovePassword implements Operation {
    private final EnrolmentAccessStore access;
    private final Journal journal;

    RemovePassword(EnrolmentAccessStore access, Journal journal) {
        this.access = access;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "DELETE";
    }

    @Override
    public String path() {
        return SetPassword.PATH;
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        UserId user = call.user();
        if (!access.removePassword(tenant, user)) {
            throw ApiProblem.notFound("a password of user " + user + " of tenant " + tenant);
        }
        journal.note(tenant, "user.password.remove", Map.of("user", user.toString()));
        return Answer.nothing();
    }
}
