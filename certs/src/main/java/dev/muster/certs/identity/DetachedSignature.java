package dev.muster.certs.identity;

import java.io.IOException;
import java.util.Optional;

import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;

/**
 * A detached CMS signature (RFC 5652) over a message, as devices put it into a header of their request when TLS ends before us.
 * Read first, then ask {@link ClientVerifier} about {@link #certificate}, and only then {@link #covers}: so nobody's key but one
 * that we certified is ever calculated with. At most {@link #MAX_BYTES} are looked at. Holds no secret.
 *
 * <p>
 * One signer, whose certificate comes along; see {@link CmsSigner}.
 */
public final class DetachedSignature {
    /** Longest encoding. */
    public static final int MAX_BYTES = 32 * 1024;

    private final byte[] cms;
    private final X509CertificateHolder holder;

    private DetachedSignature(byte[] cms, X509CertificateHolder holder) {
        this.cms = cms;
        this.holder = holder;
    }

    /** Reads a signature without trusting a byte of it; empty if it is none, has content, or not exactly one signer with its certificate. */
    public static Optional<DetachedSignature> read(byte[] der) {
        if (der.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            CMSSignedData signed = new CMSSignedData(der);
            return signed.isDetachedSignature()
                    ? CmsSigner.certificate(signed).map(holder -> new DetachedSignature(der.clone(), holder))
                    : Optional.empty();
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

    /** Whether this is the signer's signature over exactly these bytes; one public-key operation. */
    public boolean covers(byte[] content) {
        try {
            return CmsSigner.verifies(new CMSSignedData(new CMSProcessableByteArray(content), cms), holder);
        } catch (CMSException | RuntimeException notASignature) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "DetachedSignature[" + cms.length + " bytes]";
    }
}
