package dev.muster.gateway;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.admin.Wakes;
import dev.muster.gateway.authority.AuthorityDecision;
import dev.muster.gateway.authority.PushGate;
import dev.muster.gateway.config.Apns;
import dev.muster.gateway.config.Fcm;
import dev.muster.gateway.config.GatewayConfig;
import dev.muster.gateway.config.Wns;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.session.DmPush;
import dev.muster.gateway.session.HandlerSelection;
import dev.muster.gateway.store.AppleStore;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.TenantStore;
import dev.muster.gateway.wake.Load;
import dev.muster.gateway.wake.Pacing;
import dev.muster.gateway.wake.WakeChannel;
import dev.muster.gateway.wake.WakeChannels;
import dev.muster.gateway.wake.WakeSettings;
import dev.muster.gateway.wake.WakeTime;
import dev.muster.gateway.wake.Waker;
import dev.muster.gateway.wake.apns.ApnsChannel;
import dev.muster.gateway.wake.apns.ApnsEndpoint;
import dev.muster.gateway.wake.apns.ApnsLimits;
import dev.muster.gateway.wake.apns.StoredPushCertificates;
import dev.muster.gateway.wake.fcm.FcmChannel;
import dev.muster.gateway.wake.fcm.FcmEndpoint;
import dev.muster.gateway.wake.fcm.ServiceAccount;
import dev.muster.gateway.wake.wns.ChannelUris;
import dev.muster.gateway.wake.wns.WnsChannel;
import dev.muster.gateway.wake.wns.WnsEndpoint;

/** Joins what wakes devices to those who ask for it: the waker, the ways through the push services, and the gate of R13. */
final class Wakening implements Wakes, AutoCloseable {
    private static final int PAGE = 500;
    private static final int MOST_PER_SECOND = 2_000;
    private static final int IN_FLIGHT = 1_000;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private final TenantStore tenants;
    private final Channels channels;
    private final Waker waker;
    private final AppleStore apple;

    /** The ways to devices; the others are there if they are configured. */
    private record Channels(ApnsChannel apns, List<WakeChannel> others) {}

    private Wakening(TenantStore tenants, AppleStore apple, Channels channels, Waker waker) {
        this.tenants = tenants;
        this.apple = apple;
        this.channels = channels;
        this.waker = waker;
    }

    /** @throws CannotStart if a push service's credentials cannot be read */
    static Wakening open(GatewayConfig config, Store store, HandlerSelection selection, Load.Probe load, Clock clock,
            GatewayEvents events) throws CannotStart {
        Map<Platform, WakeChannel> ways = new EnumMap<>(Platform.class);
        wns(config.wns(), clock, events).ifPresent(wns -> ways.put(Platform.WINDOWS, wns));
        fcm(config.fcm(), clock, events).ifPresent(fcm -> ways.put(Platform.ANDROID, fcm));
        List<WakeChannel> others = List.copyOf(ways.values());
        Apns where = config.apns();
        ApnsChannel apns = new ApnsChannel(new ApnsEndpoint(where.host(), where.port(), where.trustFile()),
                new StoredPushCertificates(store.pushCertificates()), ApnsLimits.USUAL, clock, events);
        for (Platform platform : Platform.values()) {
            if (platform.isApple()) {
                ways.put(platform, apns);
            }
        }
        WakeTime time = WakeTime.of(clock);
        Waker waker = new Waker(store, new WakeChannels(ways),
                (tenant, device, user) -> isOpen(selection, tenant, device, user), WakeSettings.USUAL,
                new Pacing(time, MOST_PER_SECOND, load), new Waker.Surroundings(time, new SecureRandom(), events));
        return new Wakening(store.tenants(), store.apple(), new Channels(apns, others), waker);
    }

    /** How OMA-DM clients are asked where they can be woken: only for services that are configured. */
    static DmPush asking(GatewayConfig config) {
        ChannelUris channels = new ChannelUris(config.wns().host(), config.wns().port());
        return new DmPush(config.wns().clientId().isPresent(), config.wns().packageFamilyName(),
                said -> channels.read(said).isPresent(), config.fcm().serviceAccount().isPresent());
    }

    private static Optional<WnsChannel> wns(Wns config, Clock clock, GatewayEvents events) throws CannotStart {
        if (config.clientId().isEmpty() || config.clientSecret().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WnsChannel(
                    new WnsEndpoint(config.loginAddress(), config.host(), config.port(), config.trustFile(),
                            config.clientId().get(), config.clientSecret().get().value()),
                    IN_FLIGHT, ANSWER_WITHIN, clock, events));
        } catch (IOException unusable) {
            throw CannotStart.because("the push service WNS cannot be used: " + unusable.getMessage());
        }
    }

    private static Optional<FcmChannel> fcm(Fcm config, Clock clock, GatewayEvents events) throws CannotStart {
        if (config.serviceAccount().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FcmChannel(
                    new FcmEndpoint(config.serviceAddress(), config.tokensAddress(), config.trustFile(),
                            ServiceAccount.read(config.serviceAccount().get())),
                    IN_FLIGHT, ANSWER_WITHIN, clock, events));
        } catch (IOException unusable) {
            throw CannotStart.because("the push service FCM cannot be used: " + unusable.getMessage());
        }
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

    /** Begins to wake: first what an earlier process left or owed. */
    void start() {
        waker.start();
        Optional<TenantId> after = Optional.empty();
        List<Tenant> page;
        do {
            page = tenants.page(after, PAGE);
            waker.resume(page.stream().map(Tenant::id).toList());
            after = page.isEmpty() ? after : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
    }

    @Override
    public void tenant(TenantId tenant, String reason) {
        waker.wakeTenant(tenant, reason);
    }

    @Override
    public void certificatesChanged(TenantId tenant) {
        channels.apns().certificatesChanged(tenant);
    }

    @Override
    public boolean device(TenantId tenant, DeviceId device) {
        return waker.wakeDevice(tenant, device);
    }

    @Override
    public void user(TenantId tenant, DeviceId device, String user) {
        waker.wakeUser(tenant, device, () -> apple.pushAddress(tenant, device, user));
    }

    @Override
    public void devices(TenantId tenant, List<DeviceId> devices) {
        waker.wakeDevices(tenant, devices);
    }

    @Override
    public void close() {
        waker.close();
        channels.apns().close();
        channels.others().forEach(WakeChannel::close);
    }
}
