package dev.muster.gateway.admin;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;

import dev.muster.gateway.observe.GatewayEvents;

/**
 * Keeps the administrator's places free: Helidon bounds the number of connections but not how long one may take over the head
 * of a request, so anybody on this machine could hold them all. A connection that waits longer than it may is closed, and so
 * are the longest waiting ones when places run out; both are counted.
 */
final class ConnectionWatch implements ServerConnectionSelector, AutoCloseable {
    /** How long a connection may be without a complete request: fresh, between two, or in the middle of a head. */
    static final Duration WAITS_AT_MOST = Duration.ofSeconds(20);
    /** How long one request may take, its body included. */
    static final Duration ANSWERED_WITHIN = Duration.ofMinutes(2);
    private static final Duration EVERY = Duration.ofMillis(250);

    private final ServerConnectionSelector http = Http1ConnectionSelector.builder()
            .config(Http1Config.create()).build();
    private final Map<String, Watched> open = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sweeper;
    private final String door;
    private final int comfortable;
    private final GatewayEvents events;

    /**
     * Watches one door.
     *
     * @param door its name, which the bounds are counted under
     * @param comfortable so many connections may be open before the longest waiting ones have to go
     */
    ConnectionWatch(String door, int comfortable, GatewayEvents events) {
        this.door = door;
        this.sweeper = Executors
                .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name(door + "-watch").factory());
        this.comfortable = comfortable;
        this.events = events;
        var _ = sweeper.scheduleWithFixedDelay(this::sweep, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Tells the watch when a request is complete enough to be handled, and when it is answered. */
    Filter filter() {
        return (chain, request, _) -> {
            Watched connection = open.get(request.socketId());
            if (connection == null) {
                chain.proceed();
                return;
            }
            connection.handling(true);
            try {
                chain.proceed();
            } finally {
                connection.handling(false);
            }
        };
    }

    private void sweep() {
        List<Watched> waiting = open.values().stream().filter(connection -> !connection.handling)
                .sorted(Comparator.comparingLong(connection -> connection.since)).toList();
        int tooMany = Math.clamp(open.size() - comfortable, 0, waiting.size());
        for (Watched connection : waiting.subList(0, tooMany)) {
            events.boundPassed(door + "-connections");
            connection.close(true);
        }
        for (Watched connection : open.values()) {
            Duration limit = connection.handling ? ANSWERED_WITHIN : WAITS_AT_MOST;
            if (System.nanoTime() - connection.since > limit.toNanos()) {
                events.boundPassed(door + "-time");
                connection.close(true);
            }
        }
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        Watched connection = new Watched(context.childSocketId(), http.connection(context));
        open.put(connection.id, connection);
        return connection;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http.supportedApplicationProtocols();
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }

    /** One connection, and since when it waits or is being handled. */
    private final class Watched implements ServerConnection {
        private final String id;
        private final ServerConnection connection;
        private volatile boolean handling;
        private volatile long since = System.nanoTime();

        Watched(String id, ServerConnection connection) {
            this.id = id;
            this.connection = connection;
        }

        void handling(boolean begins) {
            since = System.nanoTime();
            handling = begins;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            try {
                connection.handle(limit);
            } finally {
                open.remove(id, this);
            }
        }

        @Override
        public Duration idleTime() {
            return connection.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            connection.close(interrupt);
        }
    }
}
