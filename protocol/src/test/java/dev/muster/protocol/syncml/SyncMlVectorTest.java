package dev.muster.protocol.syncml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.Vectors;

/** Real clients' messages against readings made by another parser. */
@Timeout(30)
final class SyncMlVectorTest {
    static List<String> messages() {
        return Vectors.names(".xml");
    }

    @Test
    void findsAllVectors() {
        assertEquals(70, messages().size());
        assertEquals(70, Vectors.names(".reading").size());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsWhatTheDeviceSaid(String name) throws MalformedMessage {
        SyncMlMessage message = SyncMlCodec.decode(Vectors.bytes(name), DecodeLimits.DEFAULT);

        String expected = new String(Vectors.bytes(name.replaceAll("xml$", "reading")), StandardCharsets.UTF_8);
        assertEquals(expected, SyncMlReading.of(message));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsTheSameAfterWritingItAgain(String name) throws MalformedMessage {
        SyncMlMessage message = SyncMlCodec.decode(Vectors.bytes(name), DecodeLimits.DEFAULT);

        assertEquals(message, SyncMlCodec.decode(SyncMlCodec.encode(message), DecodeLimits.DEFAULT));
    }
}
