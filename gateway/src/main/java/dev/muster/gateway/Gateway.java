package dev.muster.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

import dev.muster.certs.ca.CsrOutcome;
import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.ca.ServerCertificate;
import dev.muster.certs.ca.ServerCertificateFiles;
import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.CertificateVerifier;
import dev.muster.certs.secret.Vault;
import dev.muster.certs.tls.CheckInTls;
import dev.muster.certs.tls.ConnectorTls;
import dev.muster.certs.tls.ServedContext;
import dev.muster.certs.tls.ServerTls;
import dev.muster.gateway.admin.AdminApi;
import dev.muster.gateway.admin.AdminListener;
import dev.muster.gateway.admin.AdministratorToken;
import dev.muster.gateway.admin.ConnectorApi;
import dev.muster.gateway.admin.ConnectorListener;
import dev.muster.gateway.admin.CurrentToken;
import dev.muster.gateway.config.ConnectorDoor;
import dev.muster.gateway.config.GatewayConfig;
import dev.muster.gateway.config.Listener;
import dev.muster.gateway.config.Proxy;
import dev.muster.gateway.enrollment.EnrolmentTokens;
import dev.muster.gateway.enrollment.EnrolmentRoute;
import dev.muster.gateway.enrollment.RevocationListRoute;
import dev.muster.gateway.enrollment.RevocationLists;
import dev.muster.gateway.handler.configmgr.ConfigurationManagerHandler;
import dev.muster.gateway.handler.intune.IntuneHandler;
import dev.muster.gateway.handler.office365.Office365Handler;
import dev.muster.gateway.licensing.GroupDerivation;
import dev.muster.gateway.licensing.LicenceCatalogue;
import dev.muster.gateway.metrics.MeterEvents;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.net.DeviceListeners;
import dev.muster.gateway.net.ListenerUnavailable;
import dev.muster.gateway.net.RevokedCertificates;
import dev.muster.gateway.routing.AuthorityRouter;
import dev.muster.gateway.session.AppleServices;
import dev.muster.gateway.session.HandlerSelection;
import dev.muster.gateway.session.Readmission;
import dev.muster.gateway.session.SessionEngine;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.store.StoreUnusable;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.upkeep.Departures;
import dev.muster.gateway.upkeep.PushExpiry;
import dev.muster.gateway.upkeep.Upkeep;

/**
 * The composition root: makes the parts of a gateway in order, wires them by hand, and undoes it in reverse. Whoever wants to
 * know what depends on what reads this file.
 */
public final class Gateway implements AutoCloseable {
    /** How long running requests may take when the gateway stops. */
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int CONNECTORS_REMEMBERED = 1_000;

    /** Between two looks at what comes to its end. */
    private static final Duration UPKEEP = Duration.ofHours(1);

    private final GatewayConfig config;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Undo undo = new Undo();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterEvents events = new MeterEvents(registry);

    private final Vault vault;
    private final DeviceCa ca;
    private final ServerKeys serverKeys;
    private final Store store;
    private final HandlerSelection selection;
    private final Wakening wakening;
    private final RevokedCertificates revoked;
    private final DeviceListeners listeners;
    private final AdministratorToken.Opened administrator;
    private final AdminListener admin;
    private final Optional<ConnectorListener> connectors;
    private final AtomicReference<@Nullable DeviceListeners> listening = new AtomicReference<>();
    private volatile boolean ready;

    /**
     * Starts a gateway; when this returns, devices are served.
     *
     * @throws CannotStart if the machine or the configuration does not allow it; nothing stays open then
     */
    public static Gateway start(GatewayConfig config) throws CannotStart {
        TrustFile.prove(config);
        return new Gateway(config, Clock.systemUTC());
    }

    /** Where such a gateway lets native libraries be unpacked; the start makes it and empties it. */
    public static Path temporaryDirectory(GatewayConfig config) {
        return DataDirectory.temporary(config.data());
    }

    private Gateway(GatewayConfig config, Clock clock) throws CannotStart {
        this.config = config;
        this.clock = clock;
        boolean started = false;
        try {
            DataDirectory data = DataDirectory.open(config.data());
            CaOfStore together = new CaOfStore(data);
            together.refuseToReplaceTheKey();
            vault = KeyMaterial.vault(config, data, random);
            Optional<DeviceCa> present = DeviceCa.open(data.ca(), vault, random);
            if (config.store().url().isEmpty()) {
                together.refuseToReplaceTheFile(present);
            }
            store = buildStore(data);
            ca = KeyMaterial.saying(config, together.settle(present,
                    () -> KeyMaterial.makeCa(config, data, vault, random, clock), store));
            serverKeys = new ServerKeys(ServerKeys.source(config.certificates().server(),
                    new ServerCertificateFiles(data.server(), vault, ca, random, clock), config.host(), clock), events);
            selection = new AuthorityRouter(
                    Map.of(ManagementAuthority.INTUNE, new IntuneHandler(), ManagementAuthority.OFFICE365,
                            new Office365Handler(), ManagementAuthority.CONFIGURATION_MANAGER,
                            new ConfigurationManagerHandler()),
                    clock);
            wakening = buildWakening();
            undo.later(wakening::close);
            revoked = buildRevoked();
            listeners = buildListeners(serverKeys.shown());
            listening.set(listeners);
            AtomicReference<CurrentToken> token = new AtomicReference<>();
            admin = buildAdmin(token);
            connectors = buildConnectorDoor(serverKeys.shown());
            // Last, because a token that was made by a start that failed would never be shown.
            administrator = AdministratorToken.open(store.meta(), random);
            token.set(new CurrentToken(store.meta(), administrator.token(), clock));
            ready = true;
            wakening.start();
            startUpkeep();
            started = true;
        } catch (KeyMaterialUnusable | StoreUnusable | StoreUnavailable unusable) {
            throw CannotStart.because(String.valueOf(unusable.getMessage()));
        } finally {
            if (!started) {
                undo.now();
            }
        }
    }

    private Store buildStore(DataDirectory data) {
        SqlStore opened = SqlStore.open(StorePlace.of(config, data), vault, clock, events);
        undo.later(opened::close);
        opened.keepHistory(config.retention().commands(), config.retention().audit());
        registry.gauge("muster.store.log.bytes", opened, SqlStore::logBytes);
        return opened;
    }

    private Wakening buildWakening() throws CannotStart {
        double slots = config.limits().requests().inFlight();
        return Wakening.open(config, store, selection,
                new MeteredLoad(registry, () -> {
                    DeviceListeners serving = listening.get();
                    return serving == null ? 0 : serving.requests() / slots;
                }), clock, events);
    }

    private RevokedCertificates buildRevoked() {
        RevokedCertificates known = new RevokedCertificates(store.enrolments()::revokedSince,
                config.limits().connections().revocations(), events, clock);
        undo.later(known::close);
        known.start();
        return known;
    }

    private DeviceListeners buildListeners(ServerCertificate server) throws CannotStart {
        CertificateVerifier verifier = new CertificateVerifier(ca.issuers(), CertificateVerifier.DEFAULT_CAPACITY);
        CheckInTls checkInTls = ServerTls.checkIn(server, verifier, ca.acceptedIssuers(),
                SecretOfTickets.open(store.meta(), random), clock);
        rotateTickets(checkInTls);
        ServedContext enrolTls = ServerTls.enrol(server);
        Optional<ServedContext> proxyTls = buildProxyTls(server);
        List<ServedContext> shown = new ArrayList<>(List.of(checkInTls.context(), enrolTls));
        proxyTls.ifPresent(shown::add);
        serverKeys.keep(shown);
        DeviceListeners.Doors doors = new DeviceListeners.Doors(address(config.listeners().checkIn()),
                checkInTls.context(), address(config.listeners().enrol()), enrolTls,
                config.listeners().proxy().enabled()
                        ? Optional.of(new DeviceListeners.ProxyDoor(config.listeners().proxy(),
                                proxyTls.map(SslContext.class::cast)))
                        : Optional.empty());
        EnrolmentDoor door = new EnrolmentDoor(config,
                new EnrolmentDoor.Parts(store, ca, serverKeys::shown, verifier, events, random, clock),
                new EnrolmentDoor.Addresses(this::checkInUrl, this::enrolUrl));
        undo.later(door::close);
        AppleServices apple = new AppleServices(store.apple(), store.declarations(), AppleOffers.of(config.apple()),
                this::checkInUrl, wakening::device, door.renewals());
        DeviceListeners.Services services = new DeviceListeners.Services(verifier, revoked,
                new Readmission(
                        new SessionEngine(store.checkIns(), apple, Wakening.asking(config), selection, clock, events,
                                random, config.certificates().renewedGoodFor()),
                        store.recovery(), clock, events),
                routes(door), List.of(door.renewal()));
        try {
            DeviceListeners opened = DeviceListeners.open(doors, services,
                    new DeviceListeners.Surroundings(events, clock, new Random()),
                    OpenFiles.fitting(config.limits()));
            undo.later(() -> opened.drain(DRAIN));
            registry.gauge("muster.connections.open", opened, DeviceListeners::connections);
            registry.gauge("muster.requests.underway", opened, DeviceListeners::requests);
            return opened;
        } catch (ListenerUnavailable unavailable) {
            throw CannotStart.because(String.valueOf(unavailable.getMessage()));
        }
    }

    private List<EnrolmentRoute> routes(EnrolmentDoor door) throws CannotStart {
        List<EnrolmentRoute> routes = new ArrayList<>(door.routes());
        routes.add(new RevocationListRoute(new RevocationLists(store.enrolments(), ca, revoked::changes,
                config.limits().connections().revocations(), clock)));
        return routes;
    }

    private Optional<ServedContext> buildProxyTls(ServerCertificate server) throws CannotStart {
        Proxy proxy = config.listeners().proxy();
        return !proxy.enabled() || proxy.tls().equals(Proxy.NONE) ? Optional.empty()
                : Optional.of(ServerTls.proxy(server, trustedProxies(proxy)));
    }

    private static List<X509Certificate> trustedProxies(Proxy proxy) throws CannotStart {
        return proxy.trustFile().isEmpty() ? List.of()
                : TrustFile.read("listeners.proxy.trustFile", proxy.trustFile().get(),
                        "name a PEM file of certificates");
    }

    private void startUpkeep() {
        PushExpiry pushExpiry = new PushExpiry(store, clock);
        for (PushExpiry.Left left : PushExpiry.Left.values()) {
            registry.gauge("muster.push.certificates.ending", List.of(Tag.of("within", left.label())), pushExpiry,
                    chore -> chore.count(left));
        }
        Upkeep upkeep = new Upkeep(List.of(pushExpiry, new Departures(store, clock, events)), events);
        undo.later(upkeep::close);
        upkeep.start(UPKEEP);
        Upkeep looking = new Upkeep(List.of(serverKeys), events);
        undo.later(looking::close);
        looking.start(config.certificates().server().look());
    }

    /** A key lives twelve hours; asking every hour is early enough and survives a clock that jumps. */
    private void rotateTickets(CheckInTls tls) {
        ScheduledExecutorService rotation = Executors
                .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("tickets").factory());
        undo.later(rotation::shutdownNow);
        var _ = rotation.scheduleAtFixedRate(() -> tls.rotate(clock.instant()), 1, 1, TimeUnit.HOURS);
    }

    /** @param token set once there is one; until then nobody is let in */
    private AdminListener buildAdmin(AtomicReference<CurrentToken> token) throws CannotStart {
        LicenceCatalogue catalogue = LicenceCatalogue.load();
        AdminApi api = new AdminApi(new AdminApi.Parts(store, selection, catalogue,
                new EnrolmentTokens(store, random, UUID::randomUUID, clock), buildDerivation(catalogue), wakening,
                revoked::refresh, this::connectorCertificate, events, clock, UUID::randomUUID));
        Listener address = config.listeners().admin();
        try {
            AdminListener opened = AdminListener.start(address, api,
                    new AdminListener.Needs(presented -> isRight(token.get(), presented),
                            () -> ready && store.available(), registry::scrape, clock, events));
            undo.later(opened::close);
            return opened;
        } catch (IOException unavailable) {
            throw CannotStart.because("the administration listener cannot use " + address.address() + ":"
                    + address.port() + ": the port is in use or not allowed; stop the program that uses it, or set"
                    + " listeners.admin.port to a free port");
        }
    }

    private CsrOutcome connectorCertificate(TenantId tenant, UUID connector, byte[] csr) {
        return ca.issue(csr, new CertificateIdentity(CertificateIdentity.Purpose.CONNECTOR, tenant.value(), connector),
                DeviceCa.DEFAULT_VALIDITY, clock);
    }

    private Optional<ConnectorListener> buildConnectorDoor(ServerCertificate server) throws CannotStart {
        ConnectorDoor door = config.listeners().connector();
        if (!door.enabled()) {
            return Optional.empty();
        }
        // Its own memory of certificates: connectors are few, and devices are never let in here.
        CertificateVerifier verifier = new CertificateVerifier(ca.issuers(), CONNECTORS_REMEMBERED);
        ConnectorApi api = new ConnectorApi(
                new ConnectorApi.Parts(store, selection, wakening, events, clock, UUID::randomUUID));
        try {
            ConnectorListener opened = ConnectorListener.start(door.listener(), api, new ConnectorListener.Needs(
                    ConnectorTls.server(server, verifier, ca.acceptedIssuers(), clock), verifier, store.connectors(),
                    clock, events));
            undo.later(opened::close);
            return Optional.of(opened);
        } catch (IOException unavailable) {
            throw CannotStart.because("the connectors' listener cannot use " + door.address() + ":" + door.port()
                    + ": the port is in use or not allowed; stop the program that uses it, or set"
                    + " listeners.connector.port to a free port");
        }
    }

    private GroupDerivation buildDerivation(LicenceCatalogue catalogue) {
        GroupDerivation derivation = new GroupDerivation(store.groups(), catalogue,
                tenant -> wakening.tenant(tenant, "groups"), clock, events);
        undo.later(derivation::close);
        derivation.start();
        return derivation;
    }

    private static boolean isRight(@Nullable CurrentToken token, String presented) {
        return token != null && token.matches(presented);
    }

    private static InetSocketAddress address(Listener listener) {
        return new InetSocketAddress(listener.inetAddress(), listener.port());
    }

    /** Where devices with a certificate check in. */
    public String checkInUrl() {
        return url(listeners.checkInAddress());
    }

    /** Where devices get one. */
    public String enrolUrl() {
        return url(listeners.enrolAddress());
    }

    /** Where trusted proxies go, as address and port; empty if that door is shut. */
    public Optional<InetSocketAddress> proxyAddress() {
        return listeners.proxyAddress();
    }

    /** Where Configuration Manager connectors go; empty if that door is shut. */
    public Optional<String> connectorUrl() {
        return connectors.map(door -> url(door.port()) + "/connector");
    }

    private String url(InetSocketAddress bound) {
        return url(bound.getPort());
    }

    private String url(int port) {
        String host = config.host();
        return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Where administrators go. */
    public String adminUrl() {
        return admin.url();
    }

    /** The administrator's token, only if this start made it: it cannot be shown again. */
    public Optional<String> newAdministratorToken() {
        return administrator.shownOnce();
    }

    /** Lets running requests be answered for at most ten seconds, then stops everything. May be called more than once. */
    @Override
    public void close() {
        ready = false;
        undo.now();
    }
}
