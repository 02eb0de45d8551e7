package dev.muster.certs.scep;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * What an answer needs to know of a request that was signed as it should be. The nonce never shows.
 *
 * @param id the transaction, 1 to 255 printable characters
 * @param senderNonce what the client wants to see again; empty if it sent none; the array is the record's own
 * @param signer the certificate the request was signed with, and to whose key an answer is encrypted. Its key alone is proven: no
 *        signature of the message covers the rest, so whoever renews with it is looked up by all of its bytes
 * @param digest the digest it was signed with; the answer uses it, too
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ScepTransaction(String id, byte[] senderNonce, X509CertificateHolder signer,
        ASN1ObjectIdentifier digest) {
    /** Whether it was signed with SHA-1, as clients do that know nothing else. */
    public boolean isSha1() {
        return OIWObjectIdentifiers.idSHA1.equals(digest);
    }

    /** The signer's certificate, DER. */
    public byte[] signerCertificate() {
        try {
            return signer.getEncoded();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a certificate that was read can be written", impossible);
        }
    }

    @Override
    public String toString() {
        return "ScepTransaction[" + id + "]";
    }
}
