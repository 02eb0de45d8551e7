package dev.muster.gateway.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import dev.muster.certs.identity.ClientVerifier;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * Counts what happens, for whoever watches the gateway (names and labels: docs/metrics.md). Each meter is looked up once and
 * kept, so that an event on a hot path costs an array or map access. Labels come from fixed sets; the few that are free text
 * in the interface are bounded here: after {@link #MAX_NAMES} distinct ones the rest is counted as {@code other}.
 */
public final class MeterEvents implements GatewayEvents {
    static final int MAX_NAMES = 256;
    private static final String NONE = "none";
    private static final String OTHER = "other";
    private static final String OUTCOME = "outcome";
    private static final List<String> ENROLMENT_OUTCOMES = List.of("certificate/issued", "certificate/bad-request",
            "certificate/not-allowed", "certificate/not-ready", "certificate/unavailable");
    private static final List<String> PROXY_REASONS = List.of("proxy-stranger", "proxy-header");
    private static final List<String> WAKE_CHANNELS = List.of("apns", "wns", "fcm");
    private static final List<String> WAKE_OUTCOMES = List.of("accepted", "gone", "later", "refused");

    private final MeterRegistry registry;
    private final Counter admittedFresh;
    private final Counter admittedResumed;
    private final Counter revoked;
    private final Counter handshakesFailed;
    private final Counter replayed;
    private final Counter departed;
    private final Counter serverCertificateTaken;
    private final Counter serverCertificateUnusable;
    private final Timer commits;
    private final DistributionSummary commitWrites;
    private final Map<ClientVerifier.Reason, Counter> refusedCertificates = new EnumMap<>(ClientVerifier.Reason.class);
    private final Map<Protocol, Map<Refusal.Category, Counter>> refusals = new EnumMap<>(Protocol.class);
    private final Map<Protocol, Map<ManagementAuthority, Timer>> answers = new EnumMap<>(Protocol.class);
    private final Map<Protocol, Timer> undecided = new EnumMap<>(Protocol.class);
    private final Map<String, Counter> fixed = new HashMap<>();
    private final Map<String, Counter> named = new ConcurrentHashMap<>();

    public MeterEvents(MeterRegistry registry) {
        this.registry = registry;
        this.admittedFresh = counter("muster.connections.admitted", "resumed", "false");
        this.admittedResumed = counter("muster.connections.admitted", "resumed", "true");
        this.revoked = counter("muster.connections.refused", "reason", "revoked");
        this.handshakesFailed = counter("muster.connections.refused", "reason", "handshake");
        this.serverCertificateTaken = counter("muster.server.certificates", OUTCOME, "taken");
        this.serverCertificateUnusable = counter("muster.server.certificates", OUTCOME, "unusable");
        this.departed = registry.counter("muster.devices.departed");
        this.replayed = registry.counter("muster.turns.replayed");
        this.commits = Timer.builder("muster.commit").register(registry);
        this.commitWrites = registry.summary("muster.commit.writes");
        for (ClientVerifier.Reason reason : ClientVerifier.Reason.values()) {
            refusedCertificates.put(reason, counter("muster.connections.refused", "reason", label(reason)));
        }
        for (Protocol protocol : Protocol.values()) {
            registerProtocol(protocol);
        }
        registerNames();
    }

    /** What can be known before it happens is there from the start with 0, so that a rate has where to begin. */
    private void registerNames() {
        for (String outcome : ENROLMENT_OUTCOMES) {
            fix("muster.enrolments", OUTCOME, outcome);
        }
        for (Refusal.Category category : Refusal.Category.values()) {
            fix("muster.enrolments", OUTCOME, label(category));
        }
        for (String channel : WAKE_CHANNELS) {
            for (String outcome : WAKE_OUTCOMES) {
                fix("muster.wakes", OUTCOME, channel + "/" + outcome);
            }
        }
        for (String reason : PROXY_REASONS) {
            fix("muster.connections.refused", "reason", reason);
        }
        fix("muster.bounds.passed", "bound", OTHER);
        fix("muster.tolerated", "oddity", OTHER);
    }

    private void fix(String meter, String label, String value) {
        fixed.put(meter + '\n' + value, counter(meter, label, value));
    }

    private void registerProtocol(Protocol protocol) {
        Map<Refusal.Category, Counter> counters = new EnumMap<>(Refusal.Category.class);
        for (Refusal.Category category : Refusal.Category.values()) {
            counters.put(category, registry.counter("muster.checkins.refused", "protocol", label(protocol), "category",
                    label(category)));
        }
        refusals.put(protocol, counters);
        Map<ManagementAuthority, Timer> timers = new EnumMap<>(ManagementAuthority.class);
        for (ManagementAuthority authority : ManagementAuthority.values()) {
            timers.put(authority, timer(protocol, authority.wireName()));
        }
        answers.put(protocol, timers);
        undecided.put(protocol, timer(protocol, NONE));
    }

    @Override
    public void connectionAdmitted(boolean resumed) {
        (resumed ? admittedResumed : admittedFresh).increment();
    }

    @Override
    public void connectionRefused(ClientVerifier.Reason reason) {
        known(refusedCertificates, reason).increment();
    }

    @Override
    public void connectionRevoked() {
        revoked.increment();
    }

    @Override
    public void proxyRefused(String why) {
        named("muster.connections.refused", "reason", why).increment();
    }

    @Override
    public void handshakeFailed() {
        handshakesFailed.increment();
    }

    @Override
    public void boundPassed(String bound) {
        named("muster.bounds.passed", "bound", bound).increment();
    }

    @Override
    public void checkInAnswered(Protocol protocol, @Nullable ManagementAuthority authority, long nanos) {
        Timer timer = authority == null ? known(undecided, protocol) : known(known(answers, protocol), authority);
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void checkInRefused(Protocol protocol, Refusal.Category category) {
        known(known(refusals, protocol), category).increment();
    }

    @Override
    public void serverCertificateRead(boolean usable) {
        (usable ? serverCertificateTaken : serverCertificateUnusable).increment();
    }

    @Override
    public void deviceDeparted() {
        departed.increment();
    }

    @Override
    public void turnReplayed() {
        replayed.increment();
    }

    @Override
    public void tolerated(String oddity) {
        named("muster.tolerated", "oddity", oddity).increment();
    }

    @Override
    public void groupCommitted(int writes, long nanos) {
        commits.record(nanos, TimeUnit.NANOSECONDS);
        commitWrites.record(writes);
    }

    @Override
    public void enrolmentAnswered(String outcome) {
        named("muster.enrolments", OUTCOME, outcome.replace('_', '-')).increment();
    }

    @Override
    public void wakeEnded(String channel, String outcome) {
        named("muster.wakes", OUTCOME, channel + "/" + outcome).increment();
    }

    private Timer timer(Protocol protocol, String authority) {
        return Timer.builder("muster.checkins").tag("protocol", label(protocol)).tag("authority", authority)
                .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10),
                        Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1))
                .register(registry);
    }

    private Counter counter(String name, String label, String value) {
        return registry.counter(name, label, value);
    }

    private Counter named(String meter, String label, String value) {
        String key = meter + '\n' + value;
        Counter known = fixed.get(key);
        if (known != null) {
            return known;
        }
        known = named.get(key);
        if (known != null) {
            return known;
        }
        // Two threads may pass this check at once: the bound is then exceeded by their number, which is harmless.
        String counted = named.size() < MAX_NAMES ? value : OTHER;
        return named.computeIfAbsent(meter + '\n' + counted, _ -> counter(meter, label, counted));
    }

    private static <K, V> V known(Map<K, V> map, K key) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("every constant is registered, but not " + key);
        }
        return value;
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
