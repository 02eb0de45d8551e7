package dev.muster.gateway.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.SettingStore;
import dev.muster.gateway.store.TenantStore;

/**
 * Lists a tenant's settings, of one authority or of all, in order of authorities and names, a page at a time: {@code after} is
 * the {@code next} of the page before. Values are not shown, since some are secrets. An authority has 1,000 settings at most,
 * so each is read whole.
 */
final class ListSettings implements Operation {
    record Row(String name, String authority, String kind, Map<String, String> versions,
            AssignmentFields.View assignment) {}

    record Page(List<Row> settings, @Nullable String next) {}

    private record Placed(String place, Row row) {}

    private final TenantStore tenants;
    private final SettingStore settings;

    ListSettings(TenantStore tenants, SettingStore settings) {
        this.tenants = tenants;
        this.settings = settings;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/settings";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Optional<ManagementAuthority> only = call.query("authority").map(ListSettings::authority);
        String after = call.query("after").orElse("");
        int limit = PageSize.of(call);
        List<Placed> found = new ArrayList<>();
        for (ManagementAuthority authority : ManagementAuthority.values()) {
            if (only.isEmpty() || only.get() == authority) {
                settings.all(tenant, authority).forEach(setting -> found.add(placed(setting)));
            }
        }
        List<Placed> page = found.stream().filter(placed -> placed.place().compareTo(after) > 0)
                .sorted(Comparator.comparing(Placed::place)).limit(limit).toList();
        return Answer.ok(new Page(page.stream().map(Placed::row).toList(),
                page.size() < limit ? null : page.getLast().place()));
    }

    private static Placed placed(SettingStore.Definition setting) {
        String authority = setting.authority().wireName();
        return new Placed(authority + "/" + setting.name().key(), new Row(setting.name().value(), authority,
                setting.kind(), DefineSetting.versions(setting.compiled()),
                AssignmentFields.View.of(setting.assignment())));
    }

    private static ManagementAuthority authority(String name) {
        return ManagementAuthority.ofWireName(name).orElseThrow(
                () -> ApiProblem.badField("authority", "must be intune, office365 or configurationManager"));
    }
}
