package dev.muster.gateway.admin;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.TenantStore;

/** Makes a single-use enrolment token; whether its device may enrol is decided when the token is used (R4, R26). */
final class CreateEnrolmentToken implements Operation {
    private static final int MOST_MINUTES = 60 * 24 * 30;

    record Request(@Nullable String platform, @Nullable String user, @Nullable String udid, @Nullable String serial,
            @Nullable Integer validMinutes) {}

    record Created(String token, String device, String expiresAt) {
        @Override
        public String toString() {
            return "Created[device=" + device + "]";
        }
    }

    private final TenantStore tenants;
    private final DirectoryStore directory;
    private final Invitations invitations;
    private final Journal journal;

    CreateEnrolmentToken(TenantStore tenants, DirectoryStore directory, Invitations invitations, Journal journal) {
        this.tenants = tenants;
        this.directory = directory;
        this.invitations = invitations;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/enrolment-tokens";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Request request = call.body(Request.class);
        Platform platform = Platform.ofWireName(Fields.required("platform", request.platform())).orElseThrow(
                () -> ApiProblem.badField("platform", "must be ios, ipados, macos, tvos, windows or android"));
        Optional<UserId> user = user(tenant, request.user());
        int minutes = Fields.number("validMinutes", request.validMinutes(), 1, MOST_MINUTES, 60);
        Invitations.Invitation invitation = invitations.invite(new Invitations.Guest(tenant, platform, user,
                Fields.optionalText("udid", request.udid(), 128), Fields.optionalText("serial", request.serial(), 128),
                Duration.ofMinutes(minutes)));
        Map<String, String> detail = new HashMap<>(
                Map.of("platform", platform.wireName(), "device", invitation.device().toString()));
        user.ifPresent(id -> detail.put("user", id.toString()));
        journal.note(tenant, "enrolment-token.create", detail);
        return Answer.created(new Created(invitation.token(), invitation.device().toString(),
                invitation.expiresAt().toString()));
    }

    private Optional<UserId> user(TenantId tenant, @Nullable String given) {
        if (given == null) {
            return Optional.empty();
        }
        UserId id = new UserId(Fields.uuid("user", given));
        if (directory.user(tenant, id).isEmpty()) {
            throw ApiProblem.badField("user", "names no user of this tenant");
        }
        return Optional.of(id);
    }
}
