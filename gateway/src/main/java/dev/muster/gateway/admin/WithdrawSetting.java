package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.SettingStore;

/** Withdraws a setting; devices lose it at their next check-in, once what replaces it is in place (R11b). */
final class WithdrawSetting implements Operation {
    private final SettingStore settings;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;

    WithdrawSetting(SettingStore settings, Journal journal, Wakes wakes, Clock clock) {
        this.settings = settings;
        this.journal = journal;
        this.wakes = wakes;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "DELETE";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/settings/{authority}/{name}";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        ManagementAuthority authority = call.authority();
        SettingName name = DefineSetting.name(call);
        if (!settings.delete(tenant, authority, name, clock.instant())) {
            throw ApiProblem.notFound("a setting of this name under " + authority.wireName());
        }
        journal.note(tenant, "setting.withdraw", Map.of("name", name.value(), "authority", authority.wireName()));
        wakes.tenant(tenant, "setting");
        return Answer.nothing();
    }
}
