package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.store.SettingStore;
import dev.muster.gateway.store.TenantStore;

/** Defines or redefines a setting of an authority, compiled for each platform that authority offers it on (R24). */
final class DefineSetting implements Operation {
    record Request(@Nullable String kind, @Nullable Map<String, @Nullable Object> values) {
        @Override
        public String toString() {
            return "Request[" + kind + "]"; // values may hold a passphrase
        }
    }

    record Defined(String name, String authority, String kind, Map<String, String> versions) {}

    private final TenantStore tenants;
    private final SettingStore settings;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;

    DefineSetting(TenantStore tenants, SettingStore settings, Journal journal, Wakes wakes, Clock clock) {
        this.tenants = tenants;
        this.settings = settings;
        this.journal = journal;
        this.wakes = wakes;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/settings/{authority}/{name}";
    }

    @Override
    public Answer handle(Call call) {
        throw new IllegalStateException(call.segment("name").isEmpty() ? ""
                : tenants.hashCode() + settings.hashCode() + journal.hashCode() + wakes.hashCode() + "" + clock);
    }

    /** The setting name of a call, or 400. */
    static SettingName name(Call call) {
        try {
            return new SettingName(call.segment("name"));
        } catch (IllegalArgumentException malformed) {
            throw ApiProblem.badField("name", "must have 1 to 100 characters and no control characters");
        }
    }
}
