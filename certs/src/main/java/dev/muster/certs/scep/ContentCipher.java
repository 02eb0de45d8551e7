package dev.muster.certs.scep;

import java.util.Arrays;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;

/**
 * Ciphers a request's content may be encrypted with, all in CBC mode. Single DES protects nothing; Apple's client speaks it, and what
 * it would protect goes over TLS as well. The answer, which holds certificates only, uses the request's cipher.
 */
@SuppressWarnings("ImmutableEnumChecker") // object identifiers do not change
public enum ContentCipher {
    /** Single DES. */
    DES(OIWObjectIdentifiers.desCBC, 8, 8),
    /** Triple DES. */
    DES_EDE3(PKCSObjectIdentifiers.des_EDE3_CBC, 24, 8),
    /** AES with a key of 128 bits. */
    AES_128(NISTObjectIdentifiers.id_aes128_CBC, 16, 16),
    /** AES with a key of 192 bits. */
    AES_192(NISTObjectIdentifiers.id_aes192_CBC, 24, 16),
    /** AES with a key of 256 bits. */
    AES_256(NISTObjectIdentifiers.id_aes256_CBC, 32, 16);

    private final ASN1ObjectIdentifier id;
    private final int keyBytes;
    private final int blockBytes;

    ContentCipher(ASN1ObjectIdentifier id, int keyBytes, int blockBytes) {
        this.id = id;
        this.keyBytes = keyBytes;
        this.blockBytes = blockBytes;
    }

    static Optional<ContentCipher> of(ASN1ObjectIdentifier id) {
        return Arrays.stream(values()).filter(cipher -> cipher.id.equals(id)).findFirst();
    }

    ASN1ObjectIdentifier id() {
        return id;
    }

    int keyBytes() {
        return keyBytes;
    }

    int blockBytes() {
        return blockBytes;
    }

    BlockCipher engine() {
        return switch (this) {
            case DES -> new DESEngine();
            case DES_EDE3 -> new DESedeEngine();
            case AES_128, AES_192, AES_256 -> AESEngine.newInstance();
        };
    }
}
