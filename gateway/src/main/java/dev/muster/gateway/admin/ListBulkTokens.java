package dev.muster.gateway.admin;

import java.util.List;

import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.EnrolmentAccessStore.BulkToken;
import dev.muster.gateway.store.TenantStore;

/** The bulk tokens of a tenant, newest first, without their texts, which nobody knows any more. */
final class ListBulkTokens implements Operation {
    record Shown(String id, String platform, int devices, int used, String createdAt, String expiresAt) {
        static Shown of(BulkToken token) {
            return new Shown(token.hash(), token.platform().wireName(), token.most(), token.used(),
                    token.createdAt().toString(), token.expiresAt().toString());
        }
    }

    record Tokens(List<Shown> tokens) {}

    private final TenantStore tenants;
    private final EnrolmentAccessStore access;

    ListBulkTokens(TenantStore tenants, EnrolmentAccessStore access) {
        this.tenants = tenants;
        this.access = access;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return CreateBulkToken.PATH;
    }

    @Override
    public Answer handle(Call call) {
        return Answer.ok(new Tokens(access.bulkTokens(Tenants.existing(tenants, call.tenant()).id(), PageSize.of(call))
                .stream().map(Shown::of).toList()));
    }
}
