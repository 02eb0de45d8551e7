package dev.muster.protocol.syncml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

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
        return Stream.concat(Vectors.names(".xml").stream(), Vectors.names(".wbxml").stream()).toList();
    }

    private static SyncMlMessage decode(String name) throws MalformedMessage {
        return SyncMlCodec.decode(Vectors.bytes(name), encoding(name), DecodeLimits.DEFAULT);
    }

    private static SyncMlEncoding encoding(String name) {
        return name.endsWith(".wbxml") ? SyncMlEncoding.WBXML : SyncMlEncoding.XML;
    }

    @Test
    void findsAllVectors() {
        assertEquals(70, Vectors.names(".xml").size());
        assertEquals(51, Vectors.names(".wbxml").size());
        assertEquals(121, Vectors.names(".reading").size());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsWhatTheDeviceSaid(String name) throws MalformedMessage {
        String expected = new String(Vectors.bytes(name.replaceAll("(wb)?xml$", "reading")), StandardCharsets.UTF_8);
        assertEquals(expected, SyncMlReading.of(decode(name)));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsTheSameAfterWritingItAgainInEitherEncoding(String name) throws MalformedMessage {
        SyncMlMessage message = decode(name);

        for (SyncMlEncoding encoding : SyncMlEncoding.values()) {
            byte[] again = SyncMlCodec.encode(message, encoding);
            assertEquals(message, SyncMlCodec.decode(again, encoding, DecodeLimits.DEFAULT), encoding.name());
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void doesNotTakeOneEncodingForTheOther(String name) {
        SyncMlEncoding other = encoding(name) == SyncMlEncoding.XML ? SyncMlEncoding.WBXML : SyncMlEncoding.XML;
        assertThrows(MalformedMessage.class,
                () -> SyncMlCodec.decode(Vectors.bytes(name), other, DecodeLimits.DEFAULT));
    }
}
