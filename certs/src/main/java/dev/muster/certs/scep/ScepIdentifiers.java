package dev.muster.certs.scep;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** Serves reader and writer: the attributes of a pkiMessage (RFC 8894, section 3.2.1). */
final class ScepIdentifiers {
    private static final ASN1ObjectIdentifier ATTRIBUTES = new ASN1ObjectIdentifier("2.16.840.1.113733.1.9");

    static final ASN1ObjectIdentifier MESSAGE_TYPE = ATTRIBUTES.branch("2");
    static final ASN1ObjectIdentifier PKI_STATUS = ATTRIBUTES.branch("3");
    static final ASN1ObjectIdentifier FAIL_INFO = ATTRIBUTES.branch("4");
    static final ASN1ObjectIdentifier SENDER_NONCE = ATTRIBUTES.branch("5");
    static final ASN1ObjectIdentifier RECIPIENT_NONCE = ATTRIBUTES.branch("6");
    static final ASN1ObjectIdentifier TRANSACTION_ID = ATTRIBUTES.branch("7");

    private ScepIdentifiers() {}
}
