package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.ca.CsrOutcome;
import dev.muster.certs.ca.IssuedCertificate;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.ConnectorStore;
import dev.muster.gateway.store.TenantStore;

/**
 * Makes a tenant's Configuration Manager subscription and issues the certificate its connector authenticates with (R22), or
 * issues another certificate for the same subscription; then the one before is refused at once.
 */
final class SubscribeConnector implements Operation {
    private static final int LONGEST_PEM = 64 * 1024;

    record Request(@Nullable String csr) {}

    record Issued(String id, String certificate, String fingerprint, String notAfter) {}

    private final TenantStore tenants;
    private final ConnectorStore connectors;
    private final ConnectorCertificates certificates;
    private final Journal journal;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final boolean again;

    /** @param again whether this is the operation that replaces the certificate of a subscription there is */
    SubscribeConnector(TenantStore tenants, ConnectorStore connectors, ConnectorCertificates certificates,
            Journal journal, Clock clock, Supplier<UUID> ids, boolean again) {
        this.tenants = tenants;
        this.connectors = connectors;
        this.certificates = certificates;
        this.journal = journal;
        this.clock = clock;
        this.ids = ids;
        this.again = again;
    }

    @Override
    public String method() {
        return again ? "PUT" : "POST";
    }

    @Override
    public String path() {
        return again ? "/tenants/{tenant}/connector/certificate" : "/tenants/{tenant}/connector";
    }

    @Override
    public Answer handle(Call call) {
        Tenant tenant = Tenants.existing(tenants, call.tenant());
        String csr = Fields.required("csr", call.body(Request.class).csr());
        if (csr.length() > LONGEST_PEM) {
            throw ApiProblem.badField("csr", "must have at most " + LONGEST_PEM + " characters");
        }
        return again ? certify(tenant.id(), csr) : subscribe(tenant, csr);
    }

    private Answer subscribe(Tenant tenant, String csr) {
        if (!tenant.options().hybrid()) {
            throw ApiProblem.conflict("hybrid_off", "the tenant's option hybrid is off, so Configuration Manager is not"
                    + " available to it (R3)", "it is given when a tenant is created");
        }
        connectors.subscription(tenant.id()).ifPresent(there -> {
            throw taken(there.connector().toString());
        });
        UUID id = ids.get();
        IssuedCertificate issued = issue(tenant.id(), id, csr);
        if (!connectors.subscribe(tenant.id(), id, issued.facts().fingerprint(), issued.facts().notAfter(),
                clock.instant())) {
            throw taken("made meanwhile");
        }
        note(tenant.id(), "connector.subscribe", id, issued);
        return Answer.created(issued(id, issued));
    }

    private Answer certify(TenantId tenant, String csr) {
        UUID id = connectors.subscription(tenant).orElseThrow(() -> ShowConnector.none(tenant)).connector();
        IssuedCertificate issued = issue(tenant, id, csr);
        if (!connectors.certify(tenant, id, issued.facts().fingerprint(), issued.facts().notAfter())) {
            throw ShowConnector.none(tenant);
        }
        note(tenant, "connector.certify", id, issued);
        return Answer.ok(issued(id, issued));
    }

    private IssuedCertificate issue(TenantId tenant, UUID id, String csr) {
        return switch (certificates.issue(tenant, id, Pem.bytes(csr))) {
            case CsrOutcome.Issued(IssuedCertificate issued) -> issued;
            case CsrOutcome.Refused(CsrOutcome.Reason reason) -> throw ApiProblem.badField("csr",
                    "was refused: " + reason.sentence());
        };
    }

    private void note(TenantId tenant, String operation, UUID id, IssuedCertificate issued) {
        journal.note(tenant, operation, Map.of("connector", id.toString(), "fingerprint",
                issued.facts().fingerprint().hex(), "notAfter", issued.facts().notAfter().toString()));
    }

    private static Issued issued(UUID id, IssuedCertificate issued) {
        return new Issued(id.toString(), Pem.of(issued.chain()), issued.facts().fingerprint().hex(),
                issued.facts().notAfter().toString());
    }

    private static ApiProblem taken(String id) {
        return ApiProblem.conflict("connector_exists", "the tenant has a connector already (" + id
                + "), and there is one for each tenant (R22)",
                "end its subscription with DELETE .../connector, or give the same connector another certificate with PUT"
                        + " .../connector/certificate");
    }
}
