package dev.muster.gateway.model;

import dev.muster.certs.identity.Fingerprint;

/**
 * Who a connection belongs to, as its certificate says: settled by the handshake, once per connection.
 *
 * @param tenant tenant in the certificate
 * @param device device in the certificate
 * @param certificate its fingerprint
 */
public record Caller(TenantId tenant, DeviceId device, Fingerprint certificate) {}
