package dev.muster.certs.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

import io.netty.handler.ssl.OpenSslSessionTicketKey;

/**
 * For the check-in listener: the keys of TLS session tickets, derived (HKDF-SHA256) from one secret and the number of the
 * current period of twelve hours. So every gateway that shares the secret resumes the others' sessions without talking to
 * them. The current key issues, the two before it are still accepted: a ticket lives 24 to 36 hours, long enough for the
 * next regular check-in (R17). Immutable; holds the secret.
 */
public final class TicketKeys {
    /** How long a key issues tickets. */
    public static final Duration PERIOD = Duration.ofHours(12);
    /** How many bytes the secret has. */
    public static final int SECRET_BYTES = 32;
    private static final int FORMER = 2;

    private final byte[] secret;

    /** @param secret 32 random bytes, the same on all gateways of one installation */
    public TicketKeys(byte[] secret) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("a ticket secret has " + SECRET_BYTES + " bytes, not " + secret.length);
        }
        this.secret = secret.clone();
    }

    /** The number of the period a moment belongs to. */
    public static long period(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), PERIOD.toSeconds());
    }

    /** The keys to use at a moment: the issuing one, then those still accepted. */
    OpenSslSessionTicketKey[] at(Instant now) {
        OpenSslSessionTicketKey[] keys = new OpenSslSessionTicketKey[1 + FORMER];
        for (int age = 0; age <= FORMER; age++) {
            keys[age] = key(period(now) - age);
        }
        return keys;
    }

    private OpenSslSessionTicketKey key(long period) {
        byte[] label = "muster check-in ticket ".getBytes(StandardCharsets.US_ASCII);
        byte[] info = ByteBuffer.allocate(label.length + Long.BYTES).put(label).putLong(period).array();
        try {
            byte[] bytes = KDF.getInstance("HKDF-SHA256").deriveData(
                    HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(info,
                            OpenSslSessionTicketKey.TICKET_KEY_SIZE));
            int hmac = OpenSslSessionTicketKey.NAME_SIZE;
            int aes = hmac + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
            return new OpenSslSessionTicketKey(Arrays.copyOfRange(bytes, 0, hmac), Arrays.copyOfRange(bytes, hmac, aes),
                    Arrays.copyOfRange(bytes, aes, bytes.length));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java 25 has HKDF-SHA256", impossible);
        }
    }

    @Override
    public String toString() {
        return "TicketKeys[***]";
    }
}
