package dev.muster.gateway.admin;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.apns.PushCertificateRequest;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.store.PushRequestStore;
import dev.muster.gateway.store.TenantStore;

/**
 * Makes a key for a push certificate and the request that Apple signs (R13). The key stays in the store; asking again
 * gives the same request again, since its certificate may be on its way, unless another one is asked for.
 */
final class MakePushRequest implements Operation {
    record Request(@Nullable Boolean replace) {}

    record Made(String request, String madeAt) {}

    private final TenantStore tenants;
    private final PushRequestStore requests;
    private final Journal journal;
    private final Clock clock;
    private final SecureRandom random;

    MakePushRequest(TenantStore tenants, PushRequestStore requests, Journal journal, Clock clock,
            SecureRandom random) {
        this.tenants = tenants;
        this.requests = requests;
        this.random = random;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/push-certificates/{authority}/request";
    }

    @Override
    public Answer handle(Call call) {
        Tenant tenant = Tenants.existing(tenants, call.tenant());
        ManagementAuthority authority = call.authority();
        boolean replace = Fields.flag(call.body(Request.class).replace());
        if (!replace) {
            var before = requests.waiting(tenant.id(), authority);
            if (before.isPresent()) {
                return Answer.ok(new Made(before.get().requestPem(), before.get().madeAt().toString()));
            }
        }
        PushCertificateRequest made = PushCertificateRequest.make("Muster " + tenant.id().value() + " "
                + authority.wireName(), random);
        PushRequestStore.Waiting kept = requests.keep(tenant.id(),
                new PushRequestStore.Waiting(authority, made.requestPem(), made.keyPem(), clock.instant()), replace)
                .orElseThrow(() -> ApiProblem.notFound("tenant " + tenant.id()));
        journal.note(tenant.id(), "push-certificate.request",
                Map.of("authority", authority.wireName(), "replace", replace));
        return Answer.created(new Made(kept.requestPem(), kept.madeAt().toString()));
    }
}
