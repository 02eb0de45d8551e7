package dev.muster.gateway.admin;

import java.util.UUID;

import dev.muster.certs.ca.CsrOutcome;
import dev.muster.gateway.model.TenantId;

/** Issues the certificate by which a tenant's Configuration Manager connector is known (R22). */
@FunctionalInterface
public interface ConnectorCertificates {
    /**
     * Issues one; nothing is recorded by it.
     *
     * @param connector id of the connector, the subject of the certificate
     * @param csr a PKCS#10 request, PEM or DER; may be anything
     */
    CsrOutcome issue(TenantId tenant, UUID connector, byte[] csr);
}
