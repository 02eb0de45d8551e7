package dev.muster.protocol;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.Optional;

import com.sun.management.ThreadMXBean;

/**
 * Serves the fuzz targets: runs a decoder on any bytes. What comes out is a value, or nothing where the decoder refused with the
 * one exception it may throw. Fails if the decoder allocated more than the document was worth, garbage included: the codecs
 * promise a small multiple of the document, the budget leaves room for the fuzzer's own instrumentation.
 */
public final class BoundedDecode {
    private static final ThreadMXBean THREADS = (ThreadMXBean) Objects
            .requireNonNull(ManagementFactory.getThreadMXBean());
    private static final long FIXED = 1 << 20;
    private static final long PER_BYTE = 400;

    private BoundedDecode() {}

    /** A decoder of one format. */
    public interface Decoder<T> {
        /** Decodes a document, or refuses it. */
        T decode(byte[] document) throws MalformedMessage;
    }

    /** What the decoder made of the document; empty if it refused. */
    public static <T> Optional<T> of(byte[] document, Decoder<T> decoder) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Optional<T> read = tried(document, decoder);
        long budget = FIXED + PER_BYTE * document.length;
        if (THREADS.getCurrentThreadAllocatedBytes() - before > budget) {
            // A class may have been loaded and instrumented on the way: the second time counts.
            before = THREADS.getCurrentThreadAllocatedBytes();
            tried(document, decoder);
            long used = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertTrue(used <= budget, () -> used + " bytes allocated, the budget is " + budget);
        }
        return read;
    }

    private static <T> Optional<T> tried(byte[] document, Decoder<T> decoder) {
        try {
            return Optional.of(decoder.decode(document));
        } catch (MalformedMessage refused) {
            assertTrue(refused.offset() >= -1 && refused.offset() <= document.length * 2L, refused.toString());
            return Optional.empty();
        }
    }
}
