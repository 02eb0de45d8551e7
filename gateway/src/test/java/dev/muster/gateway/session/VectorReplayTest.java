package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.Platform.IOS;
import static dev.muster.gateway.model.Platform.WINDOWS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.syncml.SyncMlEncoding;
import dev.muster.protocol.syncml.SyncMlMessage;

/** Every captured request gets the answer that {@code vectors/answers.txt} states. */
@Timeout(30)
class VectorReplayTest {
    private static final String APPLE_UDID = "4935672F-0C38-49BD-A308-57589C1073A8";
    private static final String WINDOWS_ID = "1E08C6E95D8BB843B1278FF45BC60CC6";

    private final List<String> surprises = new ArrayList<>();

    @Test
    void everySessionOfTheIndependentOmaDmClientIsAnswered() throws IOException {
        int messages = 0;
        TestDevice device = null;
        String session = "";
        for (Map.Entry<String, String> expected : answers("omadm/").entrySet()) {
            String next = expected.getKey().substring(0, expected.getKey().lastIndexOf('/'));
            if (device == null || !next.equals(session)) {
                device = scenario().givenDevice(WINDOWS).ofUser("ada").called("DMCtest").issued();
                session = next;
            }
            play(device, expected);
            messages++;
            assertEquals(DeviceState.ENROLLED, device.row().state(), session);
        }
        assertEquals(53, messages);
        assertEquals(List.of(), surprises);
    }

    /** The same client with its other encoding: the same answers, and each in the encoding of its request. */
    @Test
    void everySessionInWbxmlIsAnsweredInWbxml() throws IOException {
        int messages = 0;
        TestDevice device = null;
        String session = "";
        for (Map.Entry<String, String> expected : answers("wbxml/").entrySet()) {
            String next = expected.getKey().substring(0, expected.getKey().lastIndexOf('/'));
            if (device == null || !next.equals(session)) {
                device = scenario().givenDevice(WINDOWS).ofUser("ada").called("DMCtest").issued();
                session = next;
            }
            Reply reply = play(device, expected);
            assertEquals(SyncMlEncoding.WBXML, DmClient.encodingOf(assertInstanceOf(Reply.Answer.class, reply).body()));
            messages++;
        }
        assertEquals(51, messages);
        assertEquals(List.of(), surprises);
    }

    /** One client whose SessionID is always 1, whatever happened before. */
    @Test
    void allSessionsAreAnsweredOneAfterTheOtherByOneDevice() throws IOException {
        TestDevice device = scenario().givenDevice(WINDOWS).ofUser("ada").called("DMCtest").issued();
        for (String name : answers("omadm/").keySet()) {
            Reply reply = new DmClient(device, "unused").posts(vector(name));
            assertTrue(reply instanceof Reply.Answer, name + ": " + reply);
            assertFalse(DmClient.statuses(DmClient.read(reply)).isEmpty(), name);
        }
    }

    @Test
    void everyWindowsMessageIsAnswered() throws IOException {
        int messages = 0;
        for (Map.Entry<String, String> expected : answers("windows/").entrySet()) {
            TestDevice device = scenario().givenDevice(WINDOWS).ofUser("ada").called(WINDOWS_ID).enrolled();
            play(device, expected);
            messages++;
            assertEquals(expected.getKey().contains("unenroll") ? DeviceState.UNENROLLED : DeviceState.ENROLLED,
                    device.row().state(), expected.getKey());
        }
        assertEquals(17, messages);
        assertEquals(List.of(), surprises);
    }

    @Test
    void anAppleEnrolmentIsPlayedFromAuthenticateToItsSecondTokenUpdate() throws IOException, MalformedMessage {
        Scenario scenario = scenario();
        TestDevice device = scenario.givenDevice(IOS).ofUser("ada").called(APPLE_UDID).issued();
        int messages = 0;
        for (Map.Entry<String, String> expected : answers("apple/").entrySet()) {
            Reply reply = device.says(AppleCodec.decode(vector(expected.getKey()), DecodeLimits.DEFAULT));
            String got = switch (reply) {
                case Reply.Answer _ -> TestDevice.command(reply).requestType();
                case Reply.Document document -> document.mediaType();
                case Reply.Nothing _ -> "nothing";
                case Reply.Refused refused -> refused.refusal().category().name();
            };
            assertEquals(expected.getValue(), got, expected.getKey());
            messages++;
        }
        assertEquals(9, messages);
        assertEquals(DeviceState.ENROLLED, device.row().state());
        assertEquals("RTQF45F23RZS", device.row().hardware().serial());
        assertEquals("fakePushMagicX", new String(device.push().magic(), StandardCharsets.UTF_8));
        assertEquals(5, scenario.events.oddities.size(), "results of another server's commands U1 to U5");
    }

    private Reply play(TestDevice device, Map.Entry<String, String> expected) throws IOException {
        Reply reply = new DmClient(device, "unused").posts(vector(expected.getKey()));
        String got = reading(reply);
        if (!got.equals(expected.getValue())) {
            surprises.add(expected.getKey() + ": " + got);
        }
        return reply;
    }

    private static String reading(Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            return refused.refusal().category().name();
        }
        SyncMlMessage answer = DmClient.read(reply);
        List<String> parts = new ArrayList<>(DmClient.statuses(answer));
        parts.addAll(DmClient.texts(DmClient.commands(answer)));
        if (answer.isFinal()) {
            parts.add("Final");
        }
        return String.join("; ", parts);
    }

    private static Scenario scenario() {
        Scenario scenario = new Scenario(TenantAuthority.INTUNE);
        scenario.wants(INTUNE, WINDOWS, Scenario.nodes(INTUNE, "passcode", "./Vendor/Length", "6"));
        scenario.wants(INTUNE, IOS, Scenario.profile(INTUNE, "passcode", "6"));
        return scenario;
    }

    /** Expected answers of the vectors below a folder, in order. */
    private static Map<String, String> answers(String folder) throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String line : new String(vector("answers.txt"), StandardCharsets.UTF_8).lines().toList()) {
            if (line.startsWith(folder)) {
                int end = line.indexOf(": ");
                answers.put(line.substring(0, end), line.substring(end + 2));
            }
        }
        return answers;
    }

    private static byte[] vector(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(VectorReplayTest.class.getResourceAsStream("/vectors/" + name),
                name)) {
            return in.readAllBytes();
        }
    }
}
