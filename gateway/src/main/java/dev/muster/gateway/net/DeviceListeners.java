package dev.muster.gateway.net;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.identity.ClientVerifier;
import dev.muster.gateway.config.Limits;
import dev.muster.gateway.config.Proxy;
import dev.muster.gateway.enrollment.EnrolmentRoute;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.session.CheckInHandler;

/**
 * The listeners that devices talk to: check-in, with client certificates, enrolment, without, and where it is opened the door for
 * trusted proxies. Made and closed by {@code Gateway}. One set of event loops serves all.
 */
public final class DeviceListeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceListeners.class);
    private static final int BACKLOG = 4_096;
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /**
     * Where to listen and with which TLS.
     *
     * @param checkIn address of the check-in listener; port 0 takes a free one
     * @param checkInTls server context that demands client certificates
     * @param enrol address of the enrolment listener; port 0 takes a free one
     * @param enrolTls server context without client certificates
     * @param proxies the door for trusted proxies, if there is one
     */
    public record Doors(InetSocketAddress checkIn, SslContext checkInTls, InetSocketAddress enrol, SslContext enrolTls,
            Optional<ProxyDoor> proxies) {
        /** Without a door for proxies. */
        public Doors(InetSocketAddress checkIn, SslContext checkInTls, InetSocketAddress enrol, SslContext enrolTls) {
            this(checkIn, checkInTls, enrol, enrolTls, Optional.empty());
        }
    }

    /**
     * A door for proxies that end TLS in front of the gateway.
     *
     * @param settings whom it opens to and what it believes
     * @param tls context for proxies; empty for none
     */
    public record ProxyDoor(Proxy settings, Optional<SslContext> tls) {}

    /**
     * Who does the work behind them.
     *
     * @param verifier decides whose client certificate it is
     * @param revoked revoked certificates; started and closed by whoever made it
     * @param handler handles check-ins, on virtual threads
     * @param routes what the enrolment listener serves, on virtual threads
     * @param renewals what the check-in listener serves of enrolment: there the caller is known
     */
    public record Services(ClientVerifier verifier, RevokedCertificates revoked, CheckInHandler handler,
            List<EnrolmentRoute> routes, List<EnrolmentRoute> renewals) {
        public Services {
            routes = List.copyOf(routes);
            renewals = List.copyOf(renewals);
        }

        /** Without renewals. */
        public Services(ClientVerifier verifier, RevokedCertificates revoked, CheckInHandler handler,
                List<EnrolmentRoute> routes) {
            this(verifier, revoked, handler, routes, List.of());
        }
    }

    /**
     * What surrounds them.
     *
     * @param events told what happens
     * @param clock says what time it is
     * @param random spreads Retry-After; several threads use it at once, so a thread-safe one such as {@code java.util.Random}
     */
    public record Surroundings(GatewayEvents events, Clock clock, RandomGenerator random) {}

    private final MultiThreadIoEventLoopGroup loops;
    private final ThreadPoolExecutor verifications;
    private final AtomicBoolean released = new AtomicBoolean();
    private final Exchanges exchanges = new Exchanges();
    private final ChannelGroup open = new DefaultChannelGroup("connections", GlobalEventExecutor.INSTANCE);
    private final Slots checkInConnections;
    private final Slots checkInHandshakes;
    private final Slots enrolConnections;
    private final Channel checkIn;
    private final Channel enrol;
    private final Slots proxyConnections;
    private final Optional<Channel> proxies;

    /**
     * Opens the listeners. The first check-in may be accepted before this returns.
     *
     * @throws ListenerUnavailable if an address cannot be used; nothing stays open then
     */
    public static DeviceListeners open(Doors doors, Services services, Surroundings surroundings, Limits limits)
            throws ListenerUnavailable {
        return new DeviceListeners(doors, services, surroundings, limits);
    }

    private DeviceListeners(Doors doors, Services services, Surroundings around, Limits limits)
            throws ListenerUnavailable {
        Transport transport = Transport.best();
        loops = transport.loops();
        verifications = boundedPool(limits.connections().verifications());
        checkInConnections = new Slots(limits.connections().checkIn());
        checkInHandshakes = new Slots(limits.connections().handshakes());
        enrolConnections = new Slots(limits.connections().enrol());
        proxyConnections = new Slots(limits.connections().checkIn());
        RefusalRenderer renderer = new RefusalRenderer(around.random());
        ServerBootstrap bootstrap = new ServerBootstrap().group(loops).channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true);
        EnrolEndpoint renewals = new EnrolEndpoint(services.renewals(), exchanges, renderer, around.events(),
                limits.requests());
        CheckInEndpoint checkIns = new CheckInEndpoint(services.handler(), renewals, services.revoked(), exchanges,
                renderer, around.events(), around.clock(), limits.requests());
        HttpStage http = new HttpStage(checkIns, limits.requests().requestLineBytes(), limits, exchanges, renderer,
                new DateHeader(around.clock()), around.events());
        try {
            checkIn = bind(bootstrap, checkInPipeline(doors, services, around, limits, http, checkIns.log()),
                    "check-in",
                    "checkIn", doors.checkIn());
            enrol = bind(bootstrap, enrolPipeline(doors, services, around, limits, renderer), "enrolment", "enrol",
                    doors.enrol());
            proxies = doors.proxies().isEmpty() ? Optional.empty()
                    : Optional.of(openToProxies(bootstrap, doors.proxies().get(), services, around, checkIns, http));
        } catch (ListenerUnavailable unavailable) {
            release(Duration.ZERO);
            throw unavailable;
        }
    }

    private ChannelHandler checkInPipeline(Doors doors, Services services, Surroundings around, Limits limits,
            HttpStage http, RefusalLog log) {
        Doorstep doorstep = new Doorstep(Optional.of(doors.checkInTls()), checkInConnections,
                Bound.CHECK_IN_CONNECTIONS, checkInHandshakes,
                new PerAddress(limits.connections().handshakesOfAddress()), limits.timeouts().handshake(), open,
                around.events());
        var certificates = new ClientCertificateGate.Rules(services.verifier(), verifications, services.revoked(),
                limits.connections().heldBytes(), around.events(), log, around.clock());
        return new CheckInPipeline(doorstep, certificates, http);
    }

    private Channel openToProxies(ServerBootstrap bootstrap, ProxyDoor door, Services services, Surroundings around,
            CheckInEndpoint checkIns, HttpStage http) throws ListenerUnavailable {
        Proxy settings = door.settings();
        Limits.Connections bounds = http.limits().connections();
        // All handshakes here come from a few addresses.
        Doorstep doorstep = new Doorstep(door.tls(), proxyConnections, Bound.PROXY_CONNECTIONS,
                new Slots(bounds.handshakes()), new PerAddress(bounds.handshakes()),
                http.limits().timeouts().handshake(), open, around.events());
        ForwardedIdentity identity = settings.identity().equals(Proxy.SIGNATURE)
                ? new ForwardedIdentity.OfSignature(services.verifier(), around.clock())
                : new ForwardedIdentity.OfCertificate(services.verifier(), around.clock());
        Endpoint endpoint = new ProxiedEndpoint(checkIns, identity, services.revoked(), verifications, around.events());
        return bind(bootstrap, new ProxyPipeline(settings.networks(), settings.proxyProtocol(), doorstep,
                http.with(endpoint), around.events()), "proxy", "proxy",
                new InetSocketAddress(settings.listener().inetAddress(), settings.port()));
    }

    private ChannelHandler enrolPipeline(Doors doors, Services services, Surroundings around, Limits limits,
            RefusalRenderer renderer) {
        Doorstep doorstep = new Doorstep(Optional.of(doors.enrolTls()), enrolConnections, Bound.ENROL_CONNECTIONS,
                new Slots(limits.connections().handshakes()),
                new PerAddress(limits.connections().handshakesOfAddress()),
                limits.timeouts().handshake(), open, around.events());
        Endpoint endpoint = new EnrolEndpoint(services.routes(), exchanges, renderer, around.events(),
                limits.requests());
        return new EnrolPipeline(doorstep, new HttpStage(endpoint, limits.requests().enrolRequestLineBytes(), limits,
                exchanges, renderer, new DateHeader(around.clock()), around.events()));
    }

    private static Channel bind(ServerBootstrap bootstrap, ChannelHandler pipeline, String name, String key,
            InetSocketAddress address) throws ListenerUnavailable {
        ChannelFuture bound = bootstrap.clone().childHandler(pipeline).bind(address).awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new ListenerUnavailable(name, key, address, cause);
        }
        return bound.channel();
    }

    /** Half of the processors verify certificates, so that the loops keep theirs; the queue has a bound. */
    private static ThreadPoolExecutor boundedPool(int queued) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queued), Thread.ofPlatform().daemon().name("verify-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Where the check-in listener listens, with the real port. */
    public InetSocketAddress checkInAddress() {
        return (InetSocketAddress) checkIn.localAddress();
    }

    /** Where the enrolment listener listens, with the real port. */
    public InetSocketAddress enrolAddress() {
        return (InetSocketAddress) enrol.localAddress();
    }

    /** Where trusted proxies are listened to, with the real port; empty if that door is shut. */
    public Optional<InetSocketAddress> proxyAddress() {
        return proxies.map(channel -> (InetSocketAddress) channel.localAddress());
    }

    /** Open connections of all listeners. */
    public int connections() {
        return checkInConnections.taken() + enrolConnections.taken() + proxyConnections.taken();
    }

    /** TLS handshakes of checking-in devices that have begun and not ended. */
    public int handshakes() {
        return checkInHandshakes.taken();
    }

    /** Requests under way on all listeners. */
    public int requests() {
        return exchanges.underWay();
    }

    /**
     * Accepts no more connections, lets running requests be answered for at most {@code most}, refuses new ones meanwhile, then
     * closes everything. Blocks; may be called more than once.
     */
    public void drain(Duration most) {
        if (released.get()) {
            return;
        }
        exchanges.drain();
        checkIn.close().awaitUninterruptibly();
        enrol.close().awaitUninterruptibly();
        proxies.ifPresent(door -> door.close().awaitUninterruptibly());
        open.forEach(connection -> connection.pipeline().fireUserEventTriggered(new Exchanges.Draining()));
        long end = System.nanoTime() + most.toNanos();
        try {
            while (exchanges.underWay() > 0 && System.nanoTime() - end < 0) {
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        if (exchanges.underWay() > 0) {
            LOG.warn("{} requests were not answered when the listeners closed", exchanges.underWay());
        }
        release(LAST_WORDS);
    }

    /** {@link #drain} without patience. */
    @Override
    public void close() {
        drain(Duration.ZERO);
    }

    private void release(Duration most) {
        if (released.getAndSet(true)) {
            return;
        }
        open.close().awaitUninterruptibly(most.toMillis());
        verifications.shutdownNow();
        loops.shutdownGracefully(0, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
