package dev.muster.protocol.apple;

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
 * Fuzz target "apple": any bytes are a message of a device or MalformedMessage, for a bounded price; what an emulated device
 * would send for a message that was read is read as the same message.
 */
@Timeout(120)
final class AppleFuzzTest {
    static List<byte[]> seeds() {
        return Vectors.names(".plist").stream().map(Vectors::bytes).toList();
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsBackWhateverItCouldRead(byte[] document) throws MalformedMessage {
        Optional<AppleMessage> read = BoundedDecode.of(document,
                bytes -> AppleCodec.decode(bytes, DecodeLimits.DEFAULT));
        if (read.isEmpty()) {
            return;
        }
        AppleMessage message = read.get();
        byte[] sent = AppleDeviceCodec.encode(message);
        AppleMessage back = AppleCodec.decode(sent, DecodeLimits.DEFAULT);
        assertEquals(message.getClass(), back.getClass());
        assertEquals(message.ids(), back.ids());
        // Secrets compare by identity; their bytes stand in what is sent.
        assertArrayEquals(sent, AppleDeviceCodec.encode(back));
    }
}
