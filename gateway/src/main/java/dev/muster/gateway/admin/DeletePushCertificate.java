package dev.muster.gateway.admin;

import java.util.Map;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Reset;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.ResetStore;

/**
 * Deletes an authority's push certificate with its key, as the checklists of R20 ask. Only for a reset that is under way: it
 * closes the gate of R13 for every device of that authority.
 */
final class DeletePushCertificate implements Operation {
    private final PushCertificateStore certificates;
    private final ResetStore resets;
    private final Journal journal;
    private final Wakes wakes;

    DeletePushCertificate(PushCertificateStore certificates, ResetStore resets, Journal journal, Wakes wakes) {
        this.certificates = certificates;
        this.resets = resets;
        this.journal = journal;
        this.wakes = wakes;
    }

    @Override
    public String method() {
        return "DELETE";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/push-certificates/{authority}";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        ManagementAuthority authority = call.authority();
        if (resets.newest(tenant).filter(Reset::isOpen).isEmpty()) {
            throw ApiProblem.conflict("no_reset",
                    "a push certificate is deleted only for a reset of the authority (R20):"
                            + " without it every device of " + authority.wireName() + " is shut out (R13)",
                    "upload its renewal instead, or request the reset first");
        }
        if (!certificates.delete(tenant, authority)) {
            throw ApiProblem.notFound("a push certificate of " + authority.wireName());
        }
        journal.note(tenant, "push-certificate.delete", Map.of("authority", authority.wireName()));
        wakes.certificatesChanged(tenant);
        return Answer.nothing();
    }
}
