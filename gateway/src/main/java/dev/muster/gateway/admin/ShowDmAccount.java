package dev.muster.gateway.admin;

import dev.muster.gateway.store.DmAccountStore;

/** Shows an account for credentials above TLS as far as it may be shown: names, never a password. */
final class ShowDmAccount implements Operation {
    private final DmAccountStore accounts;
    private final boolean ofDevice;

    /** @param ofDevice whether it is one device's account, or its tenant's */
    ShowDmAccount(DmAccountStore accounts, boolean ofDevice) {
        this.accounts = accounts;
        this.ofDevice = ofDevice;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return SetDmAccount.path(ofDevice);
    }

    @Override
    public Answer handle(Call call) {
        return accounts.account(call.tenant(), SetDmAccount.device(call, ofDevice)).map(SetDmAccount.Shown::of)
                .map(Answer::ok).orElseThrow(() -> ApiProblem.notFound("an account that was set here"));
    }
}
