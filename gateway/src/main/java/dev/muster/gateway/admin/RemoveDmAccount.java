package dev.muster.gateway.admin;

import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DmAccountStore;

/** Takes an account for credentials above TLS away: a device falls back to its tenant's, a tenant asks for nothing. */
final class RemoveDmAccount implements Operation {
    private final DmAccountStore accounts;
    private final Journal journal;
    private final boolean ofDevice;

    /** @param ofDevice whether it is one device's account, or its tenant's */
    RemoveDmAccount(DmAccountStore accounts, Journal journal, boolean ofDevice) {
        this.accounts = accounts;
        this.journal = journal;
        this.ofDevice = ofDevice;
    }

    @Override
    public String method() {
        return "DELETE";
    }

    @Override
    public String path() {
        return SetDmAccount.path(ofDevice);
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        Optional<DeviceId> device = SetDmAccount.device(call, ofDevice);
        if (!accounts.remove(tenant, device)) {
            throw ApiProblem.notFound("an account that was set here");
        }
        journal.note(tenant, "dm-account.remove", Map.of("device", device.map(Object::toString).orElse("all")));
        return Answer.nothing();
    }
}
