package dev.muster.gateway.enrollment;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

import dev.muster.certs.x509.Pem;

/** Certificate requests as devices make them. */
final class Requests {
    private Requests() {}

    static byte[] p256() {
        return Pem.bytes(Pem.block("CERTIFICATE REQUEST", request("EC", 256, "SHA256withECDSA")));
    }

    static byte[] rsa(int bits) {
        return request("RSA", bits, "SHA256withRSA");
    }

    private static byte[] request(String algorithm, int bits, String signature) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            KeyPair keys = generator.generateKeyPair();
            return new PKCS10CertificationRequestBuilder(new X500Name("CN=device"),
                    SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()))
                    .build(new JcaContentSignerBuilder(signature).build(keys.getPrivate())).getEncoded();
        } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
            throw new IllegalStateException("every Java platform makes such keys", impossible);
        }
    }
}
