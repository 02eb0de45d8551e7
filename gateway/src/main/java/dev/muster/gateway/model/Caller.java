package dev.muster.gateway.model;

import java.time.Instant;

import dev.muster.certs.identity.Fingerprint;

/**
 * Who a connection belongs to, as its certificate says: settled by the handshake, once per connection.
 *
 * @param tenant tenant in the certificate
 * @param device device in the certificate
 * @param certificate its fingerprint
 * @param validity when it is valid
 */
public record Caller(TenantId tenant, DeviceId device, Fingerprint certificate, Validity validity) {
    /** A caller whose certificate's validity nobody asks for. */
    public Caller(TenantId tenant, DeviceId device, Fingerprint certificate) {
        this(tenant, device, certificate, Validity.UNKNOWN);
    }

    /**
     * When a certificate is valid, both ends inclusive.
     *
     * @param from start
     * @param until end
     */
    public record Validity(Instant from, Instant until) {
        /** Not asked for: of such a certificate nothing is ever re-admitted. */
        public static final Validity UNKNOWN = new Validity(Instant.EPOCH, Instant.EPOCH);
    }
}
