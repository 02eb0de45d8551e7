package dev.muster.protocol.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.protocol.BoundedDecode;
import dev.muster.protocol.Vectors;

/**
 * Fuzz target "xml": any bytes are a document or MalformedMessage, for a bounded price; and where Woodstox reads the same bytes,
 * it reads the same document.
 */
@Timeout(120)
final class XmlCursorFuzzTest {
    private final WoodstoxTrace woodstox = new WoodstoxTrace();

    static List<byte[]> seeds() {
        Stream<String> small = Stream.of("<a/>", "<root a='b'><b>x&amp;&#x41;</b><![CDATA[y]]><!-- z --></root>",
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE a [<!ENTITY e 'x'>]><a>\u00e4</a>\0",
                "<x:a xmlns:x='u' b='1' c='2'><?pi x?>]]&gt;</x:a>");
        return Stream.concat(small.map(text -> text.getBytes(StandardCharsets.ISO_8859_1)),
                Vectors.names(".xml").stream().map(Vectors::bytes)).toList();
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsAnyBytesAsWoodstoxDoesOrRefusesThem(byte[] document) {
        Optional<String> read = BoundedDecode.of(document, Trace::of);
        String text = new String(document, StandardCharsets.ISO_8859_1);
        // We drop NUL bytes, which Woodstox refuses, and read nothing of a DOCTYPE.
        if (read.isPresent() && text.indexOf('\0') < 0 && !text.contains("<!DOCTYPE")) {
            String expected = woodstox.strict(document);
            if (!expected.equals(WoodstoxTrace.REFUSED)) {
                assertEquals(expected, read.get());
            }
        }
    }
}
