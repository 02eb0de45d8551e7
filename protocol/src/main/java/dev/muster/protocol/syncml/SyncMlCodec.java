package dev.muster.protocol.syncml;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.wbxml.WbxmlCursor;
import dev.muster.protocol.wbxml.WbxmlWriter;
import dev.muster.protocol.xml.MarkupCursor;
import dev.muster.protocol.xml.XmlCursor;
import dev.muster.protocol.xml.XmlWriter;

/**
 * SyncML in both of its encodings: bytes to {@link SyncMlMessage} and back (OMA SyncML Representation Protocol 1.2;
 * documents of 1.1 are read as well). Stateless; any thread may call it.
 */
public final class SyncMlCodec {
    private SyncMlCodec() {}

    /** As {@link #decode(byte[], SyncMlEncoding, DecodeLimits)}, of XML. */
    public static SyncMlMessage decode(byte[] body, DecodeLimits limits) throws MalformedMessage {
        return decode(body, SyncMlEncoding.XML, limits);
    }

    /**
     * Decodes one document. Unknown elements are skipped; an unknown command becomes
     * {@link SyncMlCommand.Unknown}. The header's fields must be there; in the body, ids and references that a client
     * left out are empty, and sizes that are no numbers count as absent. Blanks around ids, references, codes and URIs
     * are dropped, data of items stays as it is. Memory: the texts of the document and a record per element, at most
     * some ten times {@code limits.maxBytes()}.
     *
     * <p>
     * WBXML may hold bytes that are no text: those become base64, and the format of an item or a credential that holds
     * them {@code b64}, which is how XML says the same; so does data whose format is {@code bin}, and a chunk (MoreData) that
     * ends with NUL bytes. Whatever was decoded can be encoded as XML.
     *
     * @param body the whole document; not kept, not changed
     * @throws MalformedMessage if it is no SyncML message or passes a limit; Atomic and Sequence nest at most 8 deep
     */
    public static SyncMlMessage decode(byte[] body, SyncMlEncoding encoding, DecodeLimits limits)
            throws MalformedMessage {
        MarkupCursor<SyncMlTag> cursor = switch (encoding) {
            case XML -> new XmlCursor<>(body, limits, SyncMlTag.NAMES);
            case WBXML -> new WbxmlCursor<>(body, limits, SyncMlCodePages.PAGES);
        };
        return new SyncMlDecoder(cursor).decode();
    }

    /** As {@link #encode(SyncMlMessage, SyncMlEncoding)}, as XML. */
    public static byte[] encode(SyncMlMessage message) {
        return encode(message, SyncMlEncoding.XML);
    }

    /**
     * Encodes a message: as UTF-8 XML with default namespaces only, or as WBXML 1.2 without a string table; as SyncML 1.1
     * if its header says VerDTD 1.1.
     *
     * @throws IllegalArgumentException if a text has a character that XML cannot carry, or if WBXML has no token for the
     *         element of an {@link SyncMlCommand.Unknown}
     */
    public static byte[] encode(SyncMlMessage message, SyncMlEncoding encoding) {
        int commands = message.commands().size();
        return switch (encoding) {
            case XML -> {
                XmlWriter out = new XmlWriter(1024 + 192 * commands);
                new SyncMlEncoder(new SyncMlWriter.InXml(out)).message(message);
                yield out.toByteArray();
            }
            case WBXML -> {
                WbxmlWriter out = new WbxmlWriter(256 + 96 * commands);
                new SyncMlEncoder(new SyncMlWriter.InWbxml(out)).message(message);
                yield out.toByteArray();
            }
        };
    }

    /** As {@link #encodedSize(SyncMlCommand, SyncMlEncoding)}, as XML. */
    public static int encodedSize(SyncMlCommand command) {
        return encodedSize(command, SyncMlEncoding.XML);
    }

    /**
     * Bytes that {@link #encode} would write for this command alone: what splitting by MaxMsgSize needs. A message is
     * as large as the same message without commands plus the sizes of its commands; as WBXML it may be two bytes smaller,
     * never larger.
     *
     * @throws IllegalArgumentException as {@link #encode(SyncMlMessage, SyncMlEncoding)}
     */
    public static int encodedSize(SyncMlCommand command, SyncMlEncoding encoding) {
        return switch (encoding) {
            case XML -> {
                XmlWriter out = XmlWriter.measuring();
                new SyncMlEncoder(new SyncMlWriter.InXml(out)).command(command);
                yield out.size();
            }
            case WBXML -> {
                WbxmlWriter out = WbxmlWriter.measuring();
                new SyncMlEncoder(new SyncMlWriter.InWbxml(out)).command(command);
                yield out.sizeOnPage0();
            }
        };
    }
}
