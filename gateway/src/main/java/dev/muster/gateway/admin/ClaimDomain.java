package dev.muster.gateway.admin;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.TenantStore;

/** Makes a domain one of a tenant's: a device whose user gives an address of it enrols there. A domain has one tenant. */
final class ClaimDomain implements Operation {
    private static final Pattern FORM = Pattern.compile("(?=.{1,253}$)[\\p{L}\\p{N}]([\\p{L}\\p{N}-]{0,62})"
            + "(\\.[\\p{L}\\p{N}]([\\p{L}\\p{N}-]{0,62}))*");
    static final String PATH = "/tenants/{tenant}/enrolment-domains/{domain}";

    record Claimed(String domain) {}

    private final TenantStore tenants;
    private final EnrolmentAccessStore access;
    private final Journal journal;

    ClaimDomain(TenantStore tenants, EnrolmentAccessStore access, Journal journal) {
        this.tenants = tenants;
        this.access = access;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return PATH;
    }

    /** The domain of a call, in lower case. */
    static String domain(Call call) {
        String domain = call.segment("domain").toLowerCase(Locale.ROOT);
        if (!FORM.matcher(domain).matches()) {
            throw ApiProblem.badField("domain", "must be a domain such as contoso.example");
        }
        return domain;
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        String domain = domain(call);
        if (!access.claimDomain(tenant, domain)) {
            throw ApiProblem.conflict("domain_taken", "the domain " + domain + " belongs to another tenant",
                    "release it there first");
        }
        journal.note(tenant, "enrolment-domain.claim", Map.of("domain", domain));
        return Answer.ok(new Claimed(domain));
    }
}
