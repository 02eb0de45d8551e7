package dev.muster.gateway.admin;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.TenantStore;

/** Moves a userless device under another authority: such devices never move by themselves (R8). */
final class PlaceDevice implements Operation {
    record Request(@Nullable String authority) {}

    private final TenantStore tenants;
    private final ManagedDevices managed;
    private final DeviceStore devices;
    private final Journal journal;
    private final Wakes wakes;

    PlaceDevice(TenantStore tenants, ManagedDevices managed, DeviceStore devices, Journal journal, Wakes wakes) {
        this.tenants = tenants;
        this.managed = managed;
        this.devices = devices;
        this.journal = journal;
        this.wakes = wakes;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/devices/{device}/authority";
    }

    @Override
    public Answer handle(Call call) {
        Device device = managed.existing(call).device();
        Tenant tenant = Tenants.existing(tenants, device.tenant());
        String given = Fields.required("authority", call.body(Request.class).authority());
        ManagementAuthority authority = serving(tenant, given);
        if (device.user().isPresent() || !devices.place(tenant.id(), device.id(), authority)) {
            throw ApiProblem.conflict("has_user", "the device has a user, whose licences decide who serves it (R6, R8)",
                    "change the user's licences instead");
        }
        note(journal, tenant.id(), device, authority);
        wakes.device(tenant.id(), device.id());
        return Answer.ok(DeviceView.Row.of(managed.existing(call)));
    }

    static ManagementAuthority authority(String field, String given) {
        return ManagementAuthority.ofWireName(given).orElseThrow(
                () -> ApiProblem.badField(field, "must be intune, office365 or configurationManager"));
    }

    /** An authority that serves the tenant, or 400 or 409. */
    static ManagementAuthority serving(Tenant tenant, String given) {
        ManagementAuthority authority = authority("authority", given);
        if (!tenant.authority().serving().contains(authority)) {
            throw ApiProblem.conflict("not_serving", authority.wireName() + " does not serve tenant " + tenant.id()
                    + ", whose authority is " + tenant.authority().wireName(),
                    "choose an authority that serves the tenant");
        }
        return authority;
    }

    static void note(Journal journal, TenantId tenant, Device before, ManagementAuthority to) {
        journal.note(tenant, "device.place",
                Map.of("device", before.id().toString(), "from",
                        before.placedUnder().map(ManagementAuthority::wireName).orElse("none"), "to", to.wireName()));
    }
}
