package dev.muster.gateway.admin;

import dev.muster.gateway.model.Reset;
import dev.muster.gateway.store.ResetStore;

/** Refuses a configuration write while its tenant is being reset: configuring too early may corrupt (R20). */
record UnlessResetting(Operation operation, ResetStore resets) implements Operation {
    @Override
    public String method() {
        return operation.method();
    }

    @Override
    public String path() {
        return operation.path();
    }

    @Override
    public Answer handle(Call call) {
        if (path().startsWith("/tenants/{tenant}/") || call.isOfConnector()) {
            resets.newest(call.tenant()).filter(reset -> reset.state() == Reset.State.RESETTING).ifPresent(reset -> {
                throw ApiProblem.conflict("resetting", "the tenant's authority is being reset from "
                        + reset.from().wireName() + " to " + reset.to().wireName() + " (R20); nothing was changed",
                        "wait until the reset is complete: POST .../reset/complete");
            });
        }
        return operation.handle(call);
    }
}
