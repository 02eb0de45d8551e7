package dev.muster.protocol.plist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.protocol.BoundedDecode;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.Vectors;

/**
 * Fuzz target "plist": any bytes are a property list or MalformedMessage, for a bounded price; a value that was read can be
 * written and reads back as itself.
 */
@Timeout(120)
final class PlistFuzzTest {
    static List<byte[]> seeds() {
        String scalars = "<plist><dict><key>i</key><integer>-0x1F</integer><key>r</key><real>1e-3</real><key>d</key>"
                + "<date>2026-11-21T00:00:00Z</date><key>a</key><array><true/><false/><data>QUI=</data></array></dict></plist>";
        return Stream.concat(Stream.of(scalars.getBytes(StandardCharsets.UTF_8)),
                Vectors.names(".plist").stream().map(Vectors::bytes)).toList();
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsBackWhateverItCouldRead(byte[] document) throws MalformedMessage {
        Optional<PlistValue> read = BoundedDecode.of(document, bytes -> PlistCodec.decode(bytes, DecodeLimits.DEFAULT));
        if (read.isEmpty()) {
            return;
        }
        PlistValue value = read.get();
        byte[] written = PlistCodec.encode(value);
        PlistValue back = PlistCodec.decode(written, DecodeLimits.DEFAULT);
        assertEquals(value, back);
        assertArrayEquals(written, PlistCodec.encode(back));
    }
}
