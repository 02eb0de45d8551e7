package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Assignment;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.settings.Capabilities;
import dev.muster.gateway.settings.CompileOutcome;
import dev.muster.gateway.settings.NodeClash;
import dev.muster.gateway.settings.SettingCompiler;
import dev.muster.gateway.store.SettingStore;
import dev.muster.gateway.store.TenantStore;

/**
 * Defines or redefines a setting of an authority, compiled for each platform that authority offers it on (R24), and tells the
 * devices. The same definition again changes nothing and wakes nobody.
 */
final class DefineSetting implements Operation {
    /**
     * @param assignment who gets it; absent: as before, a new setting everybody
     * @param platforms those it is for; absent: all for which the authority offers it
     */
    record Request(@Nullable String kind, @Nullable Map<String, @Nullable Object> values,
            AssignmentFields.@Nullable Given assignment, @Nullable List<@Nullable String> platforms) {
        @Override
        public String toString() {
            return "Request[" + kind + "]"; // values may hold a passphrase
        }
    }

    record Defined(String name, String authority, String kind, Map<String, String> versions,
            AssignmentFields.View assignment) {}

    private final TenantStore tenants;
    private final SettingStore settings;
    private final AssignmentFields assignments;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;

    DefineSetting(TenantStore tenants, SettingStore settings, AssignmentFields assignments, Journal journal,
            Wakes wakes, Clock clock) {
        this.tenants = tenants;
        this.settings = settings;
        this.assignments = assignments;
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
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Optional<SettingStore.Definition> before = settings.setting(tenant, call.authority(), name(call));
        SettingStore.Definition definition = compiled(tenant, call, before);
        Map<String, String> versions = versions(definition.compiled());
        boolean same = before.filter(kept -> kept.name().equals(definition.name())
                && versions(kept.compiled()).equals(versions) && kept.assignment().equals(definition.assignment()))
                .isPresent();
        if (!same) {
            refuseClash(tenant, definition);
            if (!settings.put(tenant, definition, clock.instant())) {
                throw ApiProblem.conflict("too_many_settings",
                        definition.authority().wireName() + " has 1,000 settings in this tenant already",
                        "withdraw one that is no longer needed");
            }
            journal.note(tenant, "setting.define", Map.of("name", definition.name().value(), "authority",
                    definition.authority().wireName(), "kind", definition.kind(), "versions", versions));
            wakes.tenant(tenant, "setting");
        }
        return Answer.ok(new Defined(definition.name().value(), definition.authority().wireName(), definition.kind(),
                versions, AssignmentFields.View.of(definition.assignment())));
    }

    /** Of two administrators at the same moment both may pass; whichever device gets both then holds the later content. */
    private void refuseClash(TenantId tenant, SettingStore.Definition definition) {
        NodeClash.find(definition.compiled(), settings.all(tenant, definition.authority()).stream()
                .map(SettingStore.Definition::compiled).toList()).ifPresent(clash -> {
                    throw ApiProblem.conflict("node_taken",
                            "the setting \"" + clash.other().value() + "\" of " + definition.authority().wireName()
                                    + " writes something else to " + clash.node() + " on "
                                    + clash.platform().wireName(),
                            "change or withdraw that setting, or leave the value out of this one (R11b)");
                });
    }

    private SettingStore.Definition compiled(TenantId tenant, Call call, Optional<SettingStore.Definition> before) {
        ManagementAuthority authority = call.authority();
        SettingName name = name(call);
        name.oddity().ifPresent(odd -> {
            throw ApiProblem.badField("name", odd);
        });
        Request request = call.body(Request.class);
        String kind = Fields.required("kind", request.kind());
        Map<String, Object> values = new HashMap<>();
        Fields.required("values", request.values())
                .forEach((field, value) -> values.put(field, Fields.required("values." + field, value)));
        Assignment assignment = request.assignment() == null
                ? before.map(SettingStore.Definition::assignment).orElse(Assignment.EVERYBODY)
                : assignments.read(tenant, request.assignment());
        return switch (SettingCompiler.compile(tenant, authority, name, kind, values)) {
            case CompileOutcome.Compiled(Map<Platform, Setting> byPlatform) -> new SettingStore.Definition(name,
                    authority, kind, Json.text(values), wanted(authority, kind, byPlatform, request.platforms()),
                    assignment);
            case CompileOutcome.Refused(String field, String reason, String remedy) -> throw ApiProblem.badField(
                    field.equals("kind") || field.equals("name") ? field : "values." + field,
                    "does not fit: " + reason + " " + remedy);
            case CompileOutcome.NotOffered(String reason) -> throw ApiProblem.conflict("not_offered", reason,
                    "define it for an authority that offers it (R24)");
        };
    }

    /** R24: a platform that is asked for by name and gets nothing is a mistake, not something to leave out silently. */
    private static Map<Platform, Setting> wanted(ManagementAuthority authority, String kind,
            Map<Platform, Setting> compiled, @Nullable List<@Nullable String> platforms) {
        if (platforms == null) {
            return compiled;
        }
        Map<Platform, Setting> wanted = new EnumMap<>(Platform.class);
        for (String given : platforms) {
            Platform platform = Platform.ofWireName(Fields.required("platforms", given)).orElseThrow(() -> ApiProblem
                    .badField("platforms", "must hold ios, ipados, macos, tvos, windows or android"));
            Setting setting = compiled.get(platform);
            if (setting == null) {
                throw ApiProblem.conflict("no_payload", Capabilities.known().objection(authority, kind, platform)
                        .orElse("these values come to nothing on " + platform.wireName() + " under "
                                + Capabilities.title(authority)),
                        "leave " + platform.wireName() + " out, or give values that this platform has (R24)");
            }
            wanted.put(platform, setting);
        }
        if (wanted.isEmpty()) {
            throw ApiProblem.badField("platforms", "must name one at least");
        }
        return wanted;
    }

    static Map<String, String> versions(Map<Platform, Setting> compiled) {
        Map<String, String> versions = new TreeMap<>();
        compiled.forEach((platform, setting) -> versions.put(platform.wireName(), setting.version()));
        return versions;
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
