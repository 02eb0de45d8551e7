package dev.muster.gateway.admin;

import java.util.Optional;

import dev.muster.gateway.authority.AuthorityDecision;
import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.session.HandlerSelection;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.SubjectStore;
import dev.muster.gateway.store.TenantStore;

/** What several operations ask about devices: the row, and who serves the device at this moment, as a check-in decides it (R7). */
final class ManagedDevices {
    private final TenantStore tenants;
    private final DeviceStore devices;
    private final DirectoryStore directory;
    private final HandlerSelection selection;

    ManagedDevices(Store store, HandlerSelection selection) {
        this.tenants = store.tenants();
        this.devices = store.devices();
        this.directory = store.directory();
        this.selection = selection;
    }

    /** The device a call names, or 404. */
    Device.Seen existing(Call call) {
        return existing(call.tenant(), call.device());
    }

    /** The device of this id, or 404. */
    Device.Seen existing(TenantId tenant, DeviceId device) {
        return devices.device(tenant, device)
                .orElseThrow(() -> ApiProblem.notFound("device " + device + " of tenant " + tenant));
    }

    /** A site acts only while Configuration Manager is the tenant's authority (R3b), else 409. */
    void requireConfigurationManager(TenantId tenant) {
        TenantAuthority now = Tenants.existing(tenants, tenant).authority();
        if (now != TenantAuthority.CONFIGURATION_MANAGER) {
            throw ApiProblem.conflict("not_the_authority", "the tenant's authority is " + now.wireName()
                    + ", not configurationManager", "the device was not contacted; set the tenant's authority first");
        }
    }

    /** Who serves it now, and with which handler. */
    HandlerSelection.Selection served(Device device) {
        Tenant tenant = Tenants.existing(tenants, device.tenant());
        Optional<Entitlement> entitlement = device.user().flatMap(user -> directory.user(device.tenant(), user))
                .map(DirectoryStore.User::entitlement);
        return selection.select(tenant, device, entitlement);
    }

    /** The same for a device whose facts were read already. */
    AuthorityDecision decision(Tenant tenant, SubjectStore.Subject subject) {
        return selection.select(tenant, subject.device(), subject.entitlement()).decision();
    }

    /** The authority that will deliver this action; what it cannot do is refused here, and the device not contacted (R24). */
    ManagementAuthority authorityFor(Action.Kind kind, Device device) {
        HandlerSelection.Selection now = served(device);
        if (now.decision() instanceof AuthorityDecision.Serving serving && now.handler().isPresent()) {
            Optional<String> objection = now.handler().get().objection(kind, device.platform());
            if (objection.isPresent()) {
                throw device.user().isPresent() ? notOffered(objection.get()) : notOfferedHere(kind, device, serving);
            }
            return serving.authority();
        }
        throw ApiProblem.conflict("not_served",
                "no authority serves this device now (" + now.decision().rule() + "), so it gets no actions",
                "set the tenant's authority, or move the device to an authority that serves the tenant (R8)");
    }

    private static ApiProblem notOffered(String objection) {
        return ApiProblem.conflict("not_offered", objection,
                "the device was not contacted; assign a licence of the authority that offers it (R24)");
    }

    /** No licence decides about a device without a user (R8). */
    private static ApiProblem notOfferedHere(Action.Kind kind, Device device, AuthorityDecision.Serving serving) {
        return ApiProblem.conflict("not_offered",
                serving.authority().wireName() + " does not offer the action " + kind.wireName() + " on "
                        + device.platform().wireName() + ", and the device has no user whose licence could change that",
                "the device was not contacted; place it under an authority that offers it with PUT .../authority, if one"
                        + " serves the tenant (R8, R24)");
    }
}
