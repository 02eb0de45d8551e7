package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.AuditStore;
import dev.muster.gateway.store.DirectoryStore.Licence;
import dev.muster.gateway.store.DirectoryStore.User;

/** Tenants, users, small values and the audit trail. */
@Timeout(120)
interface AdministrationContract extends StoreHarness {
    @Test
    default void createsATenantOnce() {
        TenantId id = new TenantId("o-" + UUID.randomUUID());
        TenantOptions options = new TenantOptions(true, false, true, true);
        assertTrue(store().tenants().create(id, "Contoso", TenantAuthority.UNKNOWN, options, Given.NOW));
        assertFalse(store().tenants().create(id, "Other", TenantAuthority.INTUNE, TenantOptions.NONE, Given.NOW));

        Tenant tenant = store().tenants().tenant(id).orElseThrow();
        assertEquals("Contoso", tenant.displayName());
        assertEquals(TenantAuthority.UNKNOWN, tenant.authority());
        assertEquals(options, tenant.options());
        assertEquals(0, tenant.epoch());
        assertEquals(Given.NOW, tenant.authorityChangedAt());
        assertTrue(store().tenants().tenant(new TenantId("nobody")).isEmpty());
    }

    @Test
    default void findsAUserByPrincipalNameWithoutRegardToCaseInItsTenantAlone() {
        Given given = Given.tenant(store());
        Given other = Given.tenant(store());
        UserId ada = new UserId(UUID.randomUUID());
        assertTrue(store().directory().create(given.tenant, ada, "Ada@contoso.example"));
        assertEquals(ada, store().directory().named(given.tenant, "aDA@contoso.example").orElseThrow().id());
        assertTrue(store().directory().named(given.tenant, "ada@contoso").isEmpty());
        assertTrue(store().directory().named(other.tenant, "ada@contoso.example").isEmpty());
    }

    @Test
    default void replacesOptions() {
        Given given = Given.tenant(store());
        assertTrue(store().tenants().setOptions(given.tenant, new TenantOptions(false, true, false, true)));
        assertEquals(new TenantOptions(false, true, false, true),
                store().tenants().tenant(given.tenant).orElseThrow().options());
        assertFalse(store().tenants().setOptions(new TenantId("nobody"), TenantOptions.NONE));
    }

    /** R3: of two administrators one wins. */
    @Test
    default void letsOneOfManyAdministratorsChangeTheAuthority() throws Exception {
        Given given = Given.tenant(store(), TenantAuthority.OFFICE365);
        List<Future<Boolean>> attempts = new ArrayList<>();
        Instant later = Given.NOW.plusSeconds(60);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                attempts.add(threads.submit(() -> store().tenants().changeAuthority(given.tenant,
                        TenantAuthority.OFFICE365, TenantAuthority.COEXISTENCE, later).isPresent()));
            }
        }
        int won = 0;
        for (Future<Boolean> attempt : attempts) {
            won += attempt.get() ? 1 : 0;
        }
        assertEquals(1, won);
        Tenant after = store().tenants().tenant(given.tenant).orElseThrow();
        assertEquals(TenantAuthority.COEXISTENCE, after.authority());
        assertEquals(1, after.epoch(), "raised once");
        assertEquals(later, after.authorityChangedAt());
    }

    @Test
    default void pagesThroughTenantsInTheOrderOfTheirIds() {
        String prefix = "zz" + UUID.randomUUID().toString().substring(0, 8);
        Stream.of("-b", "-a", "0", "a").forEach(end -> store().tenants().create(new TenantId(prefix + end), "T",
                TenantAuthority.INTUNE, TenantOptions.NONE, Given.NOW));

        List<String> seen = new ArrayList<>();
        Optional<TenantId> after = Optional.of(new TenantId(prefix));
        for (int page = 0; page < 2; page++) {
            List<Tenant> tenants = store().tenants().page(after, 2);
            tenants.forEach(tenant -> seen.add(tenant.id().value()));
            after = Optional.of(tenants.getLast().id());
        }
        assertEquals(List.of(prefix + "-a", prefix + "-b", prefix + "0", prefix + "a"), seen,
                "by bytes, whatever the locale of the database");
    }

    @Test
    default void keepsPrincipalNamesUniqueWithoutRegardToCase() {
        Given given = Given.tenant(store());
        UserId ada = given.user("Ada@Contoso.example");
        assertFalse(store().directory().create(given.tenant, new UserId(UUID.randomUUID()), "ada@contoso.EXAMPLE"));
        assertFalse(store().directory().create(given.tenant, ada, "other"), "the id is taken");
        assertFalse(store().directory().create(new TenantId("nobody"), ada, "ada"), "no such tenant");
        assertTrue(store().directory().create(Given.tenant(store()).tenant, ada, "ada@contoso.example"),
                "another tenant may have both");
        assertEquals(new User(ada, "Ada@Contoso.example", List.of(), Entitlement.NONE),
                store().directory().user(given.tenant, ada).orElseThrow());
    }

    @Test
    default void pagesThroughUsers() {
        Given given = Given.tenant(store());
        List<UserId> ids = Stream.of("80000000-0000-4000-8000-000000000000", "7fffffff-0000-4000-8000-000000000000",
                "00000000-0000-4000-8000-000000000001").map(UserId::of).toList();
        ids.forEach(id -> store().directory().create(given.tenant, id, id.toString()));

        List<User> first = store().directory().page(given.tenant, Optional.empty(), 2);
        List<User> rest = store().directory().page(given.tenant, Optional.of(first.getLast().id()), 2);

        assertEquals(ids.reversed(), Stream.concat(first.stream(), rest.stream()).map(User::id).toList());
    }

    @Test
    default void keepsLicencesAndTellsWhetherTheEntitlementChanged() {
        Given given = Given.tenant(store());
        UserId ada = given.user("ada");
        Set<UUID> disabled = Set.of(new UUID(4, 1), new UUID(4, 2));
        Licence licence = new Licence(UUID.randomUUID(), disabled);

        assertEquals(Optional.of(true), store().directory().setLicences(given.tenant, ada, List.of(licence),
                Given.INTUNE, Given.NOW));
        assertEquals(Optional.of(false), store().directory().setLicences(given.tenant, ada,
                List.of(licence, new Licence(UUID.randomUUID(), Set.of())), Given.INTUNE, Given.NOW));
        assertEquals(Optional.empty(), store().directory().setLicences(given.tenant,
                new UserId(UUID.randomUUID()), List.of(), Given.INTUNE, Given.NOW));

        User kept = store().directory().user(given.tenant, ada).orElseThrow();
        assertEquals(2, kept.licences().size());
        assertEquals(licence, kept.licences().getFirst());
        assertEquals(Given.INTUNE, kept.entitlement());
        assertEquals(1, store().tenants().tenant(given.tenant).orElseThrow().epoch(), "raised by the change alone");
    }

    @Test
    default void listsTheDevicesOfAUserThatAreUnderManagement() {
        Given given = Given.tenant(store());
        UserId ada = given.user("ada");
        var phone = given.enrolled(Platform.IOS, Optional.of(ada));
        var gone = given.enrolled(Platform.IOS, Optional.of(ada));
        given.enrolled(Platform.IOS, Optional.of(given.user("bob")));
        store().checkIns().write(new Given.Write(given.device(gone))
                .device(row -> Given.copy(row, DeviceState.UNENROLLED, 1, 0, row.certificate())).build());

        assertEquals(List.of(phone.device()), store().directory().devicesOf(given.tenant, ada, 10));
    }

    @Test
    default void agreesOnOneValue() throws Exception {
        String key = "secret-" + UUID.randomUUID();
        List<Future<String>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                String mine = "value-" + i;
                answers.add(threads.submit(() -> store().meta().putIfAbsent(key, mine)));
            }
        }
        String agreed = store().meta().get(key).orElseThrow();
        for (Future<String> answer : answers) {
            assertEquals(agreed, answer.get());
        }
        store().meta().put(key, "another");
        assertEquals(Optional.of("another"), store().meta().get(key));
        assertEquals(Optional.empty(), store().meta().get(key + "-not"));
    }

    @Test
    default void pagesThroughAuditEntriesOfOneMomentWithoutLosingOne() {
        Given given = Given.tenant(store());
        for (int i = 0; i < 5; i++) {
            store().audit().append(new AuditStore.Entry(given.tenant, Given.NOW, "admin", "authority.change", "" + i));
        }
        List<String> seen = new ArrayList<>();
        Optional<Instant> before = Optional.empty();
        for (int page = 0; page < 3; page++) {
            List<AuditStore.Entry> entries = store().audit().newest(given.tenant, before, 2);
            entries.forEach(entry -> seen.add(entry.detail()));
            before = Optional.of(entries.getLast().at());
        }
        assertEquals(List.of("4", "3", "2", "1", "0"), seen);
        assertEquals(List.of(), store().audit().newest(Given.tenant(store()).tenant, Optional.empty(), 2));
    }
}
