package dev.muster.certs.ca;

/** What came of a certificate request; a bad one is a value, since the outside sends it. */
public sealed interface CsrOutcome {
    /** The certificate was issued. */
    record Issued(IssuedCertificate certificate) implements CsrOutcome {}

    /** Nothing was issued; the reason is safe to log and to tell. */
    record Refused(Reason reason) implements CsrOutcome {}

    /** Why a request was refused; counted. */
    enum Reason {
        /** Not a PKCS#10 request, or longer than 16 KB. */
        UNREADABLE("the request is not a readable PKCS#10 certificate request of at most 16 KB"),
        /** Its signature does not verify, or uses an algorithm that proves nothing. */
        NO_PROOF_OF_POSSESSION("the request is not signed by the key it names (SHA-1, SHA-256, SHA-384 or SHA-512"
                + " with RSA or ECDSA)"),
        /** RSA below 2048 bits, or a public exponent below 3 or even. */
        WEAK_KEY("the key is too weak: RSA needs at least 2048 bits"),
        /** Neither RSA of at most 8192 bits nor a named curve P-256 or P-384. */
        UNSUPPORTED_KEY("the key is not RSA of 2048 to 8192 bits, P-256 or P-384"),
        /** The issuing certificate has expired or not begun: nothing it signs would be valid. */
        ISSUER_NOT_VALID("the issuing certificate of this gateway is not valid at this time");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }

        /** A plain sentence without a full stop, for an error message. */
        public String sentence() {
            return sentence;
        }
    }
}
