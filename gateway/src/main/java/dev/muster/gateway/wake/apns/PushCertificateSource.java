package dev.muster.gateway.wake.apns;

import java.util.Optional;

import dev.muster.gateway.model.TenantId;

/** Where the APNs channel finds a tenant's push certificates. May block; called seldom and never on an event loop. */
@FunctionalInterface
public interface PushCertificateSource {
    /** A certificate with its key, both PEM. The text form shows neither. */
    record Credential(String certificatePem, String keyPem) {
        @Override
        public String toString() {
            return "Credential[***]";
        }
    }

    /** The certificate of a topic; empty if the tenant has none: devices of that topic cannot be woken. */
    Optional<Credential> find(TenantId tenant, String topic);
}
