package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DmAccount;
import dev.muster.gateway.model.DmAccount.Scheme;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DmAccountStore;

/**
 * Asks OMA-DM devices for credentials above TLS: all of a tenant's, or one. Their clients must have been given the same name
 * and password before, otherwise their sessions end at the third wrong answer; the certificate goes on deciding who they are.
 */
final class SetDmAccount implements Operation {
    private static final int LONGEST = 128;

    record Request(@Nullable String scheme, @Nullable String clientName, @Nullable String clientSecret,
            @Nullable String serverName, @Nullable String serverSecret) {
        @Override
        public String toString() {
            return "Request[" + scheme + ", ***]";
        }
    }

    /** What is told of an account: no secrets. */
    record Shown(String scheme, String clientName, String serverName) {
        static Shown of(DmAccount account) {
            return new Shown(account.scheme().wireName(), account.clientName(), account.serverName());
        }
    }

    private final DmAccountStore accounts;
    private final Journal journal;
    private final Clock clock;
    private final boolean ofDevice;

    /** @param ofDevice whether one device's account is set, or its tenant's */
    SetDmAccount(DmAccountStore accounts, Journal journal, Clock clock, boolean ofDevice) {
        this.accounts = accounts;
        this.journal = journal;
        this.clock = clock;
        this.ofDevice = ofDevice;
    }

    static String path(boolean ofDevice) {
        return ofDevice ? "/tenants/{tenant}/devices/{device}/dm-account" : "/tenants/{tenant}/dm-account";
    }

    /** The device whose account a call is about; empty: the tenant's. */
    static Optional<DeviceId> device(Call call, boolean ofDevice) {
        return ofDevice ? Optional.of(call.device()) : Optional.empty();
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return path(ofDevice);
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        Optional<DeviceId> device = device(call, ofDevice);
        DmAccount account = account(call.body(Request.class));
        if (!accounts.put(tenant, device, account, clock.instant())) {
            throw ApiProblem.notFound(ofDevice ? "a device of this id" : "a tenant of this id");
        }
        journal.note(tenant, "dm-account.set", Map.of("device", device.map(Object::toString).orElse("all"), "scheme",
                account.scheme().wireName()));
        return Answer.ok(Shown.of(account));
    }

    private DmAccount account(Request request) {
        Scheme scheme = Scheme.ofWireName(Fields.required("scheme", request.scheme()))
                .orElseThrow(() -> ApiProblem.badField("scheme", "must be basic, md5, hmac, or none for one device"));
        if (scheme == Scheme.NONE) {
            if (!ofDevice) {
                throw ApiProblem.badField("scheme", "cannot be none for a tenant; delete its account instead");
            }
            return DmAccount.OFF;
        }
        String serverName = request.serverName() == null ? "" : name("serverName", request.serverName());
        String serverSecret = serverName.isEmpty() ? ""
                : Fields.text("serverSecret", request.serverSecret(), LONGEST);
        return new DmAccount(scheme, name("clientName", request.clientName()),
                Fields.text("clientSecret", request.clientSecret(), LONGEST), serverName, serverSecret);
    }

    /** Name and password are joined by a colon before they are digested, and a header quotes the name. */
    private static String name(String field, @Nullable String given) {
        String name = Fields.text(field, given, LONGEST);
        if (name.contains(":") || name.contains("\"")) {
            throw ApiProblem.badField(field, "must have no colon and no quotation mark");
        }
        return name;
    }
}
