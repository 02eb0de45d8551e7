package dev.muster.protocol.apple;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.Vectors;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.CommandError;
import dev.muster.protocol.apple.AppleMessage.ErrorLink;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistString;

/** An independent device emulator's messages and what they say. */
@Timeout(10)
final class AppleVectorTest {
    private static final EnrollmentIds IDS = EnrollmentIds.ofDevice("4935672F-0C38-49BD-A308-57589C1073A8");
    private static final String TOPIC = "com.apple.mgmt.External.lab";

    private static AppleMessage read(int number) throws MalformedMessage {
        return AppleCodec.decode(Vectors.bytes("apple/00" + number + "-req.plist"), DecodeLimits.DEFAULT);
    }

    private static <M extends AppleMessage> M read(int number, Class<M> kind) throws MalformedMessage {
        return assertInstanceOf(kind, read(number));
    }

    @Test
    void readsAllNine() throws MalformedMessage {
        assertEquals(9, Vectors.names(".plist").size());
        for (int number = 1; number <= 9; number++) {
            assertEquals(IDS, read(number).ids());
        }
    }

    @Test
    void readsAuthenticate() throws MalformedMessage {
        assertEquals(new Authenticate(IDS, TOPIC, Optional.of("RTQF45F23RZS's Computer"), Optional.of("RTQF45F23RZS"),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), read(1));
    }

    @Test
    void readsTokenUpdates() throws MalformedMessage {
        tokenUpdate(read(2, TokenUpdate.class), "fakeToken", "fakePushMagic");
        tokenUpdate(read(9, TokenUpdate.class), "fakeTokenX", "fakePushMagicX");
    }

    private static void tokenUpdate(TokenUpdate update, String token, String pushMagic) {
        assertEquals(TOPIC, update.topic());
        assertArrayEquals(token.getBytes(StandardCharsets.UTF_8), update.token().bytes());
        assertArrayEquals(pushMagic.getBytes(StandardCharsets.UTF_8), update.pushMagic().bytes());
        assertEquals(Optional.empty(), update.unlockToken());
        assertFalse(update.awaitingConfiguration());
    }

    @Test
    void readsIdle() throws MalformedMessage {
        assertEquals(new Idle(IDS), read(3));
    }

    @Test
    void readsAnsweredDeviceInformation() throws MalformedMessage {
        Acknowledged report = read(4, Acknowledged.class);

        assertEquals("U1", report.commandUuid());
        assertEquals(List.of("CommandUUID", "QueryResponses", "RequestType", "Status", "UDID"),
                List.copyOf(report.content().entries().keySet()));
        PlistDict answers = assertInstanceOf(PlistDict.class, report.content().get("QueryResponses"));
        assertEquals(Optional.of("RTQF45F23RZS's Computer"), answers.string("DeviceName"));
        assertEquals(Optional.of("RTQF45F23RZS"), answers.string("SerialNumber"));
        assertEquals(IDS.udid(), answers.string("UDID"));
        assertEquals(3, answers.entries().size());
    }

    @Test
    void readsAnsweredProfileList() throws MalformedMessage {
        Acknowledged report = read(5, Acknowledged.class);

        assertEquals("U2", report.commandUuid());
        PlistArray profiles = assertInstanceOf(PlistArray.class, report.content().get("ProfileList"));
        assertEquals(1, profiles.values().size());
        PlistDict profile = assertInstanceOf(PlistDict.class, profiles.values().getFirst());
        assertEquals(new PlistString("com.github.micromdm.nanomdm"), profile.get("PayloadIdentifier"));
        assertEquals(new PlistString("Enrollment Profile"), profile.get("PayloadDisplayName"));
        PlistArray payloads = assertInstanceOf(PlistArray.class, profile.get("PayloadContent"));
        PlistDict scep = assertInstanceOf(PlistDict.class, payloads.values().get(0));
        assertEquals(Optional.of("com.apple.security.scep"), scep.string("PayloadType"));
        PlistDict mdm = assertInstanceOf(PlistDict.class, payloads.values().get(1));
        assertEquals(Optional.of("96B11019-B54C-49DC-9480-43525834DE7B"), mdm.string("PayloadUUID"));
        assertEquals(new PlistInteger(1), mdm.get("PayloadVersion"));
    }

    @Test
    void readsAnAcknowledgementWithoutAnswer() throws MalformedMessage {
        Acknowledged report = read(6, Acknowledged.class);
        assertEquals("U3", report.commandUuid());
        assertEquals(Optional.of(""), report.content().string("RequestType"));
    }

    @Test
    void readsErrors() throws MalformedMessage {
        for (int number : new int[] {7, 8}) {
            String command = number == 7 ? "DeviceLock" : "RemoveProfile";
            ErrorLink link = new ErrorLink(12021, "MCMDMErrorDomain",
                    "Unknown command: " + command + " <MDMClientError:91>");
            assertEquals(new CommandError(IDS, "U" + (number - 3), List.of(link), false), read(number));
        }
    }
}
