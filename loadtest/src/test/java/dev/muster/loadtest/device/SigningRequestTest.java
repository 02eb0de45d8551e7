package dev.muster.loadtest.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.util.List;

import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SigningRequestTest {
    @Test
    void provesPossessionOfTheKeyItNames() throws Exception {
        for (KeyPair keys : List.of(EllipticKeys.generate(), RsaKeyPool.of(1, 3).key(0))) {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(SigningRequest.der("ios-1", keys));
            assertTrue(request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(keys.getPublic())));
            assertEquals("CN=ios-1", request.getSubject().toString());
        }
    }
}
