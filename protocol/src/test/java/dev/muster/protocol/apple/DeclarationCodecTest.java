package dev.muster.protocol.apple;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleDeclaration.Activation;
import dev.muster.protocol.apple.AppleDeclaration.LegacyProfile;
import dev.muster.protocol.apple.AppleDeclaration.StatusSubscription;
import dev.muster.protocol.apple.DeclarationCodec.Reported;
import dev.muster.protocol.apple.DeclarationCodec.Validity;

/** The JSON of declarative management, key by key (Apple's schema, declarative). */
@Timeout(10)
final class DeclarationCodecTest {
    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private static Optional<List<Reported>> configurations(String report) throws MalformedMessage {
        return DeclarationCodec.configurations(report.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesTokensManifestAndDeclarations() {
        assertEquals("{\"SyncTokens\":{\"DeclarationsToken\":\"t\",\"Timestamp\":\"2026-11-21T08:00:00Z\"}}",
                text(DeclarationCodec.tokens("t", Instant.parse("2026-11-21T08:00:00.999Z"))));
        assertEquals("{\"Declarations\":{\"Activations\":[{\"Identifier\":\"a\",\"ServerToken\":\"1\"}],"
                + "\"Configurations\":[{\"Identifier\":\"c\",\"ServerToken\":\"2\"}],\"Assets\":[],\"Management\":[]},"
                + "\"DeclarationsToken\":\"t\"}",
                text(DeclarationCodec.manifest("t",
                        List.of(new LegacyProfile("c", "2", "https://x"), new Activation("a", "1", "c")))));
        assertEquals("{\"Type\":\"com.apple.configuration.legacy\",\"Identifier\":\"c\",\"ServerToken\":\"2\","
                + "\"Payload\":{\"ProfileURL\":\"https://x\"}}",
                text(DeclarationCodec.declaration(new LegacyProfile("c", "2", "https://x"))));
        assertEquals("{\"Type\":\"com.apple.activation.simple\",\"Identifier\":\"a\",\"ServerToken\":\"1\","
                + "\"Payload\":{\"StandardConfigurations\":[\"c\"]}}",
                text(DeclarationCodec.declaration(new Activation("a", "1", "c"))));
        assertEquals("{\"Type\":\"com.apple.configuration.management.status-subscriptions\",\"Identifier\":\"s\","
                + "\"ServerToken\":\"1\",\"Payload\":{\"StatusItems\":[{\"Name\":\"management.declarations\"}]}}",
                text(DeclarationCodec.declaration(new StatusSubscription("s", "1", "management.declarations"))));
    }

    @Test
    void readsWhatADeviceReportsOfItsConfigurations() throws MalformedMessage {
        String one = "{\"identifier\":\"i\",\"server-token\":\"s\",\"active\":true,\"valid\":\"valid\"}";
        String two = "{\"identifier\":\"j\",\"server-token\":\"s\",\"active\":false,\"valid\":\"invalid\","
                + "\"reasons\":[{\"code\":\"Error.X\"},{\"code\":\"Error.Y\"}]}";
        String three = "{\"identifier\":\"k\",\"server-token\":\"s\",\"active\":false,\"valid\":\"later\"}";
        String declarations = "{\"activations\":[],\"configurations\":[" + one + "," + two + "," + three + "]}";
        List<Reported> expected = List.of(new Reported("i", "s", true, Validity.VALID, ""),
                new Reported("j", "s", false, Validity.INVALID, "Error.X"),
                new Reported("k", "s", false, Validity.UNKNOWN, ""));
        assertEquals(Optional.of(expected),
                configurations("{\"StatusItems\":{\"management\":{\"declarations\":" + declarations + "}}}"));
        assertEquals(Optional.of(expected),
                configurations("{\"StatusItems\":{\"management.declarations\":" + declarations + "},\"Errors\":[]}"));
        assertEquals(Optional.empty(), configurations("{\"StatusItems\":{\"device\":{}},\"Errors\":[]}"));
        assertEquals(Optional.empty(), configurations("{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "7", "[]", "{", "{\"StatusItems\":{\"management\":{\"declarations\":7}}}",
            "{\"StatusItems\":{\"management\":{\"declarations\":{\"configurations\":[7]}}}}",
            "{\"StatusItems\":{\"management\":{\"declarations\":{\"configurations\":[{\"identifier\":7}]}}}}"})
    void refusesWhatIsNoReportWithoutSayingWhatItHolds(String report) {
        MalformedMessage refusal = assertThrows(MalformedMessage.class, () -> configurations(report));
        assertTrue(!String.valueOf(refusal.getMessage()).contains("7"), refusal.getMessage());
    }

    @Test
    void boundsDepthNumberAndLength() {
        String deep = "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}";
        assertThrows(MalformedMessage.class, () -> configurations(deep));
        String long256 = "{\"StatusItems\":{\"management\":{\"declarations\":{\"configurations\":[{\"identifier\":\""
                + "x".repeat(256) + "\",\"server-token\":\"s\"}]}}}}";
        assertThrows(MalformedMessage.class, () -> configurations(long256));
        String many = "{\"StatusItems\":{\"management\":{\"declarations\":{\"configurations\":["
                + "{\"identifier\":\"i\",\"server-token\":\"s\"},".repeat(1_000)
                + "{\"identifier\":\"i\",\"server-token\":\"s\"}]}}}}";
        assertThrows(MalformedMessage.class, () -> configurations(many));
    }
}
