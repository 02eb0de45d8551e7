package dev.muster.gateway.wake.apns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.apns.PushCertificateForge.Forged;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.wake.WakeOutcome;
import dev.muster.gateway.wake.WakeOutcome.Accepted;
import dev.muster.gateway.wake.WakeOutcome.RetryLater;
import dev.muster.gateway.wake.apns.PushCertificateSource.Credential;
import dev.muster.loadtest.fake.FakeApns;
import dev.muster.loadtest.fake.Hostility;

/** The channel against an APNs that resets connections, says goodbye on them, is late, and refuses certificates. */
@Timeout(120)
class ApnsHostilityTest {
    private static final String TOPIC = "com.apple.mgmt.External.6f1f0a3e-5d0a-4a51-9a9c-2f1a2b3c4d5e";
    private static final TenantId CONTOSO = new TenantId("contoso");
    private static final int DEVICES = 60;
    private static final int ROUNDS = 60;

    private final PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), Instant.now());
    private final Map<String, AtomicInteger> woken = new HashMap<>();
    private final AtomicReference<Forged> certificate = new AtomicReference<>(forged());

    @TempDir
    Path data;

    private FakeApns apns;
    private ApnsChannel channel;

    private Forged forged() {
        return forge.pushCertificate(TOPIC, PushCertificateForge.KeyKind.P_256, Duration.ofDays(30));
    }

    @BeforeEach
    void open() throws Exception {
        apns = FakeApns.start(forge, Clock.systemUTC());
        Path trust = Files.writeString(data.resolve("apns.pem"), Pem.of(List.of(forge.authority())));
        for (int i = 0; i < DEVICES; i++) {
            String token = String.format("%064x", i);
            AtomicInteger count = new AtomicInteger();
            woken.put(token, count);
            apns.listen("device-" + i, token, new FakeApns.Listening(TOPIC, "magic", count::incrementAndGet));
        }
        channel = new ApnsChannel(new ApnsEndpoint("localhost", apns.port(), Optional.of(trust)),
                (_, _) -> Optional.of(new Credential(certificate.get().certificatePem(), certificate.get().keyPem())),
                new ApnsLimits(1_500, 10, Duration.ofSeconds(5), Duration.ofMinutes(1)), Clock.systemUTC(),
                GatewayEvents.NONE);
    }

    @AfterEach
    void close() {
        channel.close();
        apns.close();
    }

    private List<WakeOutcome> wake(List<String> tokens) {
        List<CompletableFuture<WakeOutcome>> asked = new ArrayList<>();
        for (String token : tokens) {
            asked.add(channel.wake(CONTOSO, new DeviceId(UUID.randomUUID()),
                    new PushAddress(HexFormat.of().parseHex(token), "magic".getBytes(StandardCharsets.UTF_8), TOPIC,
                            Instant.EPOCH)));
        }
        return asked.stream().map(outcome -> outcome.orTimeout(60, TimeUnit.SECONDS).join()).toList();
    }

    /** Pushes until each was accepted, as the sender does; returns how many rounds that took. */
    private int wakeAll() throws InterruptedException {
        List<String> left = new ArrayList<>(woken.keySet().stream().sorted().toList());
        for (int round = 1; round <= ROUNDS; round++) {
            List<WakeOutcome> outcomes = wake(left);
            List<String> again = new ArrayList<>();
            for (int i = 0; i < outcomes.size(); i++) {
                if (!(outcomes.get(i) instanceof Accepted)) {
                    assertInstanceOf(RetryLater.class, outcomes.get(i), "nothing is refused for good, no token dies");
                    again.add(left.get(i));
                }
            }
            if (again.isEmpty()) {
                return round;
            }
            left = again;
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError(left.size() + " were never accepted; refused: " + apns.refused());
    }

    private void everybodyWasWoken() {
        woken.forEach((token, times) -> assertTrue(times.get() >= 1, token + " was never woken"));
    }

    @Test
    void survivesGoodbyes() throws Exception {
        apns.behave(new Hostility(11, 0, 0, 0, 0, 0, 0.1));
        wakeAll();
        everybodyWasWoken();
    }

    @Test
    void survivesConnectionsThatAreReset() throws Exception {
        apns.behave(new Hostility(12, 0, 0, 0.05, 0, 0, 0));
        wakeAll();
        everybodyWasWoken();
        apns.behave(Hostility.NONE);
        apns.resetConnections();
        TimeUnit.MILLISECONDS.sleep(100);
        assertTrue(wakeAll() <= 2, "a new connection is made at once");
    }

    @Test
    void takesSlowAnswersForWhatTheyAre() throws Exception {
        apns.behave(new Hostility(13, 0, 0, 0, 1, 0, 0));
        assertEquals(1, wakeAll());
        woken.forEach((token, times) -> assertEquals(1, times.get(), token));
    }

    @Test
    void survivesAllOfItTogether() throws Exception {
        apns.behave(new Hostility(14, 0.1, 0.1, 0.03, 0.1, 0, 0.05));
        wakeAll();
        everybodyWasWoken();
    }

    /** Apple refuses the connection and not the push: the token is innocent, and the next certificate serves. */
    @Test
    void aRevokedCertificateBuriesNobodyAndTheNextOneServes() throws Exception {
        assertEquals(1, wakeAll());
        apns.revoke(certificate.get().certificate());
        apns.resetConnections();
        TimeUnit.MILLISECONDS.sleep(100);
        List<WakeOutcome> refused = wake(List.copyOf(woken.keySet()));
        // Those that queue behind the refused connection are told that nobody answers.
        Set<String> reasons = refused.stream().map(outcome -> assertInstanceOf(RetryLater.class, outcome).reason())
                .collect(Collectors.toSet());
        assertTrue(reasons.contains("the push certificate was refused"), reasons.toString());
        certificate.set(forged());
        channel.certificatesChanged(CONTOSO);
        assertEquals(1, wakeAll());
        woken.forEach((token, times) -> assertEquals(2, times.get(), token));
    }
}
