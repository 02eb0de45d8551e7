package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.model.Vendor;
import dev.muster.gateway.store.AutomatedDeviceStore;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.TenantStore;

/** Adds hardware that enrols by itself, by its serial number; whether it may is decided when it does (R4, R13, R26). */
final class AddAutomatedDevice implements Operation {
    private static final Pattern SERIAL = Pattern.compile("[A-Z0-9]{4,40}");

    record Request(@Nullable String platform, @Nullable String user) {}

    /** One of them as it is told. */
    record Shown(String serial, String platform, @Nullable String user, String device, String addedAt) {
        static Shown of(AutomatedDeviceStore.Entry entry) {
            return new Shown(entry.serial(), entry.platform().wireName(),
                    entry.user().map(UserId::toString).orElse(null), entry.device().toString(),
                    entry.addedAt().toString());
        }
    }

    /**
     * Where they are kept, and what an addition asks.
     *
     * @param consents adding one uses a service of Apple (R21)
     */
    record Parts(TenantStore tenants, DirectoryStore directory, AutomatedDeviceStore devices, Consents consents) {}

    private final Parts parts;
    private final Journal journal;
    private final Clock clock;
    private final Supplier<UUID> ids;

    AddAutomatedDevice(Parts parts, Journal journal, Clock clock, Supplier<UUID> ids) {
        this.parts = parts;
        this.journal = journal;
        this.clock = clock;
        this.ids = ids;
    }

    /** The serial number of the path, in upper case, or 400. */
    static String serial(Call call) {
        String serial = call.segment("serial").toUpperCase(Locale.ROOT);
        if (!SERIAL.matcher(serial).matches()) {
            throw ApiProblem.badField("serial", "must have 4 to 40 letters and digits");
        }
        return serial;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/automated-devices/{serial}";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(parts.tenants(), call.tenant()).id();
        String serial = serial(call);
        Request request = call.body(Request.class);
        Platform platform = Platform.ofWireName(Fields.required("platform", request.platform()))
                .filter(Platform::isApple)
                .orElseThrow(() -> ApiProblem.badField("platform", "must be ios, ipados, macos or tvos"));
        Optional<UserId> user = Optional.ofNullable(request.user())
                .map(given -> new UserId(Fields.uuid("user", given)));
        if (user.isPresent() && parts.directory().user(tenant, user.get()).isEmpty()) {
            throw ApiProblem.badField("user", "is no user of this tenant");
        }
        parts.consents().require(tenant, Vendor.APPLE, "enrolling devices in Setup Assistant", "");
        AutomatedDeviceStore.Entry entry = parts.devices().put(new AutomatedDeviceStore.Entry(tenant, serial, platform,
                user, new DeviceId(ids.get()), clock.instant()));
        journal.note(tenant, "automated-device.add", Map.of("serial", serial, "platform", platform.wireName(), "user",
                user.map(UserId::toString).orElse("none")));
        return Answer.ok(Shown.of(entry));
    }
}
