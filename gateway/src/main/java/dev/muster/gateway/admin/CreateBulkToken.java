package dev.muster.gateway.admin;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.TenantStore;

/** Makes a token by which a provisioning package enrols many Windows devices without a user (R8). Shown once. */
final class CreateBulkToken implements Operation {
    static final String PATH = "/tenants/{tenant}/bulk-tokens";
    private static final int MOST_DEVICES = 100_000;
    private static final int MOST_DAYS = 180;
    private static final int USUAL_DAYS = 30;

    record Request(@Nullable Integer devices, @Nullable Integer validDays) {}

    record Created(String id, String token, String platform, int devices, String expiresAt) {
        @Override
        public String toString() {
            return "Created[" + id + "]";
        }
    }

    private final TenantStore tenants;
    private final Invitations invitations;
    private final Journal journal;

    CreateBulkToken(TenantStore tenants, Invitations invitations, Journal journal) {
        this.tenants = tenants;
        this.invitations = invitations;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Request request = call.body(Request.class);
        int devices = Fields.number("devices", Fields.required("devices", request.devices()), 1, MOST_DEVICES, 1);
        int days = Fields.number("validDays", request.validDays(), 1, MOST_DAYS, USUAL_DAYS);
        Invitations.Bulk bulk = invitations.inviteMany(tenant, Platform.WINDOWS, devices, Duration.ofDays(days));
        journal.note(tenant, "bulk-token.create", Map.of("token", bulk.id(), "devices", devices, "expiresAt",
                bulk.expiresAt().toString()));
        return Answer.created(new Created(bulk.id(), bulk.token(), Platform.WINDOWS.wireName(), devices,
                bulk.expiresAt().toString()));
    }
}
