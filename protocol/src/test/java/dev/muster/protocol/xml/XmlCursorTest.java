package dev.muster.protocol.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;

@Timeout(10)
final class XmlCursorTest {
    private static XmlCursor<Element> cursor(String document) throws MalformedMessage {
        return new XmlCursor<>(document.getBytes(StandardCharsets.UTF_8), DecodeLimits.DEFAULT, Element.NAMES);
    }

    private static MalformedMessage refusal(byte[] document) {
        return assertThrows(MalformedMessage.class, () -> Trace.of(document));
    }

    private static MalformedMessage refusal(String document) {
        return refusal(document.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {"<a/> | <a></>", "<a></a> | <a></>",
            "<a >x</a > | <a>\"x\"</>", "<p:a xmlns:p='u'>x</p:a> | <a>\"x\"</>", "<a b='1' c=\"2\"/> | <a></>",
            "<a b = '&lt;&#65;>' /> | <a></>", "<a>1<b/>2<b>3</b>4</a> | <a>\"1\"<b></>\"2\"<b>\"3\"</>\"4\"</>",
            "<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;</a> | <a>\"<>&\"'A\uD83D\uDE00\"</>",
            "<a>&#00000000000000000065;</a> | <a>\"A\"</>", "<a>x<!-- y -->z</a> | <a>\"xz\"</>",
            "<a>x<?y z?>w</a> | <a>\"xw\"</>", "<a>x<![CDATA[<b>&amp;]]]]>y</a> | <a>\"x<b>&amp;]]y\"</>",
            "<a>]] ]</a> | <a>\"]] ]\"</>", "<?xml version='1.0'?><a/> | <a></>",
            "<?xml version=\"1.0\" encoding='utf-8' standalone='yes' ?> <!-- c --> <a/> <?p?> | <a></>",
            "<!DOCTYPE a><a/> | <a></>", "<é ü='1'>x</é> | <é>\"x\"</>"})
    void readsWellFormedDocuments(String document, String expected) throws MalformedMessage {
        assertEquals(expected, Trace.of(document));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "<", "<a", "<a>", "<a/", "<a></a", "<a></b>", "<a></ab>", "<ab></a>", "</a>",
            "<a/><b/>", "<a/>x", "x<a/>", "<a b/>", "<a b=/>", "<a b=1/>", "<a b='1'c='2'/>", "<a b='<'/>",
            "<a b='1' b='2'/>", "<a b='&x;'/>", "<a p:x='1' p:x='2'/>", "<a>&</a>", "<a>&x;</a>", "<a>&lt</a>",
            "<a>&#0;</a>", "<a>&#1;</a>", "<a>&#xD800;</a>", "<a>&#xFFFE;</a>", "<a>&#x110000;</a>",
            "<a>&#99999999999999999999;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>&#-1;</a>", "<a>&#X41;</a>",
            "<a>\u0001</a>", "<a>\uFFFE</a>", "<a>]]></a>", "<a><!-- -- --></a>", "<a><!-- ></a>", "<a><![CDATA[x</a>",
            "<a><!x></a>", "<![CDATA[x]]><a/>", "<a><?xml version='1.0'?></a>", " <?xml version='1.0'?><a/>",
            "<?xml\u0001version='1.0'?><a/>", "<?xml version='1.0' encoding\u0001='UTF-8'?><a/>", "<a><? x?></a>",
            "<a><?x</a>", "<a><?p/?></a>", "<?xml?><a/>", "<?xml version='2.0'?><a/>",
            "<?xml version='1.0' encoding='utf-8' encoding='utf-8'?><a/>", "<?xml version='1.0' standalone='no!'?><a/>",
            "<?xml version='1.0'", "<a><!DOCTYPE a></a>", "<a/><!DOCTYPE a>", "<!DOCTYPE a><!DOCTYPE a><a/>",
            "<!DOCTYPE a", "<!DOCTYPE a [", "<!DOCTYPE a ['>]><a/>", "<!DOCTYPE a ]><a/>", "<1a/>", "<a:/>", "<:a/>",
            "<a:b:c/>", "<-/>", "<a ><b ></a ></b >", "<a b='1' / >", "< a/>", "</ a>", "<a>\0</a\0>", "\0<a/>",
            "<a b='\0'/>", "<a\0/>"})
    void refusesWhatIsNotWellFormed(String document) {
        assertEquals(Reason.SYNTAX, refusal(document).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<!DOCTYPE a SYSTEM 'x>y'><a/>", "<!DOCTYPE a PUBLIC \"-//x]//\" \"http://x/>\"><a/>",
            "<!DOCTYPE a [<!ENTITY x \"]>\">]><a/>", "<!DOCTYPE a [<!-- don't ]> -->]  ><a/>",
            "<!DOCTYPE a [<?p ']>?>]><a/>", "<!DOCTYPE a [<!ELEMENT a ANY><!ATTLIST a b CDATA 'c'>]><a/>"})
    void stepsOverTheWholeDoctype(String document) throws MalformedMessage {
        assertEquals("<a></>", Trace.of(document));
    }

    @Test
    void knowsNoEntityThatADoctypeDeclares() {
        assertEquals(Reason.SYNTAX, refusal("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>").reason());
    }

    @Test
    void dropsNulBytesFromTextAndAfterTheRoot() throws MalformedMessage {
        assertEquals("<a>\"xyz\"</>", Trace.of("<a>\0x\0y<![CDATA[\0z]]>\0</a>\0\n\0"));
        XmlCursor<Element> cursor = cursor("<root>\0 <a/>\0</root>");
        assertTrue(cursor.nextChild());
        assertTrue(cursor.nextChild());
        assertEquals(Element.A, cursor.tag());
    }

    @Test
    void turnsEveryLineEndIntoOneLf() throws MalformedMessage {
        assertEquals("<a>\"1\n2\n3\n\n4\n\r\"</>", Trace.of("<a>1\r\n2\r3\n\r<![CDATA[4\r\n]]>&#13;</a>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-8", "ISO-8859-1", "US-ASCII"})
    void readsTheEncodingsItKnows(String encoding) throws MalformedMessage {
        String text = encoding.equals("US-ASCII") ? "e" : encoding.equals("ISO-8859-1") ? "é\u0085" : "é日\uD83D\uDE00";
        String document = "<?xml version='1.0' encoding='" + encoding + "'?><a>" + text + "</a>";

        assertEquals("<a>\"" + text + "\"</>", Trace.of(document.getBytes(Charset.forName(encoding))));
    }

    @Test
    void readsByteOrderMarks() throws MalformedMessage {
        assertEquals("<a></>", Trace.of("\uFEFF<a/>"));
        assertEquals("<a></>", Trace.of("\uFEFF<?xml version='1.0' encoding='UTF-8'?><a/>"));
        assertEquals("<a></>", Trace.of("\uFEFF<?xml version='1.0'?><a/>".getBytes(StandardCharsets.UTF_16LE)));
        assertEquals(Reason.SYNTAX, refusal("\uFEFF\uFEFF<a/>").reason());
    }

    @Test
    void refusesOtherEncodingsClearly() {
        MalformedMessage refusal = refusal("<?xml version='1.0' encoding='Shift_JIS'?><a/>");
        assertEquals(Reason.SYNTAX, refusal.reason());
        assertTrue(refusal.toString().contains("encoding other than"), refusal.toString());
        refusal("<?xml version='1.0' encoding='UTF-16'?><a/>");
        refusal("\uFEFF<?xml version='1.0' encoding='ISO-8859-1'?><a/>");
        assertTrue(refusal("<a/>".getBytes(Charset.forName("UTF-32LE"))).toString().contains("UTF-32"));
        assertTrue(refusal("<a/>".getBytes(Charset.forName("UTF-32BE"))).toString().contains("UTF-32"));
    }

    @Test
    void refusesBrokenUtf16() {
        byte[] odd = java.util.Arrays.copyOf("<a/>".getBytes(StandardCharsets.UTF_16LE), 7);
        assertEquals(Reason.SYNTAX, refusal(odd).reason());
        byte[] loneSurrogate = "<a>x</a>".getBytes(StandardCharsets.UTF_16LE);
        loneSurrogate[7] = (byte) 0xD8;
        assertEquals(Reason.SYNTAX, refusal(loneSurrogate).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "C0AF", "C1BF", "E08080", "EDA080", "EDBFBF", "EFBFBE", "EFBFBF", "F0808080",
            "F4908080", "F58080", "FF", "C3", "E697", "F09F98", "C341", "E69741"})
    void refusesBytesThatAreNoUtf8(String hex) {
        byte[] broken = java.util.HexFormat.of().parseHex(hex);
        for (String around : new String[] {"<a>%</a>", "<a b='%'/>", "<a><!--%--></a>", "<a><![CDATA[%]]></a>", "<%/>",
                "<a><?p %?></a>", "<a>%"}) {
            byte[] before = around.substring(0, around.indexOf('%')).getBytes(StandardCharsets.UTF_8);
            byte[] after = around.substring(around.indexOf('%') + 1).getBytes(StandardCharsets.UTF_8);
            byte[] document = new byte[before.length + broken.length + after.length];
            System.arraycopy(before, 0, document, 0, before.length);
            System.arraycopy(broken, 0, document, before.length, broken.length);
            System.arraycopy(after, 0, document, before.length + broken.length, after.length);
            assertEquals(Reason.SYNTAX, refusal(document).reason(), around);
        }
    }

    @Test
    void tellsElementsByTheirLocalNames() throws MalformedMessage {
        XmlCursor<Element> cursor = cursor("<x:root><a/><A/><aa/><y:b/></x:root>");
        assertTrue(cursor.nextChild());
        assertSame(Element.ROOT, cursor.tag());
        for (Element expected : new Element[] {Element.A, Element.OTHER, Element.OTHER, Element.B}) {
            assertTrue(cursor.nextChild());
            assertSame(expected, cursor.tag());
            cursor.skip();
        }
        assertFalse(cursor.nextChild());
        assertFalse(cursor.nextChild());
    }

    @Test
    void givesTheNameOfAnElementThatHasAttributes() throws MalformedMessage {
        XmlCursor<Element> cursor = cursor("<p:put q:other='1' more='2'/>");
        assertTrue(cursor.nextChild());
        assertEquals("put", cursor.localName());
    }

    @Test
    void joinsTheTextOfAnElement() throws MalformedMessage {
        XmlCursor<Element> cursor = cursor("<root><a>x<!-- -->y<![CDATA[<z>]]>&amp;</a><a/><a></a><a>é</a></root>");
        assertTrue(cursor.nextChild());
        for (String expected : new String[] {"xy<z>&", "", "", "é"}) {
            assertTrue(cursor.nextChild());
            assertEquals(expected, cursor.leaf());
        }
        assertFalse(cursor.nextChild());
    }

    @Test
    void refusesAnElementInALeaf() throws MalformedMessage {
        XmlCursor<Element> cursor = cursor("<root>x<a/></root>");
        assertTrue(cursor.nextChild());
        assertEquals(Reason.STRUCTURE, assertThrows(MalformedMessage.class, cursor::leaf).reason());
    }

    @Test
    void keepsContentWithElementsTheWayItStands() throws MalformedMessage {
        XmlCursor<Element> cursor = cursor(
                "<root><a> x&amp;<p:q r='&lt;'>é\r\n\0</p:q><![CDATA[<]]><!-- c --></a ><a><b/></a><a/></root>");
        assertTrue(cursor.nextChild());
        assertTrue(cursor.nextChild());
        assertEquals(" x&amp;<p:q r='&lt;'>é\n</p:q><![CDATA[<]]><!-- c -->", cursor.content());
        assertTrue(cursor.nextChild());
        assertEquals("<b/>", cursor.content());
        assertTrue(cursor.nextChild());
        assertEquals("", cursor.content());
        assertFalse(cursor.nextChild());
    }

    @Test
    void refusesTextBetweenElementsUnlessToldOtherwise() throws MalformedMessage {
        XmlCursor<Element> strict = cursor("<root> x <a/></root>");
        assertTrue(strict.nextChild());
        assertEquals(Reason.STRUCTURE, assertThrows(MalformedMessage.class, strict::nextChild).reason());
        XmlCursor<Element> mixed = cursor("<root> x <a/> y </root>");
        assertTrue(mixed.nextChild());
        assertTrue(mixed.nextChildInMixed());
        mixed.skip();
        assertFalse(mixed.nextChildInMixed());
    }

    @Test
    void namesOnlyKnownElementsInAnError() {
        MalformedMessage refusal = refusal("<p:root><a><secret>s3cret</secre></a></p:root>");

        assertEquals("root/a/*", refusal.path());
        assertEquals(25, refusal.offset());
        assertFalse(refusal.toString().contains("secre"), refusal.toString());
    }
}
