package dev.muster.protocol.apple;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.apple.AppleCommand.DeviceConfigured;
import dev.muster.protocol.apple.AppleCommand.DeviceInformation;
import dev.muster.protocol.apple.AppleCommand.DeviceLock;
import dev.muster.protocol.apple.AppleCommand.EraseDevice;
import dev.muster.protocol.apple.AppleCommand.InstallProfile;
import dev.muster.protocol.apple.AppleCommand.ProfileList;
import dev.muster.protocol.apple.AppleCommand.RemoveProfile;
import dev.muster.protocol.apple.AppleCommand.RestartDevice;
import dev.muster.protocol.apple.AppleDeviceCodec.ReceivedCommand;
import dev.muster.protocol.apple.AppleMessage.CommandError;
import dev.muster.protocol.apple.AppleMessage.ErrorLink;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistData;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistString;

@Timeout(10)
final class AppleCodecTest {
    private static AppleMessage decode(String entries) throws MalformedMessage {
        return AppleCodec.decode(document("<dict>" + entries + "</dict>"), DecodeLimits.DEFAULT);
    }

    private static byte[] document(String value) {
        return ("<plist version='1.0'>" + value + "</plist>").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String key, String value) {
        return "<key>" + key + "</key><string>" + value + "</string>";
    }

    private static Reason refusal(String entries) {
        return assertThrows(MalformedMessage.class, () -> decode(entries)).reason();
    }

    private static final String TOKEN_UPDATE = text("MessageType", "TokenUpdate") + text("UDID", "u")
            + text("Topic", "t") + text("PushMagic", "magic") + "<key>Token</key><data>dG9rZW4=</data>";

    @Test
    void readsAllOfATokenUpdateAndShowsNoneOfItsSecrets() throws MalformedMessage {
        TokenUpdate update = assertInstanceOf(TokenUpdate.class, decode(TOKEN_UPDATE
                + "<key>UnlockToken</key><data>dW5sb2Nr</data><key>AwaitingConfiguration</key><true/>"));

        assertTrue(update.awaitingConfiguration());
        assertArrayEquals("unlock".getBytes(StandardCharsets.UTF_8), update.unlockToken().orElseThrow().bytes());
        for (String secret : List.of("magic", "token=Secret[", "unlock]", "dW5s")) {
            assertFalse(update.toString().contains(secret), update.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MessageType", "UDID", "Topic", "PushMagic", "Token"})
    void refusesATokenUpdateThatLacksAKeyOrHasItInAnotherType(String key) {
        String value = "<key>" + key + "</key><(string|data)>[^<]*</(string|data)>";
        assertEquals(Reason.STRUCTURE, refusal(TOKEN_UPDATE.replaceAll(value, "")));
        assertEquals(Reason.STRUCTURE,
                refusal(TOKEN_UPDATE.replaceAll(value, "<key>" + key + "</key><integer>1</integer>")));
    }

    @Test
    void boundsThePushToken() throws MalformedMessage {
        decode(TOKEN_UPDATE.replace("dG9rZW4=", "AAAA".repeat(33)));
        assertEquals(Reason.STRUCTURE, refusal(TOKEN_UPDATE.replace("dG9rZW4=", "AAAA".repeat(34))));
        assertEquals(Reason.STRUCTURE, refusal(TOKEN_UPDATE.replace("dG9rZW4=", "")));
    }

    /** No bytes are no token; a token of another type must not erase the one that is kept. */
    @Test
    void tellsABootstrapTokenFromTheWishToForgetIt() throws MalformedMessage {
        String message = text("MessageType", "SetBootstrapToken") + text("UDID", "u");
        assertEquals(Optional.empty(), bootstrap(message));
        assertEquals(Optional.empty(), bootstrap(message + "<key>BootstrapToken</key><data></data>"));
        assertEquals(4, bootstrap(message + "<key>BootstrapToken</key><data>AAAAAA==</data>").orElseThrow()
                .bytes().length);
        assertEquals(Reason.STRUCTURE, refusal(message + text("BootstrapToken", "AAAA")));
        assertEquals(Reason.STRUCTURE, refusal(message + "<key>BootstrapToken</key><data>"
                + "AAAA".repeat(AppleReader.MAX_BOOTSTRAP_TOKEN / 3 + 1) + "</data>"));
    }

    private static Optional<AppleMessage.Secret> bootstrap(String content) throws MalformedMessage {
        return assertInstanceOf(AppleMessage.SetBootstrapToken.class, decode(content)).token();
    }

    @Test
    void tellsAnUnknownTypeFromABrokenMessage() {
        assertEquals(Reason.UNKNOWN_TYPE, refusal(text("MessageType", "Future") + text("UDID", "u")));
        assertEquals(Reason.UNKNOWN_TYPE, refusal(text("Status", "Busy") + text("UDID", "u")));
        assertEquals(Reason.STRUCTURE, refusal(text("UDID", "u")));
        assertEquals(Reason.STRUCTURE, refusal(""));
        assertEquals(Reason.STRUCTURE, assertThrows(MalformedMessage.class,
                () -> AppleCodec.decode(document("<array/>"), DecodeLimits.DEFAULT)).reason());
    }

    @Test
    void readsEveryIdentifier() throws MalformedMessage {
        AppleMessage message = decode(text("Status", "Idle") + text("EnrollmentID", "e") + text("UserID", "1")
                + text("EnrollmentUserID", "2") + text("UserShortName", "3"));
        assertEquals(new EnrollmentIds(Optional.empty(), Optional.of("e"), Optional.of("1"), Optional.of("2"),
                Optional.of("3")), message.ids());
        assertEquals("e", message.ids().device());
    }

    @Test
    void refusesAMessageThatNamesNobody() {
        assertEquals(Reason.STRUCTURE, refusal(text("Status", "Idle")));
        assertEquals(Reason.STRUCTURE, refusal(text("Status", "Idle") + text("UDID", " ")));
        assertEquals(Reason.STRUCTURE, refusal(text("Status", "Idle") + text("UDID", "u".repeat(256))));
        assertEquals(Reason.STRUCTURE,
                refusal(text("Status", "Idle") + text("UDID", "u") + "<key>UserID</key><integer>1</integer>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Acknowledged", "Error", "CommandFormatError", "NotNow"})
    void refusesAReportThatNamesNoCommand(String status) throws MalformedMessage {
        String report = text("Status", status) + text("UDID", "u");
        assertEquals(Reason.STRUCTURE, refusal(report));
        assertEquals("u", decode(report + text("CommandUUID", "c")).ids().device());
    }

    @Test
    void keepsAFailureWhoseReasonIsUnreadable() throws MalformedMessage {
        String report = text("Status", "CommandFormatError") + text("UDID", "u") + text("CommandUUID", "c");
        CommandError none = new CommandError(EnrollmentIds.ofDevice("u"), "c", List.of(), true);
        assertEquals(none, decode(report));
        assertEquals(none, decode(report + "<key>ErrorChain</key><true/>"));
        assertEquals(new CommandError(none.ids(), "c", List.of(new ErrorLink(0, "", "")), true),
                decode(report + "<key>ErrorChain</key><array><true/><dict/></array>"));
    }

    @Test
    void boundsTheErrorChain() throws MalformedMessage {
        String link = "<dict>" + text("ErrorDomain", "d".repeat(300))
                + text("LocalizedDescription", "x".repeat(199) + "\uD83D\uDE00") + "</dict>";
        CommandError error = assertInstanceOf(CommandError.class, decode(text("Status", "Error") + text("UDID", "u")
                + text("CommandUUID", "c") + "<key>ErrorChain</key><array>" + link.repeat(40) + "</array>"));

        assertEquals(16, error.chain().size());
        assertEquals(new ErrorLink(0, "d".repeat(200), "x".repeat(199)), error.chain().getFirst());
    }

    private static ReceivedCommand received(AppleCommand command) throws MalformedMessage {
        ReceivedCommand received = AppleDeviceCodec.decode(AppleCodec.encode("i0123.1", command), DecodeLimits.DEFAULT);
        assertEquals("i0123.1", received.commandUuid());
        assertEquals(AppleCodec.requestType(command), received.requestType());
        assertEquals(Optional.of(received.requestType()), received.content().string("RequestType"));
        return received;
    }

    private static PlistDict parameters(AppleCommand command) throws MalformedMessage {
        Map<String, dev.muster.protocol.plist.PlistValue> entries = new java.util.LinkedHashMap<>(
                received(command).content().entries());
        entries.remove("RequestType");
        return new PlistDict(entries);
    }

    @Test
    void writesCommandsTheWayADeviceReadsThem() throws MalformedMessage {
        byte[] profile = "<plist/>".getBytes(StandardCharsets.UTF_8);
        assertEquals(new PlistDict(Map.of("Payload", new PlistData(profile))), parameters(new InstallProfile(profile)));
        assertEquals(new PlistDict(Map.of("Identifier", new PlistString("dev.muster.x"))),
                parameters(new RemoveProfile("dev.muster.x")));
        assertEquals(new PlistDict(Map.of("Message", new PlistString("<Lost>"), "PhoneNumber", new PlistString("112"))),
                parameters(new DeviceLock(Optional.of("<Lost>"), Optional.of("112"))));
        assertEquals(new PlistDict(Map.of("Queries",
                new PlistArray(List.of(new PlistString("OSVersion"), new PlistString("UDID"))))),
                parameters(new DeviceInformation(List.of("OSVersion", "UDID"))));
        for (AppleCommand bare : List.of(new DeviceLock(Optional.empty(), Optional.empty()), new RestartDevice(),
                new EraseDevice(), new ProfileList(), new DeviceConfigured())) {
            assertEquals(new PlistDict(Map.of()), parameters(bare));
            assertEquals(bare.getClass().getSimpleName(), received(bare).requestType());
        }
    }

    @Test
    void refusesWhatIsNoCommand() {
        for (String entries : List.of("", text("CommandUUID", "c"),
                "<key>Command</key><dict/>" + text("CommandUUID", "c"),
                "<key>Command</key><dict>" + text("RequestType", "ProfileList") + "</dict>")) {
            MalformedMessage refusal = assertThrows(MalformedMessage.class, () -> AppleDeviceCodec
                    .decode(document("<dict>" + entries + "</dict>"), DecodeLimits.DEFAULT));
            assertEquals(Reason.STRUCTURE, refusal.reason());
        }
    }
}
