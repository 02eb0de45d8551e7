package dev.muster.protocol.enrollment;

import java.util.Optional;

import dev.muster.protocol.MalformedMessage;

/**
 * The SOAP messages of a Windows enrolment (MS-MDE2 over SOAP 1.2, MS-XCEP, MS-WSTEP): bytes to records and back. The gateway reads
 * requests and writes responses; emulated devices do the opposite. Stateless; any thread may call it.
 *
 * <p>
 * A document has at most 256 KB, 32 levels and 4,000 elements; a DOCTYPE is refused, nothing is ever fetched. Where one element is
 * expected and two stand, the message is refused: two readers could see different things. Memory: the tree of the document, at
 * most some fifty times its bytes.
 */
public final class EnrollmentCodec {
    private EnrollmentCodec() {}

    /**
     * Decodes a request.
     *
     * @param body the whole document; not kept, not changed
     * @throws MalformedMessage if it is no request or passes a limit; UNKNOWN_TYPE if the body holds another element
     */
    public static EnrollmentRequest decodeRequest(byte[] body) throws MalformedMessage {
        return RequestReader.read(body);
    }

    /**
     * The message id of a document that may be anything, so that a fault can name the request it answers; empty if it has none.
     *
     * @param body the whole document; not kept, not changed
     */
    public static Optional<String> messageId(byte[] body) {
        return RequestReader.messageId(body);
    }

    /**
     * Encodes a request.
     *
     * @throws IllegalArgumentException if a text has a character that XML cannot carry
     */
    public static byte[] encode(EnrollmentRequest request) {
        return RequestWriter.write(request);
    }

    /**
     * Decodes a response.
     *
     * @param body the whole document; not kept, not changed
     * @throws MalformedMessage if it is no response or passes a limit
     */
    public static EnrollmentResponse decodeResponse(byte[] body) throws MalformedMessage {
        return ResponseReader.read(body);
    }

    /**
     * Encodes a response. It must not be sent in chunks: clients want a Content-Length.
     *
     * @throws IllegalArgumentException if a text has a character that XML cannot carry
     */
    public static byte[] encode(EnrollmentResponse response) {
        return ResponseWriter.write(response);
    }
}
