package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;

/** APNs push certificates, one per tenant and authority; the key is sealed by the store. */
public interface PushCertificateStore {
    /**
     * A push certificate.
     *
     * @param authority whose it is
     * @param topic UID of its subject
     * @param notAfter end of its validity
     * @param certificatePem the certificate
     * @param keyPem its private key, PKCS#8, plain here and sealed in the store
     * @param uploadedAt when
     */
    record Stored(ManagementAuthority authority, String topic, Instant notAfter, String certificatePem, String keyPem,
            Instant uploadedAt) {
        @Override
        public String toString() {
            return "Stored[authority=" + authority + ", topic=" + topic + ", notAfter=" + notAfter + "]";
        }
    }

    /** Stores or replaces the certificate of an authority and raises the tenant's epoch. False if the tenant is unknown. */
    boolean put(TenantId tenant, Stored certificate);

    /** Deletes the certificate of an authority with its key and raises the tenant's epoch. False if there was none. */
    boolean delete(TenantId tenant, ManagementAuthority authority);

    /** The certificate of an authority. */
    Optional<Stored> certificate(TenantId tenant, ManagementAuthority authority);

    /** All certificates of a tenant. */
    List<Stored> all(TenantId tenant);

    /** How many enrolled Apple devices belong to each topic (R13: an upload must not orphan them). */
    Map<String, Long> devicesByTopic(TenantId tenant);
}
