package dev.muster.certs.scep;

/** Why a request failed, as the client is told (RFC 8894, section 3.2.1.4). */
public enum FailInfo {
    /** An algorithm is not supported. */
    BAD_ALG(0),
    /** Signature or decryption failed. */
    BAD_MESSAGE_CHECK(1),
    /** Not permitted or not supported. */
    BAD_REQUEST(2),
    /** The signing time is too far away. */
    BAD_TIME(3),
    /** No certificate was found for what was asked. */
    BAD_CERT_ID(4);

    private final int number;

    FailInfo(int number) {
        this.number = number;
    }

    /** The number on the wire, in decimal digits. */
    public String wireName() {
        return Integer.toString(number);
    }
}
