package dev.muster.gateway.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.muster.certs.identity.CertificateVerifier;
import dev.muster.certs.identity.ClientVerifier;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.tls.ServerTls;
import dev.muster.certs.tls.TicketKeys;
import dev.muster.gateway.config.Limits;
import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentRequest;
import dev.muster.gateway.enrollment.EnrolmentRoute;
import dev.muster.gateway.enrollment.RootRoute;
import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.Reply;

/** Real listeners on free ports of the loopback, with a hand-written engine and enrolment behind them. */
final class Harness implements AutoCloseable {
    static final String COMMAND = "<plist><dict/></plist>";
    private static final int CAPACITY = 1_000;

    final Identities identities;
    final RecordingEvents events = new RecordingEvents();
    final List<Fingerprint> revocations = new CopyOnWriteArrayList<>();
    final List<CheckIn> handled = new CopyOnWriteArrayList<>();
    final AtomicInteger enrolments = new AtomicInteger();
    final RevokedCertificates revoked;
    final DeviceListeners listeners;
    volatile Function<CheckIn, Reply> engine = checkIn -> new Reply.Answer(COMMAND.getBytes(StandardCharsets.UTF_8));
    volatile Function<EnrolmentRequest, EnrolmentReply> enrolment = request -> new EnrolmentReply(
            EnrolmentReply.Outcome.OK, EnrolmentReply.PEM, new byte[] {'P'});

    Harness(Path directory) throws ListenerUnavailable {
        this(directory, Limits.DEFAULTS);
    }

    Harness(Path directory, Limits limits) throws ListenerUnavailable {
        this(directory, limits, verifier -> verifier);
    }

    Harness(Path directory, Limits limits, UnaryOperator<ClientVerifier> wrapped) throws ListenerUnavailable {
        this(directory, limits, wrapped, identities -> Optional.empty());
    }

    /** With a door for trusted proxies. */
    Harness(Path directory, Function<Identities, DeviceListeners.ProxyDoor> proxies) throws ListenerUnavailable {
        this(directory, Limits.DEFAULTS, verifier -> verifier, identities -> Optional.of(proxies.apply(identities)));
    }

    private Harness(Path directory, Limits limits, UnaryOperator<ClientVerifier> wrapped,
            Function<Identities, Optional<DeviceListeners.ProxyDoor>> proxies) throws ListenerUnavailable {
        identities = new Identities(directory);
        ClientVerifier verifier = wrapped.apply(new CertificateVerifier(identities.ca.issuers(), CAPACITY));
        revoked = new RevokedCertificates((since, now) -> List.copyOf(revocations), CAPACITY, events,
                Clock.systemUTC());
        var checkInTls = ServerTls.checkIn(identities.server(), verifier, identities.ca.acceptedIssuers(),
                new TicketKeys(new byte[TicketKeys.SECRET_BYTES]), Clock.systemUTC());
        listeners = DeviceListeners.open(
                new DeviceListeners.Doors(loopback(), checkInTls.context(), loopback(),
                        ServerTls.enrol(identities.server()), proxies.apply(identities)),
                new DeviceListeners.Services(verifier, revoked, this::handle, anyRoutes(),
                        List.of(new FakeRoute("/renewal"))),
                new DeviceListeners.Surroundings(events, Clock.systemUTC(), new Random(1)), limits);
    }

    private Reply handle(CheckIn checkIn) {
        handled.add(checkIn);
        return engine.apply(checkIn);
    }

    RawClient client(Identities.Identity identity) {
        return new RawClient(listeners.checkInAddress(), identities.ca.root(), identity);
    }

    RawClient device() {
        return client(identities.device());
    }

    RawClient enrolling() {
        return new RawClient(listeners.enrolAddress(), identities.ca.root(), identities.nobody());
    }

    List<EnrolmentRoute> anyRoutes() {
        return List.of(new FakeRoute("/enroll/certificate"), new RootRoute(identities.ca.rootPem()));
    }

    /** Makes a certificate revoked and the listeners know it, as an administrator's node does. */
    void revoke(Identities.Identity identity) {
        revocations.add(identity.fingerprint());
        revoked.refresh();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public void close() {
        listeners.drain(Duration.ofSeconds(1));
        revoked.close();
    }

    private final class FakeRoute implements EnrolmentRoute {
        private final String own;

        FakeRoute(String own) {
            this.own = own;
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public boolean serves(String path) {
            return path.equals(own) || (own.startsWith("/enroll") && path.startsWith("/enroll/family/"));
        }

        @Override
        public Set<String> methods() {
            return Set.of("POST", "PUT");
        }

        @Override
        public EnrolmentReply serve(EnrolmentRequest request) {
            enrolments.incrementAndGet();
            return enrolment.apply(request);
        }
    }
}
