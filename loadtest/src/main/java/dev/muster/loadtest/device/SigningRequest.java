package dev.muster.loadtest.device;

import java.io.IOException;
import java.security.KeyPair;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A device's request for its certificate: PKCS#10, DER encoded. */
public final class SigningRequest {
    private SigningRequest() {}

    /**
     * Makes a request signed by the key it is for.
     *
     * @param commonName what the device calls itself; the gateway puts its own name into the certificate
     * @param keys RSA or P-256
     */
    public static byte[] der(String commonName, KeyPair keys) {
        String algorithm = keys.getPublic().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        try {
            ContentSigner signer = new JcaContentSignerBuilder(algorithm).build(keys.getPrivate());
            return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=" + commonName), keys.getPublic())
                    .build(signer).getEncoded();
        } catch (OperatorCreationException | IOException broken) {
            throw new IllegalStateException("an emulator's own key does not sign", broken);
        }
    }
}
