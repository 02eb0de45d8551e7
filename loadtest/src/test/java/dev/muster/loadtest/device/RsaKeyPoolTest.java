package dev.muster.loadtest.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RsaKeyPoolTest {
    private static final byte[] MESSAGE = {1, 2, 3};

    @Test
    void givesAsManyDistinctKeysAsAskedFor() {
        RsaKeyPool pool = RsaKeyPool.of(20, 7);
        Set<BigInteger> moduli = new HashSet<>();
        for (int index = 0; index < 20; index++) {
            RSAPublicKey key = (RSAPublicKey) pool.key(index).getPublic();
            assertEquals(2048, key.getModulus().bitLength());
            moduli.add(key.getModulus());
        }
        assertEquals(20, moduli.size());
        assertTrue(pool.size() >= 20);
    }

    @Test
    void keysSignWhatTheirPublicHalvesVerify() throws Exception {
        RsaKeyPool pool = RsaKeyPool.of(6, 8);
        for (int index = 0; index < pool.size(); index++) {
            KeyPair keys = pool.key(index);
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(keys.getPrivate());
            signer.update(MESSAGE);
            byte[] signature = signer.sign();
            assertTrue(verifies(keys, signature), "key " + index);
            assertTrue(!verifies(pool.key((index + 1) % pool.size()), signature), "another key verifies " + index);
        }
    }

    private static boolean verifies(KeyPair keys, byte[] signature) throws Exception {
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(keys.getPublic());
        verifier.update(MESSAGE);
        return verifier.verify(signature);
    }

    @Test
    void theSameSeedGivesTheSameKeys() {
        assertArrayEquals(RsaKeyPool.of(1, 9).key(0).getPublic().getEncoded(),
                RsaKeyPool.of(1, 9).key(0).getPublic().getEncoded());
    }

    @Test
    void refusesAnIndexPastItsEnd() {
        RsaKeyPool pool = RsaKeyPool.of(1, 10);
        assertThrows(IllegalArgumentException.class, () -> pool.key(pool.size()));
        assertThrows(IllegalArgumentException.class, () -> pool.key(-1));
        assertThrows(IllegalArgumentException.class, () -> RsaKeyPool.of(0, 1));
    }
}
