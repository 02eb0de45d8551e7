package dev.muster.gateway.wake.fcm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.wake.WakeOutcome;
import dev.muster.loadtest.fake.FakeFcm;
import dev.muster.loadtest.fake.Hostility;

/** FCM against a fake that verifies assertions and messages, over real HTTPS. */
@Timeout(60)
class FcmChannelTest {
    @TempDir
    private Path directory;
    private FakeFcm fake;
    private FcmChannel channel;

    @BeforeEach
    void open() throws IOException {
        PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), Instant.now());
        fake = new FakeFcm(forge, "muster-test");
        Path trust = Files.writeString(directory.resolve("trust.pem"), Pem.of(List.of(forge.authority())));
        ServiceAccount account = ServiceAccount.read(fake.writeAccount(directory.resolve("account.json")));
        channel = new FcmChannel(new FcmEndpoint(URI.create(fake.service()), URI.create(fake.tokenUrl()),
                Optional.of(trust), account), 100, Duration.ofSeconds(5), Clock.systemUTC(), GatewayEvents.NONE);
    }

    @AfterEach
    void close() {
        channel.close();
        fake.close();
    }

    private WakeOutcome wake(String registration) {
        return channel.wake(new TenantId("contoso"), new DeviceId(UUID.randomUUID()),
                new PushAddress(registration.getBytes(StandardCharsets.UTF_8), new byte[0], "", Instant.now())).join();
    }

    @Test
    void wakesAnAgentWithAnAssertionThatGoogleWouldTake() {
        AtomicInteger woken = new AtomicInteger();
        fake.listen("reg:\"1\"", woken::incrementAndGet);
        assertInstanceOf(WakeOutcome.Accepted.class, wake("reg:\"1\""));
        assertInstanceOf(WakeOutcome.Accepted.class, wake("reg:\"1\""));
        assertEquals(2, woken.get());
        assertEquals(1, fake.tokens());
        assertEquals(java.util.Map.of(), fake.refused());
    }

    @Test
    void buriesOnlyWhatIsUnregistered() {
        Instant before = Instant.now();
        WakeOutcome.TokenGone gone = assertInstanceOf(WakeOutcome.TokenGone.class, wake("nobody"));
        assertFalse(gone.since().isBefore(before));
        assertInstanceOf(WakeOutcome.Refused.class, wake(""));
        assertInstanceOf(WakeOutcome.Refused.class, wake("x".repeat(5_000)));
    }

    @Test
    void asksForAnotherTokenWhenItsOwnIsRefused() {
        fake.listen("a", () -> {});
        wake("a");
        fake.expireTokens();
        assertInstanceOf(WakeOutcome.Accepted.class, wake("a"));
        assertEquals(2, fake.tokens());
    }

    @Test
    void comesBackLaterWhenTheServiceIsBusyBrokenOrGone() {
        fake.listen("a", () -> {});
        fake.behave(new Hostility(1, 1, 0, 0, 0, 0, 0));
        // The first request is for a token; without one nothing is sent.
        assertInstanceOf(WakeOutcome.RetryLater.class, wake("a"));
        fake.behave(new Hostility(7, 0.2, 0.2, 0.2, 0.1, 0.1, 0));
        int attempts = 0;
        while (!(wake("a") instanceof WakeOutcome.Accepted)) {
            assertTrue(++attempts < 200, "seed 7");
        }
        fake.close();
        assertInstanceOf(WakeOutcome.RetryLater.class, wake("a"));
    }

    @Test
    void saysWhatIsWrongWithAServiceAccountWithoutQuotingIt() throws IOException {
        Path file = directory.resolve("broken.json");
        for (String content : List.of("{\"private_key\":\"hush\"",
                "{\"private_key\":\"-----BEGIN PRIVATE KEY-----hush\"}",
                "{}", "{\"private_key\":\"aHVzaA==\",\"project_id\":\"p\"}")) {
            Files.writeString(file, content);
            IOException refusal = assertThrows(IOException.class, () -> ServiceAccount.read(file));
            assertTrue(String.valueOf(refusal.getMessage()).contains("download it again"), refusal.getMessage());
            assertFalse(String.valueOf(refusal.getMessage()).contains("hush"));
        }
        ServiceAccount account = ServiceAccount.read(fake.writeAccount(directory.resolve("good.json")));
        assertEquals("ServiceAccount[project=muster-test]", account.toString());
    }
}
