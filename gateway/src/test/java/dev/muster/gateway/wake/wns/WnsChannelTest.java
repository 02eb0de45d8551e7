package dev.muster.gateway.wake.wns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
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
import dev.muster.loadtest.fake.FakeWns;
import dev.muster.loadtest.fake.Hostility;

/** WNS against a fake that checks what the real one checks, over real HTTPS. */
@Timeout(60)
class WnsChannelTest {
    private static final String SID = "ms-app://s-1-15-2-1";
    private static final String SECRET = "hush+/=&";

    @TempDir
    private Path directory;
    private FakeWns fake;
    private Path trust;
    private WnsChannel channel;

    @BeforeEach
    void open() throws IOException {
        PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), Instant.now());
        fake = new FakeWns(forge, SID, SECRET);
        trust = Files.writeString(directory.resolve("trust.pem"), Pem.of(List.of(forge.authority())));
        channel = channel(SECRET);
    }

    private WnsChannel channel(String secret) throws IOException {
        return new WnsChannel(new WnsEndpoint(URI.create(fake.login()), "localhost", fake.port(), Optional.of(trust),
                SID, secret), 100, Duration.ofSeconds(5), Clock.systemUTC(), GatewayEvents.NONE);
    }

    @AfterEach
    void close() {
        channel.close();
        fake.close();
    }

    private CompletableFuture<WakeOutcome> send(String uri) {
        return channel.wake(new TenantId("contoso"), new DeviceId(UUID.randomUUID()),
                new PushAddress(uri.getBytes(StandardCharsets.UTF_8), new byte[0], "", Instant.now()));
    }

    private WakeOutcome wake(String uri) {
        return send(uri).join();
    }

    @Test
    void wakesADeviceAtItsChannelWithOneTokenForMany() {
        AtomicInteger woken = new AtomicInteger();
        List<CompletableFuture<WakeOutcome>> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            fake.listen(fake.channel("d" + i), woken::incrementAndGet);
        }
        for (int i = 0; i < 50; i++) {
            sent.add(send(fake.channel("d" + i)));
        }
        sent.forEach(outcome -> assertInstanceOf(WakeOutcome.Accepted.class, outcome.join()));
        assertEquals(50, woken.get());
        assertEquals(1, fake.tokens());
        assertEquals(java.util.Map.of(), fake.refused());
    }

    @Test
    void asksForAnotherTokenOnceWhenItsOwnIsRefused() {
        fake.listen(fake.channel("a"), () -> {});
        assertInstanceOf(WakeOutcome.Accepted.class, wake(fake.channel("a")));
        fake.expireTokens();
        assertInstanceOf(WakeOutcome.Accepted.class, wake(fake.channel("a")));
        assertEquals(2, fake.tokens());
        fake.behave(new Hostility(1, 0, 0, 0, 0, 1, 0));
        WakeOutcome.RetryLater later = assertInstanceOf(WakeOutcome.RetryLater.class, wake(fake.channel("a")));
        assertEquals("status 401", later.reason());
        assertEquals(3, fake.tokens(), "a push asks for one other token and no more");
    }

    /** A ChannelURI comes from outside: a server that asks where a device says is a server that can be told where to ask. */
    @Test
    void neverContactsAnotherHostThanItsOwn() {
        int port = fake.port();
        for (String uri : List.of("https://127.0.0.1:" + port + "/channel/a", "http://localhost:" + port + "/channel/a",
                "https://localhost:" + (port + 1) + "/channel/a", "https://localhost/channel/a",
                "https://localhost:" + port + "@127.0.0.1/channel/a", "https://user@localhost:" + port + "/channel/a",
                "https://evil-localhost:" + port + "/channel/a", "https://localhost.evil.example:" + port + "/a", "",
                "not an address", "file:///etc/passwd", "https://localhost:" + port + "/" + "a".repeat(3_000))) {
            WakeOutcome.Refused refused = assertInstanceOf(WakeOutcome.Refused.class, wake(uri), uri);
            assertEquals("the ChannelURI is not on a WNS host", refused.reason());
        }
        assertEquals(0, fake.tokens(), "not even a token was asked for");
    }

    @Test
    void takesAChannelForDeadOnlyAsOfTheMomentOfThePush() {
        Instant before = Instant.now();
        WakeOutcome.TokenGone gone = assertInstanceOf(WakeOutcome.TokenGone.class, wake(fake.channel("nobody")));
        assertFalse(gone.since().isBefore(before));
        assertFalse(gone.since().isAfter(Instant.now()));
    }

    @Test
    void comesBackLaterWhenADeviceIsSlowedDownOrTheServiceIsBusy() {
        fake.listen(fake.channel("slow"), () -> {});
        assertInstanceOf(WakeOutcome.Accepted.class, wake(fake.channel("slow")));
        fake.throttle(fake.channel("slow"));
        assertEquals("channelthrottled",
                assertInstanceOf(WakeOutcome.RetryLater.class, wake(fake.channel("slow"))).reason());
        fake.behave(new Hostility(1, 1, 0, 0, 0, 0, 0));
        WakeOutcome.RetryLater busy = assertInstanceOf(WakeOutcome.RetryLater.class, wake(fake.channel("slow")));
        assertEquals(Duration.ofSeconds(1), busy.after(), "Retry-After counts");
        fake.behave(new Hostility(1, 0, 0, 1, 0, 0, 0));
        assertInstanceOf(WakeOutcome.RetryLater.class, wake(fake.channel("slow")));
    }

    @Test
    void deliversAllInTheEndThroughAHostileService() {
        fake.behave(new Hostility(42, 0.2, 0.2, 0.2, 0.1, 0.1, 0));
        AtomicInteger woken = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            String uri = fake.channel("h" + i);
            fake.listen(uri, woken::incrementAndGet);
            int attempts = 0;
            while (!(wake(uri) instanceof WakeOutcome.Accepted)) {
                assertTrue(++attempts < 200, "seed 42");
            }
        }
        assertEquals(20, woken.get());
    }

    @Test
    void keepsOnePushForADeviceThatSleeps() {
        AtomicInteger woken = new AtomicInteger();
        fake.sleep(fake.channel("off"));
        wake(fake.channel("off"));
        wake(fake.channel("off"));
        fake.listen(fake.channel("off"), woken::incrementAndGet);
        assertEquals(1, woken.get());
    }

    @Test
    void comesBackLaterWithWrongCredentialsAndNeverShowsThem() throws IOException {
        WnsChannel wrong = channel("wrong");
        fake.listen(fake.channel("a"), () -> {});
        WakeOutcome outcome = wrong.wake(new TenantId("contoso"), new DeviceId(UUID.randomUUID()),
                new PushAddress(fake.channel("a").getBytes(StandardCharsets.UTF_8), new byte[0], "", Instant.now()))
                .join();
        wrong.close();
        assertInstanceOf(WakeOutcome.RetryLater.class, outcome);
        WnsEndpoint endpoint = new WnsEndpoint(URI.create(fake.login()), "localhost", 1, Optional.empty(), SID, SECRET);
        assertFalse((endpoint.toString() + outcome).contains(SECRET));
    }
}
