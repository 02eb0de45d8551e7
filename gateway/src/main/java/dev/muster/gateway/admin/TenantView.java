package dev.muster.gateway.admin;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantOptions;

/** A tenant as administrators see it. */
record TenantView(String id, String displayName, String authority, long epoch, Options options,
        Map<String, String> pushTopics) {
    /** Switches, most of R3; absent is off. */
    record Options(@Nullable Boolean coexistenceFromIntune, @Nullable Boolean hybrid, @Nullable Boolean legacyReset,
            @Nullable Boolean legacyAlgorithms) {
        TenantOptions toModel() {
            return new TenantOptions(Fields.flag(coexistenceFromIntune), Fields.flag(hybrid), Fields.flag(legacyReset),
                    Fields.flag(legacyAlgorithms));
        }
    }

    static TenantView of(Tenant tenant) {
        TenantOptions options = tenant.options();
        Map<String, String> topics = new TreeMap<>();
        tenant.pushTopics().forEach((authority, topic) -> topics.put(authority.wireName(), topic));
        return new TenantView(tenant.id().value(), tenant.displayName(), tenant.authority().wireName(), tenant.epoch(),
                new Options(options.coexistenceFromIntune(), options.hybrid(), options.legacyReset(),
                        options.legacyAlgorithms()),
                topics);
    }
}
