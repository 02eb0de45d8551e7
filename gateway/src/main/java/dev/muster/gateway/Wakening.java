package dev.muster.gateway;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.admin.Wakes;
import dev.muster.gateway.authority.AuthorityDecision;
import dev.muster.gateway.authority.PushGate;
import dev.muster.gateway.config.Apns;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.session.HandlerSelection;
import dev.muster.gateway.store.AppleStore;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.TenantStore;
import dev.muster.gateway.wake.WakeSettings;
import dev.muster.gateway.wake.Waker;
import dev.muster.gateway.wake.apns.ApnsChannel;
import dev.muster.gateway.wake.apns.ApnsEndpoint;
import dev.muster.gateway.wake.apns.ApnsLimits;
import dev.muster.gateway.wake.apns.StoredPushCertificates;

/** Joins what wakes devices to those who ask for it: the waker, the way through APNs, and the gate of R13. */
final class Wakening implements Wakes, AutoCloseable {
    private static final int PAGE = 500;

    private final TenantStore tenants;
    private final ApnsChannel apns;
    private final Waker waker;
    private final AppleStore apple;

    private Wakening(TenantStore tenants, AppleStore apple, ApnsChannel apns, Waker waker) {
        this.tenants = tenants;
        this.apple = apple;
        this.apns = apns;
        this.waker = waker;
    }

    static Wakening open(Apns where, Store store, HandlerSelection selection, Clock clock, GatewayEvents events) {
        ApnsChannel apns = new ApnsChannel(new ApnsEndpoint(where.host(), where.port(), where.trustFile()),
                new StoredPushCertificates(store.pushCertificates()), ApnsLimits.USUAL, clock, events);
        Waker waker = new Waker(store.tenants(), store.directory(), store.devices(), apns,
                (tenant, device, user) -> isOpen(selection, tenant, device, user), WakeSettings.USUAL,
                new SecureRandom(), events);
        return new Wakening(store.tenants(), store.apple(), apns, waker);
    }

    /** R13, R4: a device is woken if an authority serves it and that authority's gate is open. */
    private static boolean isOpen(HandlerSelection selection, Tenant tenant, Device device,
            Optional<Entitlement> user) {
        return switch (selection.select(tenant, device, user).decision()) {
            case AuthorityDecision.Serving serving -> !PushGate.closed(device.platform(), serving.authority(),
                    tenant.pushTopics());
            case AuthorityDecision.Stranded _,AuthorityDecision.Unserved _ -> false;
        };
    }

    /** Takes up the waves that an earlier process left. */
    void resume() {
        Optional<TenantId> after = Optional.empty();
        List<Tenant> page;
        do {
            page = tenants.page(after, PAGE);
            waker.resume(page.stream().map(Tenant::id).toList());
            after = page.isEmpty() ? after : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
    }

    @Override
    public void tenant(TenantId tenant) {
        waker.wakeTenant(tenant);
    }

    @Override
    public void certificatesChanged(TenantId tenant) {
        apns.certificatesChanged(tenant);
    }

    @Override
    public void device(TenantId tenant, DeviceId device) {
        waker.wakeDevice(tenant, device);
    }

    @Override
    public void user(TenantId tenant, DeviceId device, String user) {
        waker.wakeUser(tenant, device, () -> apple.pushAddress(tenant, device, user));
    }

    @Override
    public void close() {
        waker.close();
        apns.close();
    }
}
