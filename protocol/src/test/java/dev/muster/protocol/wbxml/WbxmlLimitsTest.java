package dev.muster.protocol.wbxml;

import static dev.muster.protocol.wbxml.Wbxml.ITEM;
import static dev.muster.protocol.wbxml.Wbxml.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntFunction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.xml.MarkupCursor.Event;

/** Documents made to exhaust a reader, and the work they are worth. */
@Timeout(30)
final class WbxmlLimitsTest {
    private static final DecodeLimits LARGE = new DecodeLimits(64 << 20, 256, Integer.MAX_VALUE);

    private static WbxmlCursor<Wbxml.Element> scan(Wbxml document, DecodeLimits limits) throws MalformedMessage {
        WbxmlCursor<Wbxml.Element> cursor = document.cursor(limits);
        for (Event event = cursor.next(); event != Event.DONE; event = cursor.next()) {
            if (event == Event.TEXT) {
                cursor.text();
            }
        }
        return cursor;
    }

    private static Reason refusal(Wbxml document, DecodeLimits limits) {
        return assertThrows(MalformedMessage.class, () -> scan(document, limits)).reason();
    }

    private static Wbxml repeat(Wbxml document, int times, IntFunction<int[]> bytes) {
        for (int i = 0; i < times; i++) {
            document.bytes(bytes.apply(i));
        }
        return document;
    }

    @Test
    void stopsAtItsLimitsAndNotBefore() throws MalformedMessage {
        Wbxml two = Wbxml.document().open(ROOT).bytes(ITEM).end();
        int size = two.toBytes().length;
        scan(two, new DecodeLimits(size, 2, 2));
        assertEquals(Reason.TOO_LARGE, refusal(two, new DecodeLimits(size - 1, 2, 2)));
        assertEquals(Reason.TOO_DEEP, refusal(two, new DecodeLimits(size, 1, 2)));
        assertEquals(Reason.TOO_LARGE, refusal(two, new DecodeLimits(size, 2, 1)));
    }

    @Test
    void refusesAMillionLevelsAndAMillionElements() {
        assertEquals(Reason.TOO_DEEP, refusal(repeat(Wbxml.document(), 1_000_000, i -> new int[] {0x45}), LARGE));
        assertEquals(Reason.TOO_LARGE, refusal(
                repeat(Wbxml.document().open(ROOT), 1_000_000, i -> new int[] {ITEM}), DecodeLimits.DEFAULT));
    }

    /** Half a million characters, two hundred thousand times: a hundred gigabytes in one. */
    @Test
    void doesNotExpandOneStringOfTheTableForEver() {
        Wbxml bomb = repeat(Wbxml.document("x".repeat(500_000) + "\0").open(ROOT), 200_000,
                i -> new int[] {0x83, 0x00});
        assertEquals(Reason.TOO_LARGE, refusal(bomb, DecodeLimits.DEFAULT));
        assertEquals(Reason.TOO_LARGE, refusal(bomb, LARGE));
        Wbxml names = repeat(Wbxml.document("x".repeat(500_000) + "\0").open(ROOT), 200_000,
                i -> new int[] {0x04, 0x00});
        assertEquals(Reason.TOO_LARGE, refusal(names, LARGE));
    }

    @Test
    void letsTheTableAddWhatADocumentMayHoldAndNoMore() throws MalformedMessage {
        // 1000 bytes of string, 16 of header and references: 1000 * n beside 64 * 1000.
        scan(repeat(Wbxml.document("x".repeat(1000)).open(ROOT), 60, i -> new int[] {0x83, 0x00}).end(), LARGE);
        assertEquals(Reason.TOO_LARGE, refusal(
                repeat(Wbxml.document("x".repeat(1000)).open(ROOT), 90, i -> new int[] {0x83, 0x00}).end(), LARGE));
        DecodeLimits narrow = new DecodeLimits(2000, 64, 1000);
        scan(repeat(Wbxml.document("x".repeat(1000)).open(ROOT), 2, i -> new int[] {0x83, 0x00}).end(), narrow);
        assertEquals(Reason.TOO_LARGE, refusal(
                repeat(Wbxml.document("x".repeat(1000)).open(ROOT), 3, i -> new int[] {0x83, 0x00}).end(), narrow));
    }

    /** What grows with n, in shapes that cost careless readers time squared. */
    private static final List<IntFunction<Wbxml>> SHAPES = List.of(
            n -> Wbxml.document().open(ROOT).inline("x".repeat(n)).end(),
            n -> Wbxml.document().open(ROOT).inline("é".repeat(n)).end(),
            n -> Wbxml.document().open(ROOT).opaque("x".repeat(n)).end(),
            n -> Wbxml.document().open(ROOT).opaque("x\0".repeat(n)).end(),
            n -> Wbxml.document().open(ROOT).opaque("\0".repeat(n)).end(),
            n -> repeat(Wbxml.document().open(ROOT), n, i -> new int[] {ITEM}).end(),
            n -> repeat(Wbxml.document().open(ROOT), n, i -> new int[] {ITEM | 0x40, 0x01}).end(),
            n -> repeat(Wbxml.document().open(ROOT), n, i -> new int[] {0x03, 'x', 0x00}).end(),
            n -> repeat(Wbxml.document().open(ROOT), n, i -> new int[] {0x02, 'x'}).end(),
            n -> repeat(Wbxml.document().open(ROOT), n, i -> new int[] {0x00, 0x00}).end(),
            n -> repeat(Wbxml.document().open(ROOT), n, i -> new int[] {0xC3, 0x00}).end(),
            n -> repeat(Wbxml.document().open(ROOT), n, i -> new int[] {ITEM | 0x80, 0x05, 0x85, 0x01}).end(),
            n -> repeat(Wbxml.document().bytes(ROOT | 0xC0), n, i -> new int[] {0x03, 'x', 0x00}).end().end(),
            n -> repeat(Wbxml.document().open(ROOT), n, i -> new int[] {0x43, 0x05, 0x01}).end(),
            n -> Wbxml.document("x".repeat(n)).open(ROOT).table(0).end(),
            n -> repeat(Wbxml.document("item\0").open(ROOT), n, i -> new int[] {0x04, 0x00}).end(),
            n -> repeat(Wbxml.document("item\0").open(ROOT), n, i -> new int[] {0x83, 0x00}).end(),
            n -> Wbxml.document("a".repeat(n)).bytes(0x04, 0x00),
            n -> repeat(Wbxml.document(), n, i -> new int[] {0x00, 0x01})
                    .bytes(0x05),
            n -> repeat(Wbxml.document().bytes(ROOT), n, i -> new int[] {0x00}));

    @Test
    void worksInProportionToTheDocument() throws MalformedMessage {
        for (int shape = 0; shape < SHAPES.size(); shape++) {
            double perByteOfSmall = perByte(SHAPES.get(shape).apply(20_000));
            double perByteOfLarge = perByte(SHAPES.get(shape).apply(160_000));

            assertTrue(perByteOfSmall > 0.4, "shape " + shape + " counts its work: " + perByteOfSmall);
            assertTrue(perByteOfLarge < perByteOfSmall * 1.1,
                    "shape " + shape + ": " + perByteOfSmall + ", then " + perByteOfLarge);
            assertTrue(perByteOfLarge < 8, "shape " + shape + ": " + perByteOfLarge);
        }
    }

    private static double perByte(Wbxml document) throws MalformedMessage {
        return (double) scan(document, LARGE).work() / document.toBytes().length;
    }

    @Test
    void readsContentInProportionToTheDocument() throws MalformedMessage {
        double perByteOfSmall = perByteOfContent(20_000);
        double perByteOfLarge = perByteOfContent(160_000);
        assertTrue(perByteOfLarge < perByteOfSmall * 1.1, perByteOfSmall + ", then " + perByteOfLarge);
        assertTrue(perByteOfLarge < 8, "" + perByteOfLarge);
    }

    private static double perByteOfContent(int n) throws MalformedMessage {
        Wbxml document = repeat(Wbxml.document().open(ROOT).open(ITEM), n, i -> new int[] {0x03, 'x', 0x00}).end();
        repeat(document.open(ITEM), n, i -> new int[] {0x03, '&', 0x00, ITEM}).end().end();
        WbxmlCursor<Wbxml.Element> cursor = document.cursor(LARGE);
        assertTrue(cursor.nextChild());
        assertTrue(cursor.nextChild());
        assertEquals("x".repeat(n), cursor.content());
        assertTrue(cursor.nextChild());
        assertEquals("&amp;<item/>".repeat(n), cursor.content());
        return (double) cursor.work() / document.toBytes().length;
    }
}
