package dev.muster.protocol.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.xml.MarkupCursor.Event;

/** Documents made to exhaust a parser, and the work they are worth. */
@Timeout(30)
final class XmlLimitsTest {
    private static final DecodeLimits LARGE = new DecodeLimits(64 << 20, 256, Integer.MAX_VALUE);

    private static XmlCursor<Element> scan(String document, DecodeLimits limits) throws MalformedMessage {
        XmlCursor<Element> cursor = new XmlCursor<>(document.getBytes(StandardCharsets.UTF_8), limits, Element.NAMES);
        while (cursor.next() != Event.DONE) {
            // Only the scan counts here.
        }
        return cursor;
    }

    private static Reason refusal(String document, DecodeLimits limits) {
        return assertThrows(MalformedMessage.class, () -> scan(document, limits)).reason();
    }

    @Test
    void stopsAtItsLimitsAndNotBefore() throws MalformedMessage {
        String two = "<a><a/></a>";
        scan(two, new DecodeLimits(two.length(), 2, 2));
        assertEquals(Reason.TOO_LARGE, refusal(two, new DecodeLimits(two.length() - 1, 2, 2)));
        assertEquals(Reason.TOO_DEEP, refusal(two, new DecodeLimits(two.length(), 1, 2)));
        assertEquals(Reason.TOO_LARGE, refusal(two, new DecodeLimits(two.length(), 2, 1)));
    }

    @Test
    void refusesAMillionLevels() {
        assertEquals(Reason.TOO_DEEP, refusal("<a>".repeat(1_000_000), LARGE));
    }

    @Test
    void refusesAMillionElementsAtTheDefaultLimit() {
        assertEquals(Reason.TOO_LARGE, refusal("<a>" + "<b/>".repeat(100_000), DecodeLimits.DEFAULT));
    }

    @Test
    void refusesMoreThan64AttributesOfOneElement() throws MalformedMessage {
        assertEquals(Reason.TOO_LARGE, refusal(attributes(65), LARGE));
        scan(attributes(64), LARGE);
    }

    private static String attributes(int count) {
        StringBuilder document = new StringBuilder("<a");
        for (int i = 0; i < count; i++) {
            document.append(" a").append(i).append("=''");
        }
        return document.append("/>").toString();
    }

    @Test
    void doesNotExpandTheBillionLaughs() {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE a [<!ENTITY l0 'lol'>");
        for (int i = 1; i < 10; i++) {
            bomb.append("<!ENTITY l").append(i).append(" '").append(("&l" + (i - 1) + ";").repeat(10)).append("'>");
        }
        assertEquals(Reason.SYNTAX, refusal(bomb + "]><a>&l9;</a>", LARGE));
    }

    /** What grows with n, in shapes that cost careless parsers time squared. */
    private static final List<IntFunction<String>> SHAPES = List.of(n -> "<a>" + "x".repeat(n) + "</a>",
            n -> "<a>" + "<b/>".repeat(n) + "</a>", n -> "<a>" + "&lt;".repeat(n) + "</a>",
            n -> "<a>" + "]".repeat(n) + "</a>", n -> "<a>" + "<![CDATA[]]>".repeat(n) + "</a>",
            n -> "<a><![CDATA[" + "]".repeat(n) + "]]></a>", n -> "<a>" + "<!---->".repeat(n) + "</a>",
            n -> "<a>" + "é".repeat(n) + "</a>", n -> "<a " + " ".repeat(n) + "/>",
            n -> "<a b='" + "&#65;".repeat(n) + "'/>", n -> "<a>&#" + "0".repeat(n) + "65;</a>",
            n -> "<" + "a".repeat(n) + "></" + "a".repeat(n) + ">",
            n -> "<!DOCTYPE a [" + "<!-- ' -->".repeat(n) + "]><a/>",
            n -> "<!DOCTYPE a [" + "<".repeat(n) + "]><a/>", n -> "<a>" + "<?p ?>".repeat(n) + "</a>",
            n -> "<a>" + attributes(64).repeat(n / 64) + "</a>", n -> "<a/>" + "\0".repeat(n));

    @Test
    void worksInProportionToTheDocument() throws MalformedMessage {
        for (int shape = 0; shape < SHAPES.size(); shape++) {
            String small = SHAPES.get(shape).apply(20_000);
            String large = SHAPES.get(shape).apply(160_000);
            double perByteOfSmall = (double) scan(small, LARGE).work() / small.length();
            double perByteOfLarge = (double) scan(large, LARGE).work() / large.length();

            assertTrue(perByteOfSmall > 0.4, "shape " + shape + " counts its work: " + perByteOfSmall);
            assertTrue(perByteOfLarge < perByteOfSmall * 1.1,
                    "shape " + shape + ": " + perByteOfSmall + ", then " + perByteOfLarge);
            assertTrue(perByteOfLarge < 8, "shape " + shape + ": " + perByteOfLarge);
        }
    }

    @Test
    void readsContentInProportionToTheDocument() throws MalformedMessage {
        double perByteOfSmall = workOfContent(20_000);
        double perByteOfLarge = workOfContent(160_000);
        assertTrue(perByteOfLarge < perByteOfSmall * 1.1, perByteOfSmall + ", then " + perByteOfLarge);
        assertTrue(perByteOfLarge < 8, "" + perByteOfLarge);
    }

    private static double workOfContent(int n) throws MalformedMessage {
        String document = "<root><a>" + "x&amp;<![CDATA[y]]>".repeat(n) + "</a><a>" + "x&amp;<b>z</b>".repeat(n)
                + "</a></root>";
        XmlCursor<Element> cursor = new XmlCursor<>(document.getBytes(StandardCharsets.UTF_8), LARGE, Element.NAMES);
        assertTrue(cursor.nextChild());
        assertTrue(cursor.nextChild());
        assertEquals("x&y".repeat(n), cursor.content());
        assertTrue(cursor.nextChild());
        assertEquals("x&amp;<b>z</b>".repeat(n), cursor.content());
        return (double) cursor.work() / document.length();
    }
}
