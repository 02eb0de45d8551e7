package dev.muster.protocol.syncml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.protocol.BoundedDecode;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.Vectors;

/**
 * Fuzz target "syncml": any bytes are a message or MalformedMessage, for a bounded price; a message that was read can be written,
 * has the size it was said to have, and reads back as itself.
 */
@Timeout(120)
final class SyncMlFuzzTest {
    static List<byte[]> seeds() {
        return Vectors.names(".xml").stream().map(Vectors::bytes).toList();
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsBackWhateverItCouldRead(byte[] document) throws MalformedMessage {
        Optional<SyncMlMessage> read = BoundedDecode.of(document,
                bytes -> SyncMlCodec.decode(bytes, DecodeLimits.DEFAULT));
        if (read.isEmpty()) {
            return;
        }
        SyncMlMessage message = read.get();
        byte[] written = SyncMlCodec.encode(message);
        SyncMlMessage back = SyncMlCodec.decode(written, DecodeLimits.DEFAULT);
        assertEquals(message, back);
        assertArrayEquals(written, SyncMlCodec.encode(back));
        int size = SyncMlCodec.encode(new SyncMlMessage(message.header(), List.of(), message.isFinal())).length;
        for (SyncMlCommand command : message.commands()) {
            size += SyncMlCodec.encodedSize(command);
        }
        assertEquals(written.length, size);
    }
}
