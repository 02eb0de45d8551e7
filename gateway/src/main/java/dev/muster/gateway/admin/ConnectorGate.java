package dev.muster.gateway.admin;

import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.helidon.webserver.http.ServerRequest;

import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.ClientVerifier;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.ConnectorStore;
import dev.muster.gateway.store.ConnectorStore.Subscription;

/**
 * Lets in the one connector of a tenant (R22): whose certificate it is TLS has proved, and that it is still the tenant's is asked
 * at each request, so a subscription that ends or a certificate that is replaced counts at once. The tenant comes from the
 * certificate alone.
 */
final class ConnectorGate implements Gate {
    /** Stands among the path parameters of whatever came through this gate. */
    static final String SETTLED = "connector";
    /** How often the moment of the last contact is written at most. */
    private static final Duration CONTACT = Duration.ofMinutes(1);

    private final ConnectorStore connectors;
    private final ClientVerifier verifier;
    private final Clock clock;

    ConnectorGate(ConnectorStore connectors, ClientVerifier verifier, Clock clock) {
        this.connectors = connectors;
        this.verifier = verifier;
        this.clock = clock;
    }

    @Override
    public Map<String, String> admit(ServerRequest request) {
        ClientCertificate shown = request.remotePeer().tlsCertificates().flatMap(this::ours)
                .orElseThrow(ApiProblem::notTheConnector);
        CertificateIdentity identity = shown.identity();
        TenantId tenant = tenant(identity.tenant());
        Subscription subscription = connectors.subscription(tenant).orElseThrow(ApiProblem::notTheConnector);
        if (identity.purpose() != CertificateIdentity.Purpose.CONNECTOR
                || !subscription.connector().equals(identity.subject())
                || !subscription.certificate().equals(shown.fingerprint())) {
            throw ApiProblem.notTheConnector();
        }
        Instant now = clock.instant();
        if (subscription.contact().filter(at -> now.isBefore(at.plus(CONTACT))).isEmpty()) {
            connectors.contacted(tenant, now);
        }
        return Map.of(SETTLED, identity.subject().toString(), "tenant", tenant.value(), "authority",
                ManagementAuthority.CONFIGURATION_MANAGER.wireName());
    }

    private Optional<ClientCertificate> ours(Certificate[] chain) {
        try {
            return chain.length > 0 && verifier.verify(chain[0].getEncoded(),
                    clock.instant()) instanceof ClientVerifier.Verdict.Ours(ClientCertificate certificate)
                            ? Optional.of(certificate)
                            : Optional.empty();
        } catch (CertificateEncodingException unreadable) {
            return Optional.empty();
        }
    }

    private static TenantId tenant(String name) {
        try {
            return new TenantId(name);
        } catch (IllegalArgumentException noTenant) {
            throw ApiProblem.notTheConnector();
        }
    }
}
