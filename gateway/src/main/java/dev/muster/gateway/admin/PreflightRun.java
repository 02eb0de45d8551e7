package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.authority.Preflight;
import dev.muster.gateway.authority.PreflightReport;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.SettingStore.Definition;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.SubjectStore.Subject;

/** Reads what a preflight report is made of, a page at a time: a large tenant costs time, not memory. */
final class PreflightRun {
    private static final int PAGE = 1_000;

    private final Store store;
    private final Clock clock;

    PreflightRun(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    PreflightReport report(Tenant tenant, TenantAuthority to) {
        List<Definition> settings = new ArrayList<>();
        for (ManagementAuthority authority : ManagementAuthority.values()) {
            settings.addAll(store.settings().all(tenant.id(), authority));
        }
        Map<ManagementAuthority, Preflight.PushTopic> topics = new EnumMap<>(ManagementAuthority.class);
        store.pushCertificates().all(tenant.id()).forEach(certificate -> topics.put(certificate.authority(),
                new Preflight.PushTopic(certificate.topic(), certificate.notAfter())));
        Preflight preflight = new Preflight(tenant, to, settings, topics, clock.instant());
        goOverDevices(tenant, preflight);
        goOverUsers(tenant, preflight);
        return preflight.report();
    }

    private void goOverDevices(Tenant tenant, Preflight preflight) {
        Optional<DeviceId> after = Optional.empty();
        List<Subject> page;
        do {
            page = store.subjects().page(tenant.id(), after, PAGE);
            page.forEach(preflight::add);
            after = page.isEmpty() ? after : Optional.of(page.getLast().device().id());
        } while (page.size() == PAGE);
    }

    private void goOverUsers(Tenant tenant, Preflight preflight) {
        Optional<UserId> after = Optional.empty();
        List<DirectoryStore.User> page;
        do {
            page = store.directory().page(tenant.id(), after, PAGE);
            page.forEach(preflight::add);
            after = page.isEmpty() ? after : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
    }
}
