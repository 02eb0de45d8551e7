package dev.muster.certs.ca;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;

import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.x509.KeyAndChain;
import dev.muster.certs.x509.KeyPairs;

/**
 * A CA that an operator brings: an issuing certificate with its key, and what leads to its root. The root's key stays where it
 * is; Muster needs the issuing one only. What could not issue valid device certificates is refused with its reason.
 *
 * @param key private key of the first certificate
 * @param chain issuing certificate first, root last; one certificate if the root itself issues
 */
record ForeignCa(PrivateKey key, List<X509Certificate> chain) {
    private static final int KEY_CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;
    private static final int LONGEST_CHAIN = 5;
    private static final String ORDER = "Give the issuing certificate first, then what issued it, up to the root";

    /** @param what the file or files, for messages */
    static ForeignCa of(String what, KeyAndChain given, Instant now) {
        List<X509Certificate> chain = given.chain();
        if (chain.size() > LONGEST_CHAIN) {
            throw new KeyMaterialUnusable(what, "the chain has more than " + LONGEST_CHAIN + " certificates", ORDER);
        }
        X509Certificate issuing = chain.getFirst();
        if (!usable(issuing)) {
            throw new KeyMaterialUnusable(what, "the issuing key is neither P-256 nor RSA of 2048 to 4096 bits",
                    "Make an issuing certificate with such a key under your root");
        }
        if (!KeyPairs.belong(given.key(), issuing.getPublicKey())) {
            throw new KeyMaterialUnusable(what, "the key does not belong to the first certificate", ORDER);
        }
        for (int at = 0; at < chain.size(); at++) {
            X509Certificate issuer = chain.get(Math.min(at + 1, chain.size() - 1));
            refuseUnlessIssued(what, chain.get(at), issuer, at, now);
        }
        return new ForeignCa(given.key(), chain);
    }

    private static void refuseUnlessIssued(String what, X509Certificate certificate, X509Certificate issuer, int below,
            Instant now) {
        String name = String.valueOf(certificate.getSubjectX500Principal());
        try {
            certificate.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException foreign) {
            throw new KeyMaterialUnusable(what, "the next certificate did not issue " + name
                    + (certificate.equals(issuer) ? ", the last one, and it is no root" : ""), ORDER);
        }
        boolean[] usage = certificate.getKeyUsage();
        boolean signs = usage == null || (usage[KEY_CERT_SIGN] && (below > 0 || usage[CRL_SIGN]));
        int most = certificate.getBasicConstraints();
        if (most < 0 || most < below - 1 || !signs) {
            throw new KeyMaterialUnusable(what, name + " may not issue certificates and lists of revoked ones",
                    "Its basic constraints need CA:TRUE, its key usage, if any, keyCertSign and cRLSign");
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())
                || now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new KeyMaterialUnusable(what, name + " is not valid now",
                    "Bring a CA that lasts: every device certificate ends with it");
        }
    }

    private static boolean usable(X509Certificate issuing) {
        return switch (issuing.getPublicKey()) {
            case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize() == 256;
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= 2048 && rsa.getModulus().bitLength() <= 4096;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return "ForeignCa[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
