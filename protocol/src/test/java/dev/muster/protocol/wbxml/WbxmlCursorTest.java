package dev.muster.protocol.wbxml;

import static dev.muster.protocol.wbxml.Wbxml.ATTRIBUTES;
import static dev.muster.protocol.wbxml.Wbxml.CONTENT;
import static dev.muster.protocol.wbxml.Wbxml.ITEM;
import static dev.muster.protocol.wbxml.Wbxml.META;
import static dev.muster.protocol.wbxml.Wbxml.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;

/** What the binary encoding may hold, token by token, and what is refused. */
@Timeout(30)
final class WbxmlCursorTest {
    private static Wbxml hex(String digits) {
        return Wbxml.empty().raw(HexFormat.of().parseHex(digits.replace(" ", "")));
    }

    private static MalformedMessage refusal(Wbxml document) {
        return assertThrows(MalformedMessage.class, document::trace);
    }

    private static Reason reason(Wbxml document) {
        return refusal(document).reason();
    }

    @Test
    void readsElementsTextAndPages() throws MalformedMessage {
        Wbxml document = Wbxml.document().open(ROOT).inline("a").page(1).open(META).inline("é").end().bytes(META)
                .page(0).bytes(ITEM).end();
        assertEquals("<root>\"a\"<meta>\"é\"</><meta></><item></></>", document.trace());
    }

    @Test
    void keepsThePageUntilTheNextSwitch() throws MalformedMessage {
        assertEquals("<meta><meta></></>", Wbxml.document().page(1).open(META).bytes(META).end().trace());
        assertEquals("<root></>", Wbxml.document().page(1).page(0).bytes(ROOT).trace());
    }

    @ParameterizedTest
    @CsvSource({
            // Version 1.0 has no charset.
            "00 a4 01 00 05, <root></>", "01 a4 01 6a 00 05, <root></>", "02 a4 01 6a 00 05, <root></>",
            "03 a4 01 6a 00 05, <root></>",
            // No public identifier, no charset, US-ASCII, and a table nobody uses.
            "03 01 6a 00 05, <root></>", "03 a4 01 00 00 05, <root></>", "03 a4 01 03 00 05, <root></>",
            "03 a4 01 6a 02 61 00 05, <root></>"})
    void readsHeadersOfAllVersions(String document, String expected) throws MalformedMessage {
        assertEquals(expected, hex(document).trace());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "04 a4 01 6a 00 05", "ff", "3c 3f 78 6d 6c", "02", "02 a4", "02 a4 01", "02 a4 01 6a",
            "02 a4 01 6a 00", "02 a4 01 04 00 05", "02 a4 01 87 68 00 05", "02 a4 01 6a 02 05",
            "02 a4 01 6a 8f ff ff ff 7f",
            "02 80 80 80 80 80 01 6a 00 05", "02 00 01 6a 01 00 05", "02 00 00 6a 00 05"})
    void refusesBrokenHeaders(String document) {
        assertEquals(Reason.SYNTAX, reason(hex(document)));
    }

    @Test
    void refusesOtherKindsOfDocument() {
        assertEquals(Reason.STRUCTURE, reason(hex("02 04 6a 00 05")));
        assertEquals(Reason.STRUCTURE, reason(hex("02 a4 03 6a 00 05")));
        assertEquals(Reason.STRUCTURE, reason(literalId("-//WAPFORUM//DTD WML 1.3//EN\0", 0)));
    }

    @Test
    void readsALiteralPublicIdAnywhereInTheTable() throws MalformedMessage {
        assertEquals("<root></>", literalId("-//TEST//EN\0", 0).trace());
        assertEquals("<root></>", literalId("-//TEST//EN", 0).trace(), "some writers leave the last NUL out");
        assertEquals("<root></>", literalId("xy\0-//TEST//EN\0z\0", 3).trace());
    }

    private static Wbxml literalId(String table, int index) {
        return Wbxml.empty().bytes(0x02, 0x00, index, 0x6A, table.length())
                .raw(table.getBytes(java.nio.charset.StandardCharsets.UTF_8)).bytes(ROOT);
    }

    @Test
    void readsStringsOfTheTable() throws MalformedMessage {
        Wbxml document = Wbxml.document("abc\0é\0\0z").open(ROOT).table(0).table(2).table(4).table(7).table(8).end();
        assertEquals("<root>\"abc\"\"c\"\"é\"\"\" \"z\"</>", document.trace());
        assertEquals(Reason.SYNTAX, reason(Wbxml.document("abc\0").open(ROOT).table(4).end()));
        assertEquals(Reason.SYNTAX, reason(Wbxml.document().open(ROOT).table(0).end()));
        assertEquals(Reason.SYNTAX, reason(Wbxml.document("é\0").open(ROOT).table(1).end()), "half a character");
    }

    @Test
    void readsLiteralNames() throws MalformedMessage {
        Wbxml names = Wbxml.document("item\0x:item\0Änderung\0").bytes(0x44).number(0).bytes(0x44).number(5)
                .bytes(0x04).number(12).end().end();
        assertEquals("<item><item><Änderung?></></></>", names.trace());
        for (String name : new String[] {"", "a b", "1a", "a:", "<", "-"}) {
            assertEquals(Reason.SYNTAX, reason(Wbxml.document(name + "\0").bytes(0x04).number(0)), name);
        }
        assertEquals(Reason.SYNTAX, reason(Wbxml.document().bytes(0x04).number(0)));
    }

    @Test
    void givesTokensWithoutAMeaningANameOfTheirOwn() throws MalformedMessage {
        assertEquals("<token-0-7?><token-0-63?></><token-9-5?></></>",
                Wbxml.document().open(0x07).bytes(0x3F).page(9).bytes(0x05).end().trace());
    }

    @Test
    void stepsOverAttributesAndInstructions() throws MalformedMessage {
        int[] attributes = {0x05, 0x85, 0x03, 'x', 0x00, 0x04, 0x00, 0x83, 0x00, 0x02, 0x41, 0x00, 0x01, 0x06, 0xC3,
                0x02, 0x01,
                0x01, 0x01};
        Wbxml document = Wbxml.document("a\0").bytes(0x43).bytes(attributes).bytes(ROOT | CONTENT | ATTRIBUTES)
                .bytes(attributes).bytes(0x43).bytes(attributes).bytes(ITEM | ATTRIBUTES).bytes(attributes).inline("t")
                .end().bytes(0x43).bytes(attributes);
        assertEquals("<root><item></>\"t\"</>", document.trace());
    }

    @ParameterizedTest
    @ValueSource(strings = {"85", "85 05", "85 03 61", "85 c3 05 00 01", "85 c3 8f ff ff ff 7f", "85 40 61 00 01",
            "85 c0 01",
            "85 83", "85 44 00 01", "85 00", "43", "43 05", "43 43 01"})
    void refusesBrokenAttributesAndInstructions(String body) {
        assertEquals(Reason.SYNTAX, reason(hex("02 a4 01 6a 00" + body)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"40 61 00", "41 61 00", "42 61 00", "80 00", "81 00", "82 00", "c0", "c1", "c2"})
    void refusesExtensionTokens(String token) {
        assertEquals(Reason.SYNTAX, reason(hex("02 a4 01 6a 00 45" + token + "01")));
    }

    @Test
    void readsEntities() throws MalformedMessage {
        assertEquals("<root>\"A\"\"\uD83D\uDE00\"\"\n\" </>",
                Wbxml.document().open(ROOT).entity('A').entity(0x1F600).entity('\n').end().trace());
        for (int code : new int[] {0, 1, 0xD800, 0xFFFE, 0x110000, Integer.MAX_VALUE}) {
            assertEquals(Reason.SYNTAX, reason(Wbxml.document().open(ROOT).entity(code).end()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"03 01 00", "03 1f 00", "03 80 00", "03 c3 00", "03 c0 80 00", "03 ed a0 80 00",
            "03 ef bf be 00",
            "03 f4 90 80 80 00", "03 61", "83 00", "83", "c3", "c3 05 61", "c3 8f ff ff ff 7f 61", "02", "45 01", "00"})
    void refusesBrokenText(String body) {
        assertEquals(Reason.SYNTAX, reason(hex("02 a4 01 6a 00 45" + body)));
    }

    @Test
    void givesOpaqueTextAsTextAndOtherBytesAsBase64() throws MalformedMessage {
        assertEquals("é", leaf(Wbxml.document().open(ROOT).opaque("é").end(), false));
        assertEquals("a\r\nb", leaf(Wbxml.document().open(ROOT).opaque("a\r\nb").end(), false));
        assertEquals("AAEC", leaf(Wbxml.document().open(ROOT).opaque(new byte[] {0, 1, 2}).end(), true));
        assertEquals("YQBi", leaf(Wbxml.document().open(ROOT).opaque("a\0b").end(), true));
        assertEquals("/w==", leaf(Wbxml.document().open(ROOT).opaque(new byte[] {-1}).end(), true));
        assertEquals("", leaf(Wbxml.document().open(ROOT).opaque("").end(), false));
    }

    /** As in XML: a client in C sends its terminator along. */
    @Test
    void dropsATerminatorThatWasSentAlong() throws MalformedMessage {
        assertEquals("abc", leaf(Wbxml.document().open(ROOT).opaque("abc\0").end(), false));
        assertEquals("", leaf(Wbxml.document().open(ROOT).opaque("\0").end(), false));
    }

    private static String leaf(Wbxml document, boolean bytes) throws MalformedMessage {
        WbxmlCursor<Wbxml.Element> cursor = document.cursor();
        assertTrue(cursor.nextChild());
        String leaf = cursor.leaf();
        assertEquals(bytes, cursor.wasBytes());
        assertFalse(cursor.nextChild());
        return leaf;
    }

    @Test
    void joinsRunsOfTextButNotBytesWithText() throws MalformedMessage {
        assertEquals("abcd€",
                leaf(Wbxml.document("b\0").open(ROOT).inline("a").table(0).opaque("c").inline("d").entity('€')
                        .end(), false));
        byte[] bytes = {0, 1};
        for (Wbxml mixed : new Wbxml[] {Wbxml.document().open(ROOT).opaque(bytes).inline("a").end(),
                Wbxml.document().open(ROOT).inline("a").opaque(bytes).end(),
                Wbxml.document().open(ROOT).opaque(bytes).bytes(ITEM).end(),
                Wbxml.document().open(ROOT).open(ITEM).opaque(bytes).end().end()}) {
            WbxmlCursor<Wbxml.Element> cursor = mixed.cursor();
            assertTrue(cursor.nextChild());
            assertEquals(Reason.STRUCTURE, assertThrows(MalformedMessage.class, cursor::content).reason());
        }
    }

    @Test
    void givesElementsInsideOfDataAsTheXmlThatTheyAre() throws MalformedMessage {
        WbxmlCursor<Wbxml.Element> cursor = Wbxml.document("x\0").open(ROOT).inline("1<2").open(ITEM).page(1).open(META)
                .inline("a&\r").bytes(META).end().bytes(0x04).number(0).end().page(0).bytes(ITEM).end().cursor();
        assertTrue(cursor.nextChild());
        assertEquals("1&lt;2<item><meta xmlns=\"test:meta\">a&amp;&#13;<meta/></meta><x/></item><item/>",
                cursor.content());
        assertFalse(cursor.nextChild());
    }

    @Test
    void refusesAnElementWhereOnlyTextMayStand() throws MalformedMessage {
        WbxmlCursor<Wbxml.Element> cursor = Wbxml.document().open(ROOT).inline("a").bytes(ITEM).end().cursor();
        assertTrue(cursor.nextChild());
        assertEquals(Reason.STRUCTURE, assertThrows(MalformedMessage.class, cursor::leaf).reason());
    }

    @Test
    void endsWithItsRootElement() throws MalformedMessage {
        assertEquals("<root></>", Wbxml.document().bytes(ROOT, 0, 0, 0).trace(), "a terminator may follow");
        for (int token : new int[] {0x01, 0x05, 0x45, 0x03, 0x83, 0xC3, 0x02}) {
            assertEquals(Reason.SYNTAX, reason(Wbxml.document().bytes(ROOT, token, 0x00)));
        }
        for (int token : new int[] {0x01, 0x03, 0x83, 0xC3, 0x02}) {
            assertEquals(Reason.SYNTAX, reason(Wbxml.document().bytes(token, 0x00, ROOT)), "text before the root");
        }
    }

    @Test
    void saysWhereADocumentBreaksButNotWhatItSays() {
        MalformedMessage refusal = refusal(
                Wbxml.document("secret\0").open(ROOT).page(1).open(META).bytes(0x44).number(0).inline("secret")
                        .bytes(0xC0));
        assertEquals("root/meta/*", refusal.path());
        assertEquals(-1, refusal.toString().indexOf("secret"));
    }
}
