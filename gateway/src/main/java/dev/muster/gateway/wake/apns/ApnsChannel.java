package dev.muster.gateway.wake.apns;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.ApnsPushNotification;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.netty.channel.nio.NioEventLoopGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.apns.PushCertificate;
import dev.muster.certs.apns.PushCertificateReader;
import dev.muster.certs.apns.PushCertificateReading;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.wake.WakeChannel;
import dev.muster.gateway.wake.WakeOutcome;

/**
 * Wakes Apple devices through APNs, each with a certificate of its own topic (R13). Two connections for each certificate in
 * use, made at need, all on one small group of event loops. The payload names the device's push magic and nothing
 * else; it expires after seven days, or APNs would drop it while the device is briefly offline.
 */
public final class ApnsChannel implements WakeChannel {
    private static final Logger LOG = LoggerFactory.getLogger(ApnsChannel.class);
    private static final Duration EXPIRES_AFTER = Duration.ofDays(7);
    private static final Duration RETIRES_WITHIN = Duration.ofSeconds(30);
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    /** Apple's are 32 bytes now and may grow; what is longer is none. */
    private static final int LONGEST_TOKEN = 100;
    private static final int EVENT_LOOPS = 2;
    /** For each certificate; pushy backs off and connects again for each by itself. */
    private static final int CONNECTIONS = 2;
    private static final int CLOSE_SECONDS = 10;

    private final ApnsEndpoint endpoint;
    private final PushCertificateSource source;
    private final ApnsLimits limits;
    private final Clock clock;
    private final GatewayEvents events;
    @SuppressWarnings("deprecation") // pushy chooses its channel class by the class of the group and knows no newer one
    private final NioEventLoopGroup loops = new NioEventLoopGroup(EVENT_LOOPS);
    private final Map<Key, ApnsConnection> connections = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** A certificate's place. */
    private record Key(TenantId tenant, String topic) {}

    /** A connection, or the outcome that stands in its place. */
    private record Found(@Nullable ApnsConnection connection, WakeOutcome otherwise) {}

    public ApnsChannel(ApnsEndpoint endpoint, PushCertificateSource source, ApnsLimits limits, Clock clock,
            GatewayEvents events) {
        this.endpoint = endpoint;
        this.source = source;
        this.limits = limits;
        this.clock = clock;
        this.events = events;
    }

    /** {@inheritDoc} Asks the source for the certificate when it is not known or not fresh: that may block. */
    @Override
    public CompletableFuture<WakeOutcome> wake(TenantId tenant, DeviceId device, PushAddress address) {
        CompletableFuture<WakeOutcome> sent = address.token().length == 0 || address.token().length > LONGEST_TOKEN
                ? CompletableFuture.completedFuture(new WakeOutcome.Refused("the token has no possible length"))
                : send(new Key(tenant, address.topic()), address);
        return sent.thenApply(outcome -> {
            events.wakeEnded("apns", outcome.word());
            return outcome;
        });
    }

    /** Tells that a tenant's push certificates have changed: the next push asks the source again. */
    public void certificatesChanged(TenantId tenant) {
        connections.forEach((key, connection) -> {
            if (key.tenant().equals(tenant)) {
                connection.stale();
            }
        });
    }

    private CompletableFuture<WakeOutcome> send(Key key, PushAddress address) {
        // Twice: a connection may retire between being found and being used.
        for (int attempt = 0; attempt < 2 && !closed; attempt++) {
            Found found = find(key);
            ApnsConnection connection = found.connection();
            if (connection == null) {
                return CompletableFuture.completedFuture(found.otherwise());
            }
            switch (connection.reserve()) {
                case TAKEN -> {
                    return answered(key, connection, connection.push(notification(address)));
                }
                case FULL -> {
                    events.boundPassed("apns-in-flight");
                    return CompletableFuture.completedFuture(ApnsAnswers.later("too many pushes under way"));
                }
                case RETIRED -> connections.remove(key, connection);
            }
        }
        return CompletableFuture.completedFuture(ApnsAnswers.later("closing"));
    }

    private CompletableFuture<WakeOutcome> answered(Key key, ApnsConnection connection,
            CompletableFuture<WakeOutcome> outcome) {
        return outcome.orTimeout(limits.answerWithin().toMillis(), TimeUnit.MILLISECONDS).exceptionally(silence -> {
            // pushy keeps such a push, and whatever queues behind it, as long as the client lives.
            if (connections.remove(key, connection)) {
                LOG.warn("APNs did not answer for topic {} within {}; the connection is given up", key.topic(),
                        limits.answerWithin());
                retire(connection);
            }
            return ApnsAnswers.later("no answer in time");
        });
    }

    private Found find(Key key) {
        ApnsConnection known = connections.get(key);
        if (known == null || !known.isFresh(limits.recheckAfter())) {
            Found found = refresh(key);
            evictBeyondBound();
            known = found.connection();
            if (known == null) {
                return found;
            }
        }
        return known.isExpired(clock.instant())
                ? new Found(null, new WakeOutcome.Refused("the push certificate has expired"))
                : new Found(known, ApnsAnswers.later("closing"));
    }

    private Found refresh(Key key) {
        Found[] found = {new Found(null, ApnsAnswers.later("closing"))};
        ApnsConnection kept = connections.compute(key, (same, before) -> {
            if (before != null && before.isFresh(limits.recheckAfter())) {
                return before;
            }
            try {
                Optional<PushCertificateSource.Credential> credential = source.find(key.tenant(), key.topic());
                if (before != null && before.isOf(credential)) {
                    before.checked();
                    return before;
                }
                if (before != null) {
                    retire(before);
                }
                found[0] = open(key, credential);
            } catch (RuntimeException unavailable) {
                LOG.warn("The push certificate of topic {} could not be read: {}", key.topic(),
                        unavailable.getMessage());
                found[0] = new Found(null, ApnsAnswers.later("the push certificate could not be read"));
                return before;
            }
            return found[0].connection();
        });
        return kept == null ? found[0] : new Found(kept, found[0].otherwise());
    }

    private Found open(Key key, Optional<PushCertificateSource.Credential> credential) {
        if (credential.isEmpty()) {
            return new Found(null, new WakeOutcome.Refused("no push certificate for this topic"));
        }
        return switch (PushCertificateReader.read(credential.get().certificatePem(), credential.get().keyPem())) {
            case PushCertificateReading.Unusable unusable -> new Found(null,
                    new WakeOutcome.Refused(unusable.problem().what()));
            case PushCertificateReading.Usable usable -> open(key, credential.get(), usable.certificate());
        };
    }

    private Found open(Key key, PushCertificateSource.Credential credential, PushCertificate certificate) {
        try {
            ApnsClientBuilder builder = new ApnsClientBuilder().setApnsServer(endpoint.host(), endpoint.port())
                    .setClientCredentials(certificate.certificate(), certificate.key(), null).setEventLoopGroup(loops)
                    .setConnectionTimeout(CONNECT_WITHIN).setConcurrentConnections(CONNECTIONS)
                    .setGracefulShutdownTimeout(RETIRES_WITHIN);
            endpoint.trustFile().ifPresent(file -> builder.setTrustedServerCertificateChain(file.toFile()));
            return new Found(
                    new ApnsConnection(key.topic(), builder.build(), credential, certificate.notAfter(),
                            limits.inFlight()),
                    ApnsAnswers.later("closing"));
        } catch (SSLException unusable) {
            LOG.warn("No connection to APNs can be set up for topic {}: {}", key.topic(), unusable.getMessage());
            return new Found(null, ApnsAnswers.later("TLS could not be set up"));
        }
    }

    private void evictBeyondBound() {
        while (connections.size() > limits.clients()) {
            Optional<Map.Entry<Key, ApnsConnection>> idlest = connections.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().usedAt()));
            if (idlest.isPresent() && connections.remove(idlest.get().getKey(), idlest.get().getValue())) {
                events.boundPassed("apns-clients");
                retire(idlest.get().getValue());
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a retired connection, and its end is bounded
    private static void retire(ApnsConnection connection) {
        connection.retire(RETIRES_WITHIN);
    }

    private ApnsPushNotification notification(PushAddress address) {
        String magic = new String(address.magic(), StandardCharsets.UTF_8);
        String payload = "{\"mdm\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(magic)) + "\"}";
        return new SimpleApnsPushNotification(HexFormat.of().formatHex(address.token()), address.topic(), payload,
                clock.instant().plus(EXPIRES_AFTER), DeliveryPriority.IMMEDIATE, PushType.MDM);
    }

    /** Waits, at most ten seconds, for answers that are due; later pushes are answered RetryLater. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<?>[] ends = connections.values().stream()
                .map(connection -> connection.retire(Duration.ofSeconds(CLOSE_SECONDS / 2)))
                .toArray(CompletableFuture<?>[]::new);
        connections.clear();
        try {
            CompletableFuture.allOf(ends).completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(broken -> null).join();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
