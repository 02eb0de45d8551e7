package dev.muster.certs.scep;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;

/** Envelopes with one byte changed where it matters and nowhere else. */
final class Damage {
    private Damage() {}

    /** A byte of the encrypted content key is another. */
    static byte[] ofKey(byte[] envelope, int at) {
        EnvelopedData data = data(envelope);
        KeyTransRecipientInfo own = recipient(data);
        KeyTransRecipientInfo other = new KeyTransRecipientInfo(own.getRecipientIdentifier(),
                own.getKeyEncryptionAlgorithm(), flipped(own.getEncryptedKey(), at));
        return encoded(new DERSet(new RecipientInfo(other)), data.getEncryptedContentInfo());
    }

    /** A byte of the encrypted content is another. */
    static byte[] ofContent(byte[] envelope, int at) {
        EnvelopedData data = data(envelope);
        EncryptedContentInfo own = data.getEncryptedContentInfo();
        return encoded(data.getRecipientInfos(), new EncryptedContentInfo(own.getContentType(),
                own.getContentEncryptionAlgorithm(), flipped(own.getEncryptedContent(), at)));
    }

    private static EnvelopedData data(byte[] envelope) {
        return EnvelopedData.getInstance(ContentInfo.getInstance(envelope).getContent());
    }

    private static KeyTransRecipientInfo recipient(EnvelopedData data) {
        return KeyTransRecipientInfo
                .getInstance(RecipientInfo.getInstance(data.getRecipientInfos().getObjectAt(0)).getInfo());
    }

    private static ASN1OctetString flipped(ASN1OctetString octets, int at) {
        byte[] bytes = octets.getOctets().clone();
        bytes[at] ^= 0x55;
        return new DEROctetString(bytes);
    }

    private static byte[] encoded(ASN1Set recipients, EncryptedContentInfo content) {
        try {
            return new ContentInfo(org.bouncycastle.asn1.cms.CMSObjectIdentifiers.envelopedData,
                    new EnvelopedData(null, recipients, content, (ASN1Set) null)).getEncoded();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
