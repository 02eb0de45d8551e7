package dev.muster.protocol.xml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.RandomText;

@Timeout(30)
final class XmlWriterTest {
    private static final XmlElement A = XmlElement.of("a");

    @RepeatedTest(20)
    void writesTextThatIsReadBackAndMeasuresIt(RepetitionInfo repetition) throws MalformedMessage {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            String text = RandomText.any(random, 40);
            // A capacity of 0 to 7 makes it grow at every possible place.
            XmlWriter out = new XmlWriter(i % 8);
            XmlWriter measure = XmlWriter.measuring();
            out.leaf(A, text);
            measure.leaf(A, text);

            byte[] bytes = out.toByteArray();
            assertEquals(bytes.length, measure.size(), "seed " + seed);
            assertEquals(text.isEmpty() ? "<a></>" : "<a>\"" + text + "\"</>", Trace.of(bytes), "seed " + seed);
        }
    }

    @Test
    void writesTagsAndNamespaces() {
        XmlWriter out = new XmlWriter(1);
        XmlElement meta = XmlElement.inNamespace("m", "syncml:metinf");
        out.declaration();
        out.open(meta);
        out.empty(A);
        out.raw(new byte[] {'x'});
        out.close(meta);

        assertArrayEquals(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><m xmlns=\"syncml:metinf\"><a/>x</m>"
                        .getBytes(StandardCharsets.UTF_8),
                out.toByteArray());
    }

    @Test
    void tellsBeforehandWhatXmlCannotCarry() {
        for (String text : new String[] {"\0", "a\u001Fb", "\uD800", "\uDFFFx", "\uFFFE", "\uFFFF"}) {
            assertFalse(XmlText.isEncodable(text));
            assertThrows(IllegalArgumentException.class, () -> new XmlWriter(8).text(text));
            assertThrows(IllegalArgumentException.class, () -> XmlWriter.measuring().text(text));
        }
        assertTrue(XmlText.isEncodable("\t\r\n é\uD83D\uDE00\uFFFD"));
    }

    @Test
    void keepsNoBytesWhileMeasuring() {
        assertThrows(IllegalStateException.class, () -> XmlWriter.measuring().toByteArray());
    }
}
