package dev.muster.certs.identity;

import java.io.IOException;
import java.util.Optional;

import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;

/**
 * A CMS message (RFC 5652) that holds what it signs, as a device sends one to renew its certificate: a certificate request, signed
 * with the certificate that ends. Read first, then compare {@link #certificate} with the certificate that the device came with, and
 * only then {@link #verifies}: so nobody's key but one that we certified is ever calculated with. At most {@link #MAX_BYTES} are
 * looked at. Holds no secret.
 */
public final class SignedRequest {
    /** Longest encoding. */
    public static final int MAX_BYTES = 32 * 1024;

    private final CMSSignedData signed;
    private final X509CertificateHolder holder;
    private final byte[] content;

    private SignedRequest(CMSSignedData signed, X509CertificateHolder holder, byte[] content) {
        this.signed = signed;
        this.holder = holder;
        this.content = content;
    }

    /** Reads a message without trusting a byte of it; empty if it is none, has no content, or not exactly one signer with its certificate. */
    public static Optional<SignedRequest> read(byte[] der) {
        if (der.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            CMSSignedData signed = new CMSSignedData(der);
            if (!(signed.getSignedContent() instanceof CMSProcessableByteArray bytes)) {
                return Optional.empty();
            }
            byte[] content = ((byte[]) bytes.getContent()).clone();
            return CmsSigner.certificate(signed).map(holder -> new SignedRequest(signed, holder, content));
        } catch (CMSException | RuntimeException malformed) {
            // Bouncy Castle reports malformed ASN.1 with a dozen unchecked types; all mean the same here.
            return Optional.empty();
        }
    }

    /** The signer's certificate, which came along and proves nothing yet. */
    public byte[] certificate() {
        try {
            return holder.getEncoded();
        } catch (IOException unreadable) {
            return new byte[0];
        }
    }

    /** What is signed; proves nothing before {@link #verifies}. */
    public byte[] content() {
        return content.clone();
    }

    /** Whether the signature is the certificate's key's; one public-key operation. */
    public boolean verifies() {
        return CmsSigner.verifies(signed, holder);
    }

    @Override
    public String toString() {
        return "SignedRequest[" + content.length + " bytes]";
    }
}
