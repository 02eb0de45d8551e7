package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.authority.NewEnrolment;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.RecoveryStore;
import dev.muster.gateway.store.TenantStore;

/**
 * Takes in a device whose record was lost: its certificate says which device it is, the administrator says what it is and whose.
 * It is served from its next check-in on, and asked first what it holds.
 */
final class AdoptDevice implements Operation {
    record Request(@Nullable String platform, @Nullable String user) {}

    record Adopted(String device) {}

    private final TenantStore tenants;
    private final DirectoryStore directory;
    private final RecoveryStore recovery;
    private final Journal journal;
    private final Clock clock;

    AdoptDevice(TenantStore tenants, DirectoryStore directory, RecoveryStore recovery, Journal journal, Clock clock) {
        this.tenants = tenants;
        this.directory = directory;
        this.recovery = recovery;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/unknown-devices/{device}/adopt";
    }

    @Override
    public Answer handle(Call call) {
        Tenant tenant = Tenants.existing(tenants, call.tenant());
        DeviceId device = call.device();
        Request request = call.body(Request.class);
        Platform platform = Platform.ofWireName(Fields.required("platform", request.platform())).orElseThrow(
                () -> ApiProblem.badField("platform", "must be ios, ipados, macos, tvos, windows or android"));
        Optional<UserId> user = Optional.ofNullable(request.user()).map(text -> new UserId(Fields.uuid("user", text)));
        if (user.isPresent() && directory.user(tenant.id(), user.get()).isEmpty()) {
            throw ApiProblem.badField("user", "names no user of this tenant");
        }
        Optional<ManagementAuthority> placed = user.isPresent() ? Optional.empty()
                : NewEnrolment.placement(tenant.authority());
        if (!recovery.adopt(tenant.id(), device, platform, user, placed, clock.instant())) {
            throw ApiProblem.conflict("not_unknown",
                    "device " + device + " does not wait for adoption, or does not speak the protocol of "
                            + platform.wireName(),
                    "GET .../unknown-devices lists those that wait, with their protocols");
        }
        journal.note(tenant.id(), "device.adopt", Map.of("device", device.toString(), "platform",
                platform.wireName(), "user", user.map(UserId::toString).orElse("none")));
        return Answer.ok(new Adopted(device.toString()));
    }
}
