package dev.muster.gateway.admin;

import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.TenantStore;

/** How users of a tenant prove who they are when they enrol a device. */
final class ShowEnrolmentPolicy implements Operation {
    private final TenantStore tenants;
    private final EnrolmentAccessStore access;

    ShowEnrolmentPolicy(TenantStore tenants, EnrolmentAccessStore access) {
        this.tenants = tenants;
        this.access = access;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return SetEnrolmentPolicy.PATH;
    }

    @Override
    public Answer handle(Call call) {
        return Answer.ok(EnrolmentPolicyView.of(access.policy(Tenants.existing(tenants, call.tenant()).id())));
    }
}
