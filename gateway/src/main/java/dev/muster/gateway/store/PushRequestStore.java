package dev.muster.gateway.store;

import java.time.Instant;
import java.util.Optional;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;

/** Keys that wait for the push certificate Apple makes for them, one per tenant and authority; sealed by the store. */
public interface PushRequestStore {
    /**
     * A key that waits.
     *
     * @param authority whose certificate it will be
     * @param requestPem the certificate request that Apple signs; no secret
     * @param keyPem its private key, PKCS#8, plain here and sealed in the store
     * @param madeAt when
     */
    record Waiting(ManagementAuthority authority, String requestPem, String keyPem, Instant madeAt) {
        @Override
        public String toString() {
            return "Waiting[authority=" + authority + ", madeAt=" + madeAt + "]";
        }
    }

    /**
     * Keeps a key unless one waits already: that one's certificate may be on its way.
     *
     * @param replace whether a key that waits is given up for this one
     * @return the key that waits now; empty if the tenant is unknown
     */
    Optional<Waiting> keep(TenantId tenant, Waiting made, boolean replace);

    /** The key that waits. */
    Optional<Waiting> waiting(TenantId tenant, ManagementAuthority authority);

    /** Forgets the key of this request, whose certificate has come; another one that waits meanwhile stays. */
    void forget(TenantId tenant, Waiting done);
}
