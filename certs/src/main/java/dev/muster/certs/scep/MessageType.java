package dev.muster.certs.scep;

import java.util.Arrays;
import java.util.Optional;

/** What a pkiMessage is (RFC 8894, section 3.2.1.2). */
public enum MessageType {
    /** An answer. */
    CERT_REP(3),
    /** Asks for a certificate with the one it is signed with. */
    RENEWAL_REQ(17),
    /** The same by its name in older drafts. */
    UPDATE_REQ(18),
    /** Asks for a first certificate. */
    PKCS_REQ(19),
    /** Asks again for one that was pending. */
    GET_CERT_INITIAL(20),
    /** Asks for a certificate by its number; not served. */
    GET_CERT(21),
    /** Asks for a revocation list; not served. */
    GET_CRL(22);

    private final int number;

    MessageType(int number) {
        this.number = number;
    }

    /** The number on the wire, in decimal digits. */
    public String wireName() {
        return Integer.toString(number);
    }

    static Optional<MessageType> of(String wireName) {
        return Arrays.stream(values()).filter(type -> type.wireName().equals(wireName)).findFirst();
    }
}
