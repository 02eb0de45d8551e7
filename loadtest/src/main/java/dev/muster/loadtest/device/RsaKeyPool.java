package dev.muster.loadtest.device;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Distinct RSA-2048 keys for emulated Apple devices, quickly. <b>The keys have no cryptographic strength</b>: they come from
 * a seed and share their primes, so that anybody who sees two of them can factor both. Emulators need valid keys, not
 * secret ones. Sharing is what makes it quick: a prime costs some 50 ms of processor time, and {@code p} primes pair up to
 * {@code p(p-1)/2} keys, so 1,500 devices need 56 primes instead of 3,000.
 */
public final class RsaKeyPool {
    private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);
    private static final int PRIME_BITS = 1024;

    private final List<BigInteger> primes;

    private RsaKeyPool(List<BigInteger> primes) {
        this.primes = List.copyOf(primes);
    }

    /**
     * A pool of at least this many keys; uses all processors while it works.
     *
     * @param count keys wanted, 1 to 1,000,000
     * @param seed the same seed gives the same keys
     */
    public static RsaKeyPool of(int count, long seed) {
        if (count < 1 || count > 1_000_000) {
            throw new IllegalArgumentException("a pool has 1 to 1,000,000 keys, not " + count);
        }
        int needed = 2;
        while ((long) needed * (needed - 1) / 2 < count) {
            needed++;
        }
        List<BigInteger> primes = new ArrayList<>();
        // Distinct seeds may in theory meet at one prime; the loop replaces what was found twice.
        for (long round = 0; primes.size() < needed; round++) {
            long base = seed + round * 1_000_003;
            IntStream.range(primes.size(), needed).parallel().mapToObj(index -> prime(base * 31 + index)).toList()
                    .stream().filter(prime -> !primes.contains(prime)).distinct().forEach(primes::add);
        }
        return new RsaKeyPool(primes);
    }

    /** How many distinct keys the pool has. */
    public int size() {
        return primes.size() * (primes.size() - 1) / 2;
    }

    /**
     * One key of the pool; the same index gives the same key.
     *
     * @param index 0 to {@link #size()} - 1
     */
    public KeyPair key(int index) {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException("this pool has " + size() + " keys, there is no key " + index);
        }
        int larger = 1;
        int before = 0;
        while (before + larger <= index) {
            before += larger;
            larger++;
        }
        return pair(primes.get(larger), primes.get(index - before));
    }

    /** A prime with both top bits set, so that each product of two has exactly 2,048 bits. */
    private static BigInteger prime(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        while (true) {
            byte[] bytes = new byte[PRIME_BITS / 8];
            random.nextBytes(bytes);
            BigInteger start = new BigInteger(1, bytes).setBit(PRIME_BITS - 1).setBit(PRIME_BITS - 2);
            BigInteger prime = start.nextProbablePrime();
            boolean invertible = prime.subtract(BigInteger.ONE).gcd(EXPONENT).equals(BigInteger.ONE);
            if (invertible && prime.bitLength() == PRIME_BITS) {
                return prime;
            }
        }
    }

    private static KeyPair pair(BigInteger p, BigInteger q) {
        BigInteger modulus = p.multiply(q);
        BigInteger pMinusOne = p.subtract(BigInteger.ONE);
        BigInteger qMinusOne = q.subtract(BigInteger.ONE);
        BigInteger secret = EXPONENT.modInverse(pMinusOne.multiply(qMinusOne));
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA");
            return new KeyPair(factory.generatePublic(new RSAPublicKeySpec(modulus, EXPONENT)),
                    factory.generatePrivate(new RSAPrivateCrtKeySpec(modulus, EXPONENT, secret, p, q,
                            secret.mod(pMinusOne), secret.mod(qMinusOne), q.modInverse(p))));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has RSA", impossible);
        }
    }
}
