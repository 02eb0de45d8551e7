package dev.muster.gateway.admin;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.PushRequestStore;
import dev.muster.gateway.store.TenantStore;

/** Shows a tenant's push certificates, how long they last, and whose request waits for Apple; never a key (R13). */
final class ListPushCertificates implements Operation {
    record Row(String authority, @Nullable String topic, @Nullable String notAfter, @Nullable Long daysLeft,
            @Nullable String uploadedAt, @Nullable String requestedAt) {}

    record All(List<Row> pushCertificates) {}

    private final TenantStore tenants;
    private final PushCertificateStore certificates;
    private final PushRequestStore requests;
    private final Clock clock;

    ListPushCertificates(TenantStore tenants, PushCertificateStore certificates, PushRequestStore requests,
            Clock clock) {
        this.tenants = tenants;
        this.certificates = certificates;
        this.requests = requests;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/push-certificates";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        List<Row> rows = new ArrayList<>();
        for (ManagementAuthority authority : ManagementAuthority.values()) {
            var stored = certificates.certificate(tenant, authority);
            var waiting = requests.waiting(tenant, authority);
            if (stored.isPresent() || waiting.isPresent()) {
                rows.add(new Row(authority.wireName(), stored.map(PushCertificateStore.Stored::topic).orElse(null),
                        stored.map(found -> found.notAfter().toString()).orElse(null),
                        stored.map(this::daysLeft).orElse(null),
                        stored.map(found -> found.uploadedAt().toString()).orElse(null),
                        waiting.map(found -> found.madeAt().toString()).orElse(null)));
            }
        }
        return Answer.ok(new All(rows));
    }

    private long daysLeft(PushCertificateStore.Stored stored) {
        return Duration.between(clock.instant(), stored.notAfter()).toDays();
    }
}
