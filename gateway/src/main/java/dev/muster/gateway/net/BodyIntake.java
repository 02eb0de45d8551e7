package dev.muster.gateway.net;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;

/**
 * Gathers the body of one request after another for a {@link Reception}: each up to its bound, taken out of
 * the budget as they arrive. Memory grows with what has come, never with what was announced.
 */
final class BodyIntake {
    private static final int FIRST_BUFFER = 4 << 10;
    private static final int BEGINNING = 16 << 10;
    private static final byte[] NO_BYTES = {};

    private final ByteBudget budget;
    private int largest;
    private byte[] bytes = NO_BYTES;
    private int length;
    private int budgeted;

    BodyIntake(ByteBudget budget) {
        this.budget = budget;
    }

    /** A body of at most {@code most} bytes begins. */
    void begin(int most) {
        largest = most;
    }

    /** Counts more bytes of the body, kept or not; false if it is too large with them. */
    boolean allows(int more) {
        return more <= largest - length;
    }

    /** Counts bytes that nobody will look at. */
    void skip(int more) {
        length += more;
    }

    /** Keeps bytes that were allowed; false, with nothing kept, if the budget has no room for them. */
    boolean keep(ByteBuf source, boolean precedence) {
        int more = source.readableBytes();
        if (!budget.take(more, precedence)) {
            return false;
        }
        budgeted += more;
        if (bytes.length - length < more) {
            int doubled = Math.max(length + more, Math.max(FIRST_BUFFER, bytes.length * 2));
            // A body that comes in one piece, as nearly all do, gets an array of its size.
            bytes = Arrays.copyOf(bytes, length == 0 ? more : Math.min(doubled, largest));
        }
        source.getBytes(source.readerIndex(), bytes, length, more);
        length += more;
        return true;
    }

    /** How the body begins: of what is kept and of {@code more} at most 16 KiB, a character for each byte. */
    String beginning(ByteBuf more) {
        int kept = Math.min(length, BEGINNING);
        int rest = Math.min(more.readableBytes(), BEGINNING - kept);
        return new String(bytes, 0, kept, StandardCharsets.ISO_8859_1)
                + more.toString(more.readerIndex(), rest, StandardCharsets.ISO_8859_1);
    }

    /** The whole body, which now belongs to the caller; it stays in the budget until {@link #end}. */
    byte[] whole() {
        byte[] whole = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
        bytes = NO_BYTES;
        return whole;
    }

    /** The request is over: the budget gets its bytes back. */
    void end() {
        budget.give(budgeted);
        budgeted = 0;
        length = 0;
        bytes = NO_BYTES;
    }
}
