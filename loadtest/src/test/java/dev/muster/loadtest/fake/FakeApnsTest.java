package dev.muster.loadtest.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import io.netty.channel.nio.NioEventLoopGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.apns.PushCertificateForge.Forged;
import dev.muster.certs.apns.PushCertificateForge.KeyKind;
import dev.muster.loadtest.device.EllipticKeys;

/** The fake against a real client over real HTTP/2. */
@Timeout(60)
class FakeApnsTest {
    private static final String TOPIC = "com.apple.mgmt.External.test";
    private static final String TOKEN = "0a".repeat(32);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final String PAYLOAD = "{\"mdm\":\"magic\"}";

    private final PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), Instant.now());
    @SuppressWarnings("deprecation") // pushy chooses its channel class by the class of the group and knows no newer one
    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final AtomicInteger woken = new AtomicInteger();
    private FakeApns apns;
    private ApnsClient client;

    FakeApnsTest() throws Exception {
        this.apns = FakeApns.start(forge, Clock.systemUTC());
        this.client = client(TOPIC);
    }

    @BeforeEach
    void somebodyListens() {
        apns.listen("ios-1", TOKEN, new FakeApns.Listening(TOPIC, "magic", woken::incrementAndGet));
    }

    @AfterEach
    void stop() throws Exception {
        client.close().get(10, TimeUnit.SECONDS);
        apns.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private ApnsClientBuilder builder() {
        return new ApnsClientBuilder().setApnsServer("localhost", apns.port()).setEventLoopGroup(loops)
                .setTrustedServerCertificateChain(forge.authority());
    }

    private ApnsClient client(String topic) throws Exception {
        Forged certificate = forge.pushCertificate(topic, KeyKind.RSA_2048, Duration.ofDays(1));
        return builder().setClientCredentials(certificate.certificate(), certificate.key(), null).build();
    }

    private record Push(String token, String topic, String payload, Duration life, DeliveryPriority priority,
            PushType type) {
        static final Push GOOD = new Push(TOKEN, TOPIC, PAYLOAD, WEEK, DeliveryPriority.IMMEDIATE, PushType.MDM);
    }

    private PushNotificationResponse<SimpleApnsPushNotification> send(ApnsClient sender, Push push) throws Exception {
        return sender.sendNotification(new SimpleApnsPushNotification(push.token(), push.topic(), push.payload(),
                Instant.now().plus(push.life()), push.priority(), push.type())).get(20, TimeUnit.SECONDS);
    }

    private void refuses(String why, String reason, Push push) throws Exception {
        PushNotificationResponse<SimpleApnsPushNotification> response = send(client, push);
        assertFalse(response.isAccepted());
        assertEquals(Optional.of(reason), response.getRejectionReason());
        assertEquals(Map.of(why, 1L), apns.refused());
        assertEquals(0, apns.accepted());
        assertEquals(0, woken.get());
    }

    @Test
    void acceptsWhatIsInOrderAndWakesTheDevice() throws Exception {
        assertTrue(send(client, Push.GOOD).isAccepted());
        assertEquals(1, woken.get());
        assertEquals(1, apns.accepted());
        assertEquals(Map.of(), apns.refused());
    }

    @Test
    void storesOnePushForADeviceThatIsOffUntilItExpires() throws Exception {
        apns.sleep(TOKEN);
        assertTrue(send(client, Push.GOOD).isAccepted());
        assertTrue(send(client, Push.GOOD).isAccepted());
        assertEquals(0, woken.get());
        apns.rouse(TOKEN, Instant.now());
        assertEquals(1, woken.get());
        apns.sleep(TOKEN);
        send(client, Push.GOOD);
        apns.rouse(TOKEN, Instant.now().plus(WEEK).plusSeconds(60));
        assertEquals(1, woken.get(), "what has expired is lost");
    }

    @Test
    void misbehavesByItsSeed() throws Exception {
        apns.behave(new Hostility(5, 0.5, 0.5, 0, 0, 0, 0));
        for (int i = 0; i < 20; i++) {
            assertFalse(send(client, Push.GOOD).isAccepted());
        }
        assertEquals(java.util.Set.of("hostile: throttled", "hostile: failing"), apns.refused().keySet());
        apns.behave(Hostility.NONE);
        assertTrue(send(client, Push.GOOD).isAccepted());
    }

    @Test
    void refusesTheMagicOfAnotherDevice() throws Exception {
        refuses("the payload does not carry the device's magic", "PayloadEmpty",
                new Push(TOKEN, TOPIC, "{\"mdm\":\"other\"}", WEEK, DeliveryPriority.IMMEDIATE, PushType.MDM));
    }

    @Test
    void refusesAPayloadWithAnythingBesidesTheMagic() throws Exception {
        refuses("the payload does not carry the device's magic", "PayloadEmpty", new Push(TOKEN, TOPIC,
                "{\"mdm\":\"magic\",\"aps\":{}}", WEEK, DeliveryPriority.IMMEDIATE, PushType.MDM));
    }

    @Test
    void refusesAPushThatExpiresTooEarly() throws Exception {
        refuses("it expires in less than six days: lost if the device is briefly offline", "BadExpirationDate",
                new Push(TOKEN, TOPIC, PAYLOAD, Duration.ofDays(1), DeliveryPriority.IMMEDIATE, PushType.MDM));
    }

    @Test
    void refusesAnotherTypeAndAnotherPriority() throws Exception {
        refuses("the push type is not mdm", "InvalidPushType",
                new Push(TOKEN, TOPIC, PAYLOAD, WEEK, DeliveryPriority.IMMEDIATE, PushType.ALERT));
        send(client, new Push(TOKEN, TOPIC, PAYLOAD, WEEK, DeliveryPriority.CONSERVE_POWER, PushType.MDM));
        assertEquals(1L, apns.refused().get("the priority is not 10"));
    }

    @Test
    void refusesATopicThatIsNotTheCertificates() throws Exception {
        refuses("the topic is not the certificate's", "TopicDisallowed", new Push(TOKEN,
                "com.apple.mgmt.External.other", PAYLOAD, WEEK, DeliveryPriority.IMMEDIATE, PushType.MDM));
    }

    @Test
    void refusesATokenOfAnotherTopic() throws Exception {
        String other = "com.apple.mgmt.External.other";
        ApnsClient foreign = client(other);
        send(foreign, new Push(TOKEN, other, PAYLOAD, WEEK, DeliveryPriority.IMMEDIATE, PushType.MDM));
        foreign.close().get(10, TimeUnit.SECONDS);
        assertEquals(Map.of("the token belongs to another topic", 1L), apns.refused());
        assertEquals(0, woken.get());
    }

    @Test
    void saysThatAFormerTokenIsDead() throws Exception {
        apns.listen("ios-1", "0b".repeat(32), new FakeApns.Listening(TOPIC, "magic", woken::incrementAndGet));
        PushNotificationResponse<SimpleApnsPushNotification> response = send(client, Push.GOOD);
        assertEquals(410, response.getStatusCode());
        assertTrue(response.getTokenInvalidationTimestamp().isPresent());
        assertEquals(Map.of("nobody listens at the token", 1L), apns.refused());
        assertTrue(send(client, new Push("0b".repeat(32), TOPIC, PAYLOAD, WEEK, DeliveryPriority.IMMEDIATE,
                PushType.MDM)).isAccepted());
    }

    @Test
    void refusesAClientWithoutACertificate() throws Exception {
        KeyPair keys = EllipticKeys.generate();
        ApnsClient bare = builder()
                .setSigningKey(new ApnsSigningKey("0123456789", "0123456789", (ECPrivateKey) keys.getPrivate()))
                .build();
        assertFalse(send(bare, Push.GOOD).isAccepted());
        bare.close().get(10, TimeUnit.SECONDS);
        assertEquals(Map.of("no client certificate with a UID", 1L), apns.refused());
    }
}
