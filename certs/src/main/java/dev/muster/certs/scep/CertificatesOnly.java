package dev.muster.certs.scep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.BERSet;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Serves the answers: certificates in a signed message that nobody signed (RFC 8894, section 3.4). They stay in their order, which DER
 * would sort: clients take the first for theirs.
 */
final class CertificatesOnly {
    private CertificatesOnly() {}

    static byte[] of(List<X509CertificateHolder> certificates) {
        BERSet ordered = new BERSet(certificates.stream().map(X509CertificateHolder::toASN1Structure)
                .toArray(org.bouncycastle.asn1.ASN1Encodable[]::new));
        SignedData data = new SignedData(new DERSet(), new ContentInfo(CMSObjectIdentifiers.data, null), ordered, null,
                new DERSet());
        try {
            return new ContentInfo(CMSObjectIdentifiers.signedData, data).getEncoded(ASN1Encoding.BER);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
