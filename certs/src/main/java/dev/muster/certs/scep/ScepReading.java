package dev.muster.certs.scep;

import java.util.Optional;

/** What came of reading a pkiMessage; a bad one is a value, since anybody may send it. */
public sealed interface ScepReading {
    /**
     * A request whose signature and encryption are in order. Whether it may have a certificate is the caller's question: nothing here
     * is trusted, the request's own signature is not checked yet, and a signer that is not self-signed may be anybody.
     *
     * @param transaction for the answer
     * @param type {@link MessageType#PKCS_REQ}, {@link MessageType#RENEWAL_REQ} or {@link MessageType#UPDATE_REQ}
     * @param selfSigned whether the signer's certificate is its own issuer and was made with the request's key: a first enrolment
     * @param csr the PKCS#10 request, DER; the array is the record's own
     * @param challenge the challenge password, a secret; empty if there is none
     * @param cipher what the content was encrypted with
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Request(ScepTransaction transaction, MessageType type, boolean selfSigned, byte[] csr,
            Optional<Challenge> challenge, ContentCipher cipher) implements ScepReading {}

    /** The client asks how its pending request fares. */
    record Poll(ScepTransaction transaction, ContentCipher cipher) implements ScepReading {}

    /** Signed as it should be, and yet not served; the client is told why. */
    record Refused(ScepTransaction transaction, FailInfo info, Problem problem) implements ScepReading {}

    /** Not even signed as it should be: there is nobody to answer in SCEP's own words. */
    record Unreadable(Problem problem) implements ScepReading {}

    /** A challenge password; it never shows. */
    record Challenge(String value) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /** What is wrong; counted, and safe to log. */
    enum Problem {
        /** Longer than {@link ScepReader#MAX_BYTES}. */
        TOO_LARGE,
        /** No signed CMS message with one signer and its certificate. */
        NOT_SIGNED_DATA,
        /** The signer's key is no RSA key of 2048 to 4096 bits. */
        SIGNER_KEY,
        /** A digest other than SHA-1, SHA-256, SHA-384 and SHA-512. */
        DIGEST,
        /** The signature does not verify. */
        SIGNATURE,
        /** Transaction id, message type or nonce are missing, twice there, or of the wrong form. */
        ATTRIBUTES,
        /** A message type that is not served. */
        MESSAGE_TYPE,
        /** Encrypted for somebody else, or with a cipher that is not known. */
        ENVELOPE,
        /** What decrypts makes no sense: one answer for every reason, so that nobody learns about the key. */
        CONTENT
    }
}
