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
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Sequence;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Unknown;

/**
 * Fuzz target "wbxml": any bytes are a message or MalformedMessage, for a bounded price; a message that was read can be written as XML
 * and, unless it has a command that nobody knows, as WBXML, and reads back as itself.
 */
@Timeout(120)
final class WbxmlFuzzTest {
    static List<byte[]> seeds() {
        return Vectors.names(".wbxml").stream().map(Vectors::bytes).toList();
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsBackWhateverItCouldRead(byte[] document) throws MalformedMessage {
        Optional<SyncMlMessage> read = BoundedDecode.of(document,
                bytes -> SyncMlCodec.decode(bytes, SyncMlEncoding.WBXML, DecodeLimits.DEFAULT));
        if (read.isEmpty()) {
            return;
        }
        byte[] text = SyncMlCodec.encode(read.get(), SyncMlEncoding.XML);
        assertEquals(read.get(), SyncMlCodec.decode(text, SyncMlEncoding.XML, DecodeLimits.DEFAULT));
        if (read.get().commands().stream().noneMatch(WbxmlFuzzTest::hasNoToken)) {
            byte[] written = SyncMlCodec.encode(read.get(), SyncMlEncoding.WBXML);
            SyncMlMessage back = SyncMlCodec.decode(written, SyncMlEncoding.WBXML, DecodeLimits.DEFAULT);
            assertEquals(read.get(), back);
            assertArrayEquals(written, SyncMlCodec.encode(back, SyncMlEncoding.WBXML));
        }
    }

    /** A command that nobody knows may come as a literal, which we never write. */
    private static boolean hasNoToken(SyncMlCommand command) {
        return switch (command) {
            case Unknown _ -> true;
            case Atomic atomic -> atomic.children().stream().anyMatch(WbxmlFuzzTest::hasNoToken);
            case Sequence sequence -> sequence.children().stream().anyMatch(WbxmlFuzzTest::hasNoToken);
            case Status _,Results _,Alert _,ItemCommand _ -> false;
        };
    }
}
