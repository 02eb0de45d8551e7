package dev.muster.loadtest.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.handler.ssl.SslContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.loadtest.device.Acknowledged;
import dev.muster.loadtest.device.AppleDevice;
import dev.muster.loadtest.device.DevicePlatform;
import dev.muster.loadtest.device.OmaDmDevice;
import dev.muster.loadtest.device.Profiles;
import dev.muster.loadtest.device.RemovalWatch;
import dev.muster.loadtest.device.Talk;
import dev.muster.loadtest.device.Temperament;
import dev.muster.loadtest.load.TinyGateway.Heard;
import dev.muster.loadtest.load.TinyGateway.Reaction;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.apple.AppleCommand;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.syncml.SyncMlMessage;

@Timeout(60)
class CheckInClientTest {
    private static final Reaction EMPTY = new Reaction.Answer(200, new byte[0]);
    private static final TimeOuts SHORT = new TimeOuts(Duration.ofSeconds(5), Duration.ofSeconds(5),
            Duration.ofMillis(400));
    private static final byte[] PROFILE = Profiles.of("p.camera", "com.apple.applicationaccess",
            Map.of("allowCamera", false));

    /** Installs one profile whenever a phone is idle. */
    private static Reaction oneProfile(Heard heard) {
        try {
            return AppleCodec.decode(heard.body(), DecodeLimits.DEFAULT) instanceof AppleMessage.Idle
                    ? new Reaction.Answer(200, AppleCodec.encode("i1.1", new AppleCommand.InstallProfile(PROFILE)))
                    : EMPTY;
        } catch (MalformedMessage malformed) {
            throw new AssertionError("an emulator sent what cannot be decoded", malformed);
        }
    }

    private static AppleDevice phone(TinyGateway.Admitted admitted, Temperament temperament) {
        return new AppleDevice("ios-1", admitted.keys(), "com.apple.mgmt.External.test", temperament, 5,
                AppleDevice.Surroundings.NONE);
    }

    private static SessionResult run(Function<Heard, Reaction> script, TimeOuts timeOuts, Temperament temperament)
            throws Exception {
        try (TinyGateway gateway = new TinyGateway(script);
                CheckInClient client = new CheckInClient("localhost", gateway.port(), 1, timeOuts)) {
            TinyGateway.Admitted admitted = gateway.admitted();
            AppleDevice phone = phone(admitted, temperament);
            SslContext tls = DeviceTls.context(admitted.keys(), admitted.chain(), gateway.trust());
            return client.run(phone, tls).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPhoneEnrolsAndInstallsOverOneConnection() throws Exception {
        try (TinyGateway gateway = new TinyGateway(CheckInClientTest::oneProfile);
                CheckInClient client = new CheckInClient("localhost", gateway.port(), 1, TimeOuts.PATIENT)) {
            TinyGateway.Admitted admitted = gateway.admitted();
            AppleDevice phone = phone(admitted, Temperament.DOCILE);
            SslContext tls = DeviceTls.context(admitted.keys(), admitted.chain(), gateway.trust());
            assertEquals(new SessionResult.Completed(4), client.run(phone, tls).get(20, TimeUnit.SECONDS));
            assertEquals(1, phone.held().size());
            List<Heard> heard = gateway.heard();
            assertEquals(List.of("PUT /mdm/apple"),
                    heard.stream().map(one -> one.method() + " " + one.path()).distinct().toList());
            assertEquals(1, heard.stream().map(Heard::connection).distinct().count());
            assertEquals(new SessionResult.Completed(2), client.run(phone, tls).get(20, TimeUnit.SECONDS));
            assertNotEquals(heard.getFirst().connection(), gateway.heard().getLast().connection(),
                    "each session has a connection of its own");
        }
    }

    @Test
    void aPcRunsASessionToItsEnd() throws Exception {
        String camera = "./Vendor/MSFT/Policy/Config/Camera/AllowCamera";
        try (TinyGateway gateway = new TinyGateway(heard -> {
            try {
                SyncMlMessage message = SyncMlCodec.decode(heard.body(), DecodeLimits.DEFAULT);
                boolean first = message.header().msgId().equals("1");
                return new Reaction.Answer(200, Talk.answer(message, first ? List.of(ItemCommand.of(Verb.REPLACE,
                        "i1.1", List.of(Item.ofData(camera, Meta.of("int", null), "0")))) : List.of()));
            } catch (MalformedMessage malformed) {
                throw new AssertionError("an emulator sent what cannot be decoded", malformed);
            }
        }); CheckInClient client = new CheckInClient("localhost", gateway.port(), 1, TimeOuts.PATIENT)) {
            TinyGateway.Admitted admitted = gateway.admitted();
            OmaDmDevice device = new OmaDmDevice("windows-1", DevicePlatform.WINDOWS, admitted.keys(),
                    Temperament.DOCILE, 1, RemovalWatch.NONE, Acknowledged.NOWHERE);
            SslContext tls = DeviceTls.context(admitted.keys(), admitted.chain(), gateway.trust());
            assertEquals(new SessionResult.Completed(2), client.run(device, tls).get(20, TimeUnit.SECONDS));
            assertEquals(1, device.held().size());
            assertEquals("POST", gateway.heard().getFirst().method());
        }
    }

    @Test
    void countsARefusalWithItsStatusAndWhatWasRefused() throws Exception {
        assertEquals(new SessionResult.Refused(503, "Authenticate"),
                run(_ -> new Reaction.Answer(503, new byte[0]), TimeOuts.PATIENT, Temperament.DOCILE));
    }

    @Test
    void anyOtherStatusIsAFailure() throws Exception {
        assertEquals(new SessionResult.Failed("HTTP 403 to Authenticate"),
                run(_ -> new Reaction.Answer(403, new byte[0]), TimeOuts.PATIENT, Temperament.DOCILE));
    }

    @Test
    void aConnectionClosedInsteadOfAnAnswerIsAFailure() throws Exception {
        assertEquals(
                new SessionResult.Failed(
                        "connection closed by the gateway instead of an answer to Authenticate"),
                run(_ -> new Reaction.HangUp(), TimeOuts.PATIENT, Temperament.DOCILE));
    }

    @Test
    void silenceIsAFailureAfterTheTimeOut() throws Exception {
        assertEquals(new SessionResult.Failed("no answer to Authenticate in time"),
                run(_ -> new Reaction.Silence(), SHORT, Temperament.DOCILE));
    }

    @Test
    void losesAnswersByChoiceAfterTheGatewayHasSeenTheRequest() throws Exception {
        assertEquals(new SessionResult.LostByChoice(), run(_ -> EMPTY, TimeOuts.PATIENT, new Temperament(0, 0, 1)));
    }

    @Test
    void doesNotTrustAGatewayOfAnotherRoot() throws Exception {
        try (TinyGateway gateway = new TinyGateway(_ -> EMPTY);
                CheckInClient client = new CheckInClient("localhost", gateway.port(), 1, TimeOuts.PATIENT)) {
            TinyGateway.Admitted admitted = gateway.admitted();
            ServerTrust foreign = new ServerTrust(
                    new PushCertificateForge(new SecureRandom(), Instant.now()).authority());
            SslContext tls = DeviceTls.context(admitted.keys(), admitted.chain(), foreign);
            SessionResult.Failed failed = assertInstanceOf(SessionResult.Failed.class,
                    client.run(phone(admitted, Temperament.DOCILE), tls).get(20, TimeUnit.SECONDS));
            assertTrue(failed.why().startsWith("TLS handshake"), failed.why());
            assertEquals(List.of(), gateway.heard());
        }
    }

    @Test
    void doesNotTrustAGatewayOfAnotherName() throws Exception {
        try (TinyGateway gateway = new TinyGateway(_ -> EMPTY);
                CheckInClient client = new CheckInClient("127.0.0.2", gateway.port(), 1, SHORT)) {
            TinyGateway.Admitted admitted = gateway.admitted();
            SslContext tls = DeviceTls.context(admitted.keys(), admitted.chain(), gateway.trust());
            assertInstanceOf(SessionResult.Failed.class,
                    client.run(phone(admitted, Temperament.DOCILE), tls).get(20, TimeUnit.SECONDS));
            assertEquals(List.of(), gateway.heard());
        }
    }

    @Test
    void aGatewayThatIsNotThereIsAFailure() throws Exception {
        int port;
        TinyGateway.Admitted admitted;
        ServerTrust trust;
        try (TinyGateway gateway = new TinyGateway(_ -> EMPTY)) {
            port = gateway.port();
            admitted = gateway.admitted();
            trust = gateway.trust();
        }
        try (CheckInClient client = new CheckInClient("localhost", port, 1, TimeOuts.PATIENT)) {
            AppleDevice phone = phone(admitted, Temperament.DOCILE);
            SessionResult.Failed failed = assertInstanceOf(SessionResult.Failed.class,
                    client.run(phone, DeviceTls.context(admitted.keys(), admitted.chain(), trust)).get(20,
                            TimeUnit.SECONDS));
            assertTrue(failed.why().startsWith("connect"), failed.why());
            assertTrue(phone.wantsToReturn());
        }
    }

    @Test
    void aResultKeptBackLeavesOnlyWhenItIsReleased() throws Exception {
        try (TinyGateway gateway = new TinyGateway(CheckInClientTest::oneProfile);
                CheckInClient client = new CheckInClient("localhost", gateway.port(), 1, SHORT)) {
            TinyGateway.Admitted admitted = gateway.admitted();
            AppleDevice phone = phone(admitted, Temperament.DOCILE);
            phone.holdResultsBack();
            var result = client.run(phone, DeviceTls.context(admitted.keys(), admitted.chain(), gateway.trust()));
            while (!phone.keepsResultBack()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            // Longer than the time-out for an answer: what has not left cannot be answered.
            TimeUnit.MILLISECONDS.sleep(SHORT.answer().toMillis() * 2);
            assertFalse(result.isDone());
            assertEquals(3, gateway.heard().size());
            phone.release();
            assertEquals(new SessionResult.Completed(4), result.get(20, TimeUnit.SECONDS));
            assertTrue(new String(gateway.heard().getLast().body(), StandardCharsets.UTF_8).contains("Acknowledged"));
        }
    }
}
