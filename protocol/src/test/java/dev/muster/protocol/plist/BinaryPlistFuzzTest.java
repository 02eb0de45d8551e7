package dev.muster.protocol.plist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
 * Fuzz target "bplist": any bytes behind the magic number are a property list or MalformedMessage, for a bounded price; a value that was
 * read can be written as XML and reads back as itself.
 */
@Timeout(120)
final class BinaryPlistFuzzTest {
    private static final byte[] MAGIC = "bplist00".getBytes(StandardCharsets.US_ASCII);

    static List<byte[]> seeds() {
        return Vectors.names(".bplist").stream().map(Vectors::bytes).toList();
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsBackWhateverItCouldRead(byte[] bytes) throws MalformedMessage {
        // The fuzzer need not find out how such a document begins.
        byte[] document = Arrays.copyOf(bytes, Math.max(bytes.length, MAGIC.length));
        System.arraycopy(MAGIC, 0, document, 0, MAGIC.length);
        Optional<PlistValue> read = BoundedDecode.of(document,
                each -> PlistCodec.decode(each, DecodeLimits.DEFAULT));
        if (read.isEmpty()) {
            return;
        }
        byte[] written = PlistCodec.encode(read.get());
        PlistValue back = PlistCodec.decode(written, DecodeLimits.DEFAULT);
        assertEquals(read.get(), back);
        assertArrayEquals(written, PlistCodec.encode(back));
    }
}
