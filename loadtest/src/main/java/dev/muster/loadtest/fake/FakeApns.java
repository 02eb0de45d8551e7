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
import java.util.concurrent.atomic.LongAdder;

import dev.muster.certs.apns.PushCertificateForge;

/**
 * Apple's push service, faked over real HTTP/2 with TLS: accepts what {@link PushCheck} finds in order and wakes the emulator
 * that listens at the token, refuses and counts the rest. Thread-safe.
 */
public final class FakeApns implements AutoCloseable {

    private final ApnsListener server;
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

    private FakeApns(ApnsListener server, Listeners listeners) {
        this.server = server;
        this.listeners = listeners;
    }

    /**
     * Starts the fake on a free port of this machine.
     *
     * @param forge maker of the push certificates it accepts, and of its own
     * @param clock what expirations are compared with
     */
    public static FakeApns start(PushCertificateForge forge, Clock clock) throws IOException {
        Listeners listeners = new Listeners();
        return new FakeApns(new ApnsListener(forge, new PushCheck(listeners, clock)), listeners);
    }

    /** Its port. */
    public int port() {
        return server.port();
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

    /** From now on every token that nobody listens at is this device's: for measurements of whoever pushes. */
    public void everyTokenIs(Listening anybody) {
        listeners.anybody = Optional.of(anybody);
    }

    /** No connection is made with this push certificate any more; one that is open goes on. */
    public void revoke(X509Certificate certificate) throws IOException {
        server.revoke(certificate);
    }

    /** Every connection that is open ends without a word. */
    public void resetConnections() {
        server.resetAll();
    }

    /** From now on it behaves like this. */
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
        server.close();
    }

    /** Who listens where, and what came of pushes; shared by all connections. */
    static final class Listeners {
        private final Map<String, Listening> byToken = new ConcurrentHashMap<>();
        private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
        private final LongAdder accepted = new LongAdder();

        private final Map<String, String> tokenOf = new ConcurrentHashMap<>();
        private final Set<String> asleep = ConcurrentHashMap.newKeySet();
        private final Map<String, Instant> stored = new ConcurrentHashMap<>();
        private volatile Optional<Listening> anybody = Optional.empty();
        private volatile Hostility.Moods moods = Hostility.NONE.moods();

        synchronized void listen(String device, String token, Listening listening) {
            byToken.put(token, listening);
            String before = tokenOf.put(device, token);
            if (before != null && !before.equals(token)) {
                byToken.remove(before);
            }
        }

        Optional<Listening> at(String token) {
            return Optional.ofNullable(byToken.get(token)).or(() -> anybody);
        }

        Hostility.Mood mood() {
            return moods.next();
        }

        void deliver(String token, Instant expires) {
            accepted.increment();
            if (asleep.contains(token)) {
                stored.put(token, expires);
            } else {
                at(token).ifPresent(device -> device.wake().run());
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
