package dev.muster.certs.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Serves the verifier: a bounded set of certificates whose signature was verified. Reads take no lock.
 *
 * <p>
 * Eviction by generations: entries live in a young and an old map of half the capacity each. A hit in the old one moves the
 * entry to the young one; when the young map is full it becomes the old one, and what was still in the old map, unseen for
 * that long, is forgotten. So what is used stays, without a clock or a list to keep in order, and an entry forgotten too
 * early costs one more signature check. An entry takes about 150 bytes: 200,000 of them 30 MB.
 */
final class VerifiedSet {
    private final int generation;
    private final ConcurrentHashMap<String, String> tenants = new ConcurrentHashMap<>();
    private volatile ConcurrentHashMap<Key, Key> young = new ConcurrentHashMap<>();
    private volatile ConcurrentHashMap<Key, Key> old = new ConcurrentHashMap<>();

    VerifiedSet(int capacity) {
        if (capacity < 2) {
            throw new IllegalArgumentException("the set of verified certificates holds at least 2, not " + capacity);
        }
        this.generation = capacity / 2;
    }

    /** What is known of a certificate. */
    Optional<ClientCertificate> get(byte[] sha256) {
        Key wanted = new Key(sha256, null, 0, 0);
        Key found = young.get(wanted);
        if (found == null) {
            found = old.get(wanted);
            if (found == null) {
                return Optional.empty();
            }
            add(found);
        }
        return Optional.of(found.toCertificate(sha256));
    }

    /** Remembers a certificate. */
    void add(byte[] sha256, ClientCertificate certificate) {
        CertificateIdentity identity = certificate.identity();
        CertificateIdentity shared = new CertificateIdentity(identity.purpose(), sharedTenant(identity.tenant()),
                identity.subject());
        add(new Key(sha256, shared, certificate.notBefore().getEpochSecond(), certificate.notAfter().getEpochSecond()));
    }

    /** How many are remembered; never above the capacity. */
    int size() {
        return young.size() + old.size();
    }

    private synchronized void add(Key key) {
        if (young.size() >= generation && !young.containsKey(key)) {
            old = young;
            young = new ConcurrentHashMap<>();
            tenants.clear();
        } else {
            old.remove(key);
        }
        young.put(key, key);
    }

    /** One string for each tenant instead of one for each certificate; forgotten with each generation, hence bounded. */
    private String sharedTenant(String tenant) {
        String before = tenants.putIfAbsent(tenant, tenant);
        return before == null ? tenant : before;
    }

    /** Key and value in one object: the first 128 bits of the SHA-256 name a bucket, all 256 are compared. */
    private static final class Key {
        private final long first;
        private final long second;
        private final long third;
        private final long fourth;
        private final long subjectHigh;
        private final long subjectLow;
        private final long notBefore;
        private final long notAfter;
        private final String tenant;
        private final CertificateIdentity.Purpose purpose;

        Key(byte[] sha256, @Nullable CertificateIdentity identity, long notBefore, long notAfter) {
            first = word(sha256, 0);
            second = word(sha256, 8);
            third = word(sha256, 16);
            fourth = word(sha256, 24);
            this.notBefore = notBefore;
            this.notAfter = notAfter;
            subjectHigh = identity == null ? 0 : identity.subject().getMostSignificantBits();
            subjectLow = identity == null ? 0 : identity.subject().getLeastSignificantBits();
            tenant = identity == null ? "" : identity.tenant();
            purpose = identity == null ? CertificateIdentity.Purpose.DEVICE : identity.purpose();
        }

        ClientCertificate toCertificate(byte[] sha256) {
            return new ClientCertificate(new Fingerprint(java.util.HexFormat.of().formatHex(sha256)),
                    new CertificateIdentity(purpose, tenant, new UUID(subjectHigh, subjectLow)),
                    Instant.ofEpochSecond(notBefore), Instant.ofEpochSecond(notAfter));
        }

        private static long word(byte[] bytes, int offset) {
            long word = 0;
            for (int i = 0; i < 8; i++) {
                word = word << 8 | (bytes[offset + i] & 0xff);
            }
            return word;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(first ^ second);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && first == key.first && second == key.second && third == key.third
                    && fourth == key.fourth;
        }
    }
}
