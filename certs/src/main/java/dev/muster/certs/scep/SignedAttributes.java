package dev.muster.certs.scep;

import java.util.Optional;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.cms.SignerInformation;

/**
 * Serves the reader: SCEP's attributes of a signed message. Each may stand once and has one value.
 *
 * @param transactionId 1 to 255 printable ASCII characters
 * @param messageType one of those that are known
 * @param senderNonce at most 64 bytes; empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record SignedAttributes(String transactionId, MessageType messageType, byte[] senderNonce) {
    private static final int MAX_ID = 255;
    private static final int MAX_NONCE = 64;

    static Optional<SignedAttributes> of(SignerInformation signer) {
        AttributeTable table = signer.getSignedAttributes();
        if (table == null) {
            return Optional.empty();
        }
        Optional<String> id = text(table, ScepIdentifiers.TRANSACTION_ID).filter(SignedAttributes::isId);
        Optional<MessageType> type = text(table, ScepIdentifiers.MESSAGE_TYPE).flatMap(MessageType::of);
        Optional<byte[]> nonce = nonce(table);
        return id.isPresent() && type.isPresent() && nonce.isPresent()
                ? Optional.of(new SignedAttributes(id.get(), type.get(), nonce.get()))
                : Optional.empty();
    }

    /** No bytes if there is none; empty if there are several or it is no nonce. */
    private static Optional<byte[]> nonce(AttributeTable table) {
        if (table.getAll(ScepIdentifiers.SENDER_NONCE).size() == 0) {
            return Optional.of(new byte[0]);
        }
        Optional<ASN1Encodable> value = value(table, ScepIdentifiers.SENDER_NONCE);
        return value.isPresent() && value.get() instanceof ASN1OctetString octets
                && octets.getOctetsLength() <= MAX_NONCE ? Optional.of(octets.getOctets()) : Optional.empty();
    }

    private static boolean isId(String id) {
        return !id.isEmpty() && id.length() <= MAX_ID && id.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private static Optional<String> text(AttributeTable table, ASN1ObjectIdentifier id) {
        Optional<ASN1Encodable> value = value(table, id);
        return value.isPresent() && value.get() instanceof ASN1String text ? Optional.of(text.getString())
                : Optional.empty();
    }

    private static Optional<ASN1Encodable> value(AttributeTable table, ASN1ObjectIdentifier id) {
        if (table.getAll(id).size() != 1) {
            return Optional.empty();
        }
        Attribute attribute = table.get(id);
        return attribute.getAttrValues().size() == 1 ? Optional.of(attribute.getAttrValues().getObjectAt(0))
                : Optional.empty();
    }
}
