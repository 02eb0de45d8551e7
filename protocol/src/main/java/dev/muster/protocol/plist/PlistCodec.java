package dev.muster.protocol.plist;

import java.nio.charset.StandardCharsets;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.xml.XmlCursor;
import dev.muster.protocol.xml.XmlElement;
import dev.muster.protocol.xml.XmlWriter;

/**
 * Property lists to {@link PlistValue}, XML or binary, and back to XML (Apple's PropertyList-1.0 document type; its binary
 * form version 00). Stateless; any thread may call it.
 */
public final class PlistCodec {
    private static final byte[] DOCTYPE = ascii("<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
            + "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">");
    private static final byte[] OPEN = ascii("<plist version=\"1.0\">");
    private static final XmlElement PLIST = XmlElement.of("plist");

    private PlistCodec() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Decodes a property list; one that begins with {@code bplist} is binary, any other XML. The DOCTYPE is skipped, nothing is ever fetched. A key given twice in one dictionary is
     * refused: sender and receiver could read different identities out of it. An integer beyond the range of a long is
     * refused, since it would come out as another number. Memory: the texts of the document and a map entry per key, at
     * most some twenty times {@code limits.maxBytes()}; where a binary one refers to the same things again, each time
     * counts against the limits.
     *
     * @param body the whole document; not kept, not changed
     * @throws MalformedMessage if it is no property list, holds what XML could not say, or passes a limit
     */
    public static PlistValue decode(byte[] body, DecodeLimits limits) throws MalformedMessage {
        if (BinaryPlistTable.isBinary(body)) {
            return BinaryPlist.decode(body, limits);
        }
        return new PlistDecoder(new XmlCursor<>(body, limits, PlistTag.NAMES)).decode();
    }

    /**
     * Encodes a value as an XML property list with Apple's DOCTYPE. Dates lose fractions of a second.
     *
     * @throws IllegalArgumentException if a text has a character that XML cannot carry, or a date's year is not one of
     *         0000 to 9999
     */
    public static byte[] encode(PlistValue value) {
        XmlWriter out = new XmlWriter(1024);
        out.declaration();
        out.raw(DOCTYPE);
        out.raw(OPEN);
        new PlistEncoder(out).value(value);
        out.close(PLIST);
        return out.toByteArray();
    }
}
