package dev.muster.gateway.admin;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.secret.PasswordHash;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.EnrolmentAccessStore;

/** Gives a user a password to enrol Windows devices with. Only its hash is kept. */
final class SetPassword implements Operation {
    private static final int SHORTEST = 8;
    private static final int LONGEST = 256;
    static final String PATH = "/tenants/{tenant}/users/{user}/password";

    record Request(@Nullable String password) {
        @Override
        public String toString() {
            return "Request[***]";
        }
    }

    private final EnrolmentAccessStore access;
    private final Journal journal;
    private final Clock clock;
    private final SecureRandom random;

    SetPassword(EnrolmentAccessStore access, Journal journal, Clock clock, SecureRandom random) {
        this.access = access;
        this.journal = journal;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        UserId user = call.user();
        String password = Fields.text("password", call.body(Request.class).password(), LONGEST);
        if (password.length() < SHORTEST) {
            throw ApiProblem.badField("password", "must have " + SHORTEST + " to " + LONGEST + " characters");
        }
        String hash = PasswordHash.of(PasswordHash.bytes(password), random).text();
        if (!access.putPassword(tenant, user, hash, clock.instant())) {
            throw ApiProblem.notFound("user " + user + " of tenant " + tenant);
        }
        journal.note(tenant, "user.password", Map.of("user", user.toString()));
        return Answer.nothing();
    }
}
