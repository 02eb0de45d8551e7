package dev.muster.protocol.wbxml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes as written. */
@Timeout(30)
final class WbxmlWriterTest {
    private static final int META = 0x105;

    private static void write(WbxmlWriter out) {
        out.header(Wbxml.PUBLIC_ID);
        out.open(Wbxml.ROOT);
        out.open(META);
        out.text("aé€\uD83D\uDE00\r");
        out.end();
        out.empty(META);
        out.empty(Wbxml.ITEM);
        out.end();
    }

    @Test
    void writesVersion12InUtf8AndSwitchesPagesWhereItMust() {
        for (int capacity : new int[] {0, 1, 7, 1000}) {
            WbxmlWriter out = new WbxmlWriter(capacity);
            write(out);
            assertEquals(
                    "02a4016a00" + "45" + "0001" + "45" + "03" + "61c3a9e282acf09f98800d" + "00" + "01" + "05" + "0000"
                            + "06" + "01",
                    HexFormat.of().formatHex(out.toByteArray()));
        }
    }

    @Test
    void measuresWhatItWouldWriteAndTheWayBackToPage0() {
        WbxmlWriter out = new WbxmlWriter(16);
        write(out);
        WbxmlWriter measure = WbxmlWriter.measuring();
        write(measure);
        assertEquals(out.toByteArray().length, measure.sizeOnPage0());
        measure.empty(META);
        assertEquals(out.toByteArray().length + 2 + 1 + 2, measure.sizeOnPage0());
        assertThrows(IllegalStateException.class, measure::toByteArray);
    }

    @Test
    void refusesWhatXmlCouldNotCarry() {
        for (String text : List.of("a\0b", "\u0001", "\uD800", "\uDC00x", "\uFFFE")) {
            assertThrows(IllegalArgumentException.class, () -> new WbxmlWriter(8).text(text));
            assertThrows(IllegalArgumentException.class, () -> WbxmlWriter.measuring().text(text));
        }
    }
}
