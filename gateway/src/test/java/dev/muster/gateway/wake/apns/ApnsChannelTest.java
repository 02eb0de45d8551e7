package dev.muster.gateway.wake.apns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import com.eatthepath.pushy.apns.server.RejectionReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.wake.WakeOutcome;
import dev.muster.gateway.wake.WakeOutcome.Accepted;
import dev.muster.gateway.wake.WakeOutcome.Refused;
import dev.muster.gateway.wake.WakeOutcome.RetryLater;
import dev.muster.gateway.wake.WakeOutcome.TokenGone;
import dev.muster.gateway.wake.apns.PushCertificateSource.Credential;

@Timeout(90)
class ApnsChannelTest {
    private static final String TOPIC = "com.apple.mgmt.External.6f1f0a3e-5d0a-4a51-9a9c-2f1a2b3c4d5e";
    private static final TenantId CONTOSO = new TenantId("contoso");
    private static final ApnsLimits QUICK = new ApnsLimits(1_500, 10, Duration.ofSeconds(20), Duration.ofMinutes(1));

    private final Map<String, Credential> certificates = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, LongAdder> counted = new ConcurrentHashMap<>();

    @TempDir
    Path data;

    private MockApns apns;
    private ApnsChannel channel;

    @BeforeEach
    void open() throws Exception {
        apns = new MockApns(data);
        certificates.put(TOPIC, apns.credential(TOPIC));
        channel = channel(QUICK);
    }

    @AfterEach
    void close() {
        channel.close();
        apns.close();
    }

    @Test
    void pushesTheMagicWithTheCertificateOfTheDevicesTopic() {
        certificates.put(TOPIC, apns.credential(TOPIC, PushCertificateForge.KeyKind.RSA_2048)); // as Apple's
        assertEquals(new Accepted(), wake(address("cafe01", "magic \"1\" é", TOPIC)));
        MockApns.Push push = apns.pushes.getFirst();
        assertEquals("cafe01", push.token());
        assertEquals("{\"mdm\":\"magic \\\"1\\\" é\"}", push.payload());
        assertEquals(TOPIC, push.headers().get("apns-topic"));
        assertEquals("mdm", push.headers().get("apns-push-type"));
        assertEquals("10", push.headers().get("apns-priority"));
        long left = Long.parseLong(String.valueOf(push.headers().get("apns-expiration")))
                - Instant.now().getEpochSecond();
        assertTrue(left > Duration.ofDays(6).toSeconds() && left <= Duration.ofDays(7).toSeconds(),
                "expires in " + left);
        assertNotEquals("none", push.certificate());
        assertEquals(1, count("accepted"));
    }

    @Test
    void readsWhatApnsSays() {
        Instant since = Instant.ofEpochMilli(1_700_000_000_123L);
        apns.dead.put("dead00", since);
        apns.rejections.putAll(Map.of("bad0", RejectionReason.BAD_DEVICE_TOKEN, "bad1",
                RejectionReason.DEVICE_TOKEN_NOT_FOR_TOPIC, "bad2", RejectionReason.TOPIC_DISALLOWED, "b001",
                RejectionReason.TOO_MANY_REQUESTS, "b002", RejectionReason.SERVICE_UNAVAILABLE, "b003",
                RejectionReason.INTERNAL_SERVER_ERROR));
        assertEquals(new TokenGone(since), wake(address("dead00")));
        assertEquals(new Refused("BadDeviceToken"), wake(address("bad0")));
        assertEquals(new Refused("DeviceTokenNotForTopic"), wake(address("bad1")));
        assertEquals(new Refused("TopicDisallowed"), wake(address("bad2")));
        assertEquals("TooManyRequests", assertInstanceOf(RetryLater.class, wake(address("b001"))).reason());
        assertEquals("ServiceUnavailable", assertInstanceOf(RetryLater.class, wake(address("b002"))).reason());
        assertEquals("InternalServerError", assertInstanceOf(RetryLater.class, wake(address("b003"))).reason());
        assertEquals(List.of(1L, 3L, 3L), List.of(count("gone"), count("refused"), count("later")));
    }

    @Test
    void keepsOneConnectionForEachTopicAndAsksForTheCertificateOnce() {
        String other = "com.apple.mgmt.External.other";
        certificates.put(other, apns.credential(other));
        for (int i = 0; i < 5; i++) {
            assertEquals(new Accepted(), wake(address("aa0" + i)));
            assertEquals(new Accepted(), wake(address("bb0" + i, "m", other)));
        }
        assertEquals(2, asked.get());
        assertEquals(2, apns.pushes.stream().map(MockApns.Push::certificate).distinct().count());
    }

    @Test
    void losesNoPushWhenTheCertificateIsReplacedMeanwhile() throws Exception {
        apns.held = new CountDownLatch(1);
        List<CompletableFuture<WakeOutcome>> before = wakeMany(0, 40);
        certificates.put(TOPIC, apns.credential(TOPIC));
        channel.certificatesChanged(CONTOSO);
        List<CompletableFuture<WakeOutcome>> after = wakeMany(40, 40);
        TimeUnit.MILLISECONDS.sleep(100);
        apns.held.countDown();
        for (List<CompletableFuture<WakeOutcome>> half : List.of(before, after)) {
            for (CompletableFuture<WakeOutcome> outcome : half) {
                assertEquals(new Accepted(), outcome.get(30, TimeUnit.SECONDS));
            }
        }
        assertEquals(80, apns.pushes.stream().map(MockApns.Push::token).distinct().count());
        assertEquals(2, apns.pushes.stream().map(MockApns.Push::certificate).distinct().count());
    }

    @Test
    void noticesByItselfACertificateThatAnotherGatewayReplaced() throws Exception {
        channel.close();
        channel = channel(new ApnsLimits(10, 10, Duration.ofSeconds(20), Duration.ofMillis(1)));
        wake(address("aa01"));
        TimeUnit.MILLISECONDS.sleep(5);
        wake(address("aa02"));
        certificates.put(TOPIC, apns.credential(TOPIC));
        TimeUnit.MILLISECONDS.sleep(5);
        wake(address("aa03"));
        List<String> used = apns.pushes.stream().map(MockApns.Push::certificate).toList();
        assertEquals(used.get(0), used.get(1));
        assertNotEquals(used.get(1), used.get(2));
    }

    @Test
    void refusesWhatNoCertificateCanPush() {
        assertEquals(new Refused("no push certificate for this topic"),
                wake(address("aa01", "m", "com.apple.mgmt.none")));
        PushCertificateForge.Forged old = apns.forge.pushCertificate("com.apple.mgmt.old",
                PushCertificateForge.KeyKind.P_256, Duration.ofMinutes(1));
        certificates.put("com.apple.mgmt.old", new Credential(old.certificatePem(), old.keyPem()));
        assertEquals(new Refused("the push certificate has expired"), wake(address("aa01", "m", "com.apple.mgmt.old")));
        certificates.put("com.apple.mgmt.mixed", new Credential(old.certificatePem(), apns.credential(TOPIC).keyPem()));
        assertEquals(new Refused("the private key does not belong to the certificate"),
                wake(address("aa01", "m", "com.apple.mgmt.mixed")));
        assertEquals(List.of(), apns.pushes);
    }

    @Test
    void refusesATokenThatHasNoPossibleLengthWithoutAskingApns() {
        for (String token : List.of("", "ab".repeat(101))) {
            assertEquals(new Refused("the token has no possible length"), wake(address(token)));
        }
        assertEquals(new Accepted(), wake(address("ab".repeat(100))));
        assertEquals(1, apns.pushes.size());
        assertEquals(2, count("refused"));
    }

    @Test
    void boundsWhatIsUnderWayAndCountsTheRest() throws Exception {
        channel.close();
        channel = channel(new ApnsLimits(20, 10, Duration.ofSeconds(20), Duration.ofMinutes(1)));
        apns.held = new CountDownLatch(1);
        List<CompletableFuture<WakeOutcome>> outcomes = wakeMany(0, 50);
        assertEquals(30, outcomes.stream().filter(CompletableFuture::isDone).count());
        assertEquals(30, count("apns-in-flight"));
        apns.held.countDown();
        int accepted = 0;
        for (CompletableFuture<WakeOutcome> outcome : outcomes) {
            accepted += outcome.get(30, TimeUnit.SECONDS) instanceof Accepted ? 1 : 0;
        }
        assertEquals(20, accepted);
        assertEquals(new Accepted(), wake(address("aa01")), "the places were given back");
    }

    @Test
    void boundsItsConnectionsByClosingTheOneUnusedForLongest() {
        channel.close();
        channel = channel(new ApnsLimits(10, 2, Duration.ofSeconds(20), Duration.ofMinutes(1)));
        for (String topic : List.of("one", "two", "three", "two", "three", "one")) {
            certificates.computeIfAbsent(topic, apns::credential);
            assertEquals(new Accepted(), wake(address("aa01", "m", topic)));
        }
        assertEquals(4, asked.get(), "asked for one, two, three, and again for one");
        assertEquals(2, count("apns-clients"));
    }

    @Test
    void givesUpAConnectionThatDoesNotAnswerAndRecoversWithANewOne() throws Exception {
        channel.close();
        channel = channel(new ApnsLimits(10, 10, Duration.ofMillis(300), Duration.ofMinutes(1)));
        CountDownLatch stuck = new CountDownLatch(1);
        apns.held = stuck;
        assertEquals("no answer in time", assertInstanceOf(RetryLater.class, wake(address("aa01"))).reason());
        apns.held = new CountDownLatch(0);
        stuck.countDown();
        WakeOutcome outcome = wake(address("aa02"));
        for (int i = 0; i < 50 && !(outcome instanceof Accepted); i++) {
            outcome = wake(address("aa02"));
        }
        assertEquals(new Accepted(), outcome);
    }

    @Test
    void saysLaterWhenNobodyListensOrTheStoreIsDownAndAfterTheClose() {
        apns.close();
        assertInstanceOf(RetryLater.class, wake(address("aa01")));
        assertEquals("the push certificate could not be read",
                assertInstanceOf(RetryLater.class, wake(address("aa01", "m", "broken"))).reason());
        channel.close();
        assertEquals("closing", assertInstanceOf(RetryLater.class, wake(address("aa01"))).reason());
    }

    @Test
    void refusesAServerItDoesNotTrust(@TempDir Path other) throws Exception {
        try (MockApns impostor = new MockApns(other)) {
            ApnsEndpoint wrong = new ApnsEndpoint("localhost", impostor.endpoint().port(), apns.endpoint().trustFile());
            channel.close();
            channel = new ApnsChannel(wrong, this::find, QUICK, Clock.systemUTC(), GatewayEvents.NONE);
            assertInstanceOf(RetryLater.class, wake(address("aa01")));
            assertEquals(List.of(), impostor.pushes);
        }
    }

    @Test
    void showsNoKeyInItsTextForms() {
        Credential credential = certificates.values().iterator().next();
        assertFalse(credential.toString().contains("KEY"), credential.toString());
        assertFalse(address("aa01", "secretmagic", TOPIC).toString().contains("secretmagic"));
    }

    private ApnsChannel channel(ApnsLimits limits) {
        GatewayEvents events = new GatewayEvents() {
            @Override
            public void wakeEnded(String way, String outcome) {
                counted.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
            }

            @Override
            public void boundPassed(String bound) {
                counted.computeIfAbsent(bound, _ -> new LongAdder()).increment();
            }
        };
        return new ApnsChannel(apns.endpoint(), this::find, limits, Clock.systemUTC(), events);
    }

    private Optional<Credential> find(TenantId tenant, String topic) {
        asked.incrementAndGet();
        if (topic.equals("broken")) {
            throw new StoreUnavailable("the store is away", null);
        }
        return Optional.ofNullable(certificates.get(topic));
    }

    private long count(String name) {
        return counted.getOrDefault(name, new LongAdder()).sum();
    }

    private List<CompletableFuture<WakeOutcome>> wakeMany(int first, int count) {
        List<CompletableFuture<WakeOutcome>> outcomes = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            outcomes.add(channel.wake(CONTOSO, device(), address(String.format("%04x", i))));
        }
        return outcomes;
    }

    private WakeOutcome wake(PushAddress address) {
        return channel.wake(CONTOSO, device(), address).orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static DeviceId device() {
        return new DeviceId(UUID.randomUUID());
    }

    private static PushAddress address(String token) {
        return address(token, "magic", TOPIC);
    }

    private static PushAddress address(String token, String magic, String topic) {
        return new PushAddress(HexFormat.of().parseHex(token), magic.getBytes(StandardCharsets.UTF_8), topic,
                Instant.EPOCH);
    }
}
