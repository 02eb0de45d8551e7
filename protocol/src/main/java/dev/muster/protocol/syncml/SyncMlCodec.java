package dev.muster.protocol.syncml;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.xml.XmlCursor;
import dev.muster.protocol.xml.XmlWriter;

/**
 * SyncML in its XML encoding: bytes to {@link SyncMlMessage} and back (OMA SyncML Representation Protocol 1.2; documents
 * of 1.1 are read as well). Stateless; any thread may call it.
 */
public final class SyncMlCodec {
    private SyncMlCodec() {}

    /**
     * Decodes one document. Unknown elements are skipped; an unknown command becomes
     * {@link SyncMlCommand.Unknown}. The header's fields must be there; in the body, ids and references that a client
     * left out are empty, and sizes that are no numbers count as absent. Blanks around ids, references, codes and URIs
     * are dropped, data of items stays as it is. Memory: the texts of the document and a record per element, at most
     * some ten times {@code limits.maxBytes()}.
     *
     * @param body the whole document; not kept, not changed
     * @throws MalformedMessage if it is no SyncML message or passes a limit; Atomic and Sequence nest at most 8 deep
     */
    public static SyncMlMessage decode(byte[] body, DecodeLimits limits) throws MalformedMessage {
        return new SyncMlDecoder(new XmlCursor<>(body, limits, SyncMlTag.NAMES)).decode();
    }

    /**
     * Encodes a message as UTF-8 XML with default namespaces only, that of SyncML 1.1 if its header says VerDTD 1.1.
     *
     * @throws IllegalArgumentException if a text has a character that XML cannot carry
     */
    public static byte[] encode(SyncMlMessage message) {
        XmlWriter out = new XmlWriter(1024 + 192 * message.commands().size());
        new SyncMlEncoder(out).message(message);
        return out.toByteArray();
    }

    /**
     * Bytes that {@link #encode} would write for this command alone: what splitting by MaxMsgSize needs. A message is
     * as large as the same message without commands plus the sizes of its commands.
     *
     * @throws IllegalArgumentException if a text has a character that XML cannot carry
     */
    public static int encodedSize(SyncMlCommand command) {
        XmlWriter out = XmlWriter.measuring();
        new SyncMlEncoder(out).command(command);
        return out.size();
    }
}
