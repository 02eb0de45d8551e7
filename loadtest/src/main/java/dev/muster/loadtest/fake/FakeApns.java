package dev.muster.loadtest.fake;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

import com.eatthepath.pushy.apns.server.MockApnsServer;
import com.eatthepath.pushy.apns.server.MockApnsServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;

import dev.muster.certs.apns.PushCertificateForge;

/**
 * Apple's push service, faked over real HTTP/2 with TLS: accepts what {@link PushCheck} finds in order and wakes the emulator
 * that listens at the token, refuses and counts the rest. Thread-safe.
 */
public final class FakeApns implements AutoCloseable {

    private final MockApnsServer server;
    private final EventLoopGroup loops;
    private final int port;
    private final Listeners listeners;

    /**
     * A device listening for pushes.
     *
     * @param topic of its enrolment profile
     * @param magic what a push must carry
     * @param wake what a push does; runs on the server's event loop, must not block
     */
    public record Listening(String topic, String magic, Runnable wake) {
        @Override
        public String toString() {
            return "Listening[topic=" + topic + "]";
        }
    }

    private FakeApns(MockApnsServer server, EventLoopGroup loops, Listeners listeners, int port) {
        this.server = server;
        this.loops = loops;
        this.listeners = listeners;
        this.port = port;
    }

    /**
     * Starts the fake on a free port of this machine.
     *
     * @param forge maker of the push certificates it accepts, and of its own
     * @param clock what expirations are compared with
     */
    @SuppressWarnings("deprecation") // pushy chooses its channel class by the class of the group and knows no newer one
    public static FakeApns start(PushCertificateForge forge, Clock clock) throws IOException {
        PushCertificateForge.Forged own = forge.serverCertificate("localhost");
        Listeners listeners = new Listeners();
        EventLoopGroup loops = new NioEventLoopGroup(1);
        try {
            MockApnsServer server = new MockApnsServerBuilder()
                    .setServerCredentials(new X509Certificate[] {own.certificate()}, own.key(), null)
                    .setTrustedServerCertificateChain(forge.authority()).setEventLoopGroup(loops)
                    .setHandlerFactory(tls -> new PushCheck(listeners, clock, tls)).build();
            int port = server.start(0).get(10, TimeUnit.SECONDS);
            return new FakeApns(server, loops, listeners, port);
        } catch (ExecutionException | TimeoutException broken) {
            throw new IOException("the fake push service does not start: " + broken.getMessage(), broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the fake push service started", interrupted);
        }
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /**
     * A device listens at this token from now on and nowhere else: the next push to a former token of it gets 410.
     *
     * @param device any name that stays the device's
     * @param token hexadecimal
     */
    public void listen(String device, String token, Listening listening) {
        listeners.listen(device, token, listening);
    }

    /** From now on it behaves like this; of the moods, those that HTTP/2 answers tell: throttled and failing. */
    public void behave(Hostility hostility) {
        listeners.moods = hostility.moods();
    }

    /** The device at this token is off: the newest push to it is stored until it expires, one at most. */
    public void sleep(String token) {
        listeners.asleep.add(token);
    }

    /** The device at this token is on again: a stored push that has not expired is delivered. */
    public void rouse(String token, Instant now) {
        listeners.rouse(token, now);
    }

    /** Pushes accepted and handed to a device. */
    public long accepted() {
        return listeners.accepted.sum();
    }

    /** Pushes refused, by reason. */
    public Map<String, Long> refused() {
        Map<String, Long> sums = new TreeMap<>();
        listeners.refused.forEach((reason, count) -> sums.put(reason, count.sum()));
        return sums;
    }

    @Override
    public void close() {
        // Bounded: what does not go down in time ends with the process, and nobody is waiting for a fake.
        server.shutdown().completeOnTimeout(null, 10, TimeUnit.SECONDS).exceptionally(_ -> null).join();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /** Who listens where, and what came of pushes; shared by all connections. */
    static final class Listeners {
        private final Map<String, Listening> byToken = new ConcurrentHashMap<>();
        private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
        private final LongAdder accepted = new LongAdder();

        private final Map<String, String> tokenOf = new ConcurrentHashMap<>();
        private final Set<String> asleep = ConcurrentHashMap.newKeySet();
        private final Map<String, Instant> stored = new ConcurrentHashMap<>();
        private volatile Hostility.Moods moods = Hostility.NONE.moods();

        synchronized void listen(String device, String token, Listening listening) {
            byToken.put(token, listening);
            String before = tokenOf.put(device, token);
            if (before != null && !before.equals(token)) {
                byToken.remove(before);
            }
        }

        Optional<Listening> at(String token) {
            return Optional.ofNullable(byToken.get(token));
        }

        Hostility.Mood mood() {
            return moods.next();
        }

        void deliver(String token, Listening device, Instant expires) {
            accepted.increment();
            if (asleep.contains(token)) {
                stored.put(token, expires);
            } else {
                device.wake().run();
            }
        }

        void rouse(String token, Instant now) {
            asleep.remove(token);
            Instant expires = stored.remove(token);
            if (expires != null && now.isBefore(expires)) {
                at(token).ifPresent(device -> device.wake().run());
            }
        }

        void countRefused(String why) {
            refused.computeIfAbsent(why, _ -> new LongAdder()).increment();
        }
    }
}
