package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.CheckInWrite;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.DeviceStore.Due;
import dev.muster.gateway.store.DeviceStore.Reach;
import dev.muster.gateway.store.DeviceStore.Span;

/** R9 and idea 7: who should hear of a change, and who need not. */
@Timeout(120)
interface DueContract extends StoreHarness {
    private Set<DeviceId> due(Given given) {
        Set<DeviceId> all = new HashSet<>();
        long epoch = store().tenants().tenant(given.tenant).orElseThrow().epoch();
        Set<DeviceId> met = new HashSet<>();
        List<Due> page = store().devices().due(given.tenant, epoch, Span.ALL, 2);
        while (!page.isEmpty()) {
            for (Due one : page) {
                assertTrue(met.add(one.device().id()), "no device twice");
                if (one.reach() instanceof Reach.At) {
                    all.add(one.device().id());
                }
            }
            page = store().devices().due(given.tenant, epoch,
                    new Span(page.getLast().device().id().value(), Span.ALL.upTo()), 2);
        }
        return all;
    }

    /** What a turn does that has nothing more to send. */
    private void converge(Given given, Caller caller) {
        var read = given.read(caller);
        CheckInWrite write = new Given.Write(read.device())
                .device(row -> Given.atEpoch(row, read.tenant().epoch())).build();
        assertEquals(WriteOutcome.COMMITTED, store().checkIns().write(write));
    }

    @Test
    default void makesEveryDeviceDueWhenTheTenantsAuthorityChanges() {
        Given given = Given.tenant(store(), TenantAuthority.OFFICE365);
        UserId ada = given.user("ada");
        store().directory().setLicences(given.tenant, ada, List.of(), Given.INTUNE, Given.NOW);
        Caller one = given.enrolled(Platform.IOS, Optional.of(ada));
        Caller two = given.enrolled(Platform.WINDOWS, Optional.empty());
        Caller three = given.enrolled(Platform.IOS, Optional.empty());
        Caller left = given.enrolled(Platform.IOS, Optional.empty());
        given.issued(Platform.IOS, Optional.empty());
        store().checkIns().write(new Given.Write(given.device(left))
                .device(row -> Given.copy(row, DeviceState.UNENROLLED, 1, 0, row.certificate())).build());
        assertEquals(Set.of(), due(given));

        Tenant changed = store().tenants().changeAuthority(given.tenant, TenantAuthority.OFFICE365,
                TenantAuthority.COEXISTENCE, Given.NOW).orElseThrow();

        assertEquals(Set.of(one.device(), two.device(), three.device()), due(given));
        converge(given, two);
        assertEquals(Set.of(one.device(), three.device()), due(given));
        List<Due> page = store().devices().due(given.tenant, changed.epoch(), Span.ALL, 10);
        Due first = page.stream().filter(found -> found.device().id().equals(one.device())).findFirst().orElseThrow();
        assertEquals(Optional.of(Given.INTUNE), first.user());
        assertEquals("com.apple.mgmt.1", ((Reach.At) first.reach()).address().topic());
        assertEquals(given.device(one), first.device());
        converge(given, one);
        converge(given, three);
        assertEquals(Set.of(), due(given));
    }

    /** R9: a licence concerns that user's devices; nobody else is woken, nobody else's row is rewritten. */
    @Test
    default void makesOnlyAUsersDevicesDueWhenLicencesChange() {
        Given given = Given.tenant(store());
        UserId ada = given.user("ada");
        Caller hers = given.enrolled(Platform.IOS, Optional.of(ada));
        Caller other = given.enrolled(Platform.IOS, Optional.of(given.user("bob")));
        converge(given, hers);
        converge(given, other);
        var before = given.device(other);

        store().directory().setLicences(given.tenant, ada, List.of(), Given.INTUNE, Given.NOW);

        assertEquals(Set.of(hers.device()), due(given));
        assertEquals(before, given.device(other));
        assertEquals(given.device(other).epoch(), given.read(other).tenant().epoch(),
                "a device that the change does not concern has nothing to write down");
        assertTrue(given.device(hers).epoch() < given.read(hers).tenant().epoch());
        converge(given, hers);
        assertEquals(Set.of(), due(given));
        store().directory().setLicences(given.tenant, ada, List.of(), Given.INTUNE, Given.NOW);
        assertEquals(Set.of(), due(given), "the same entitlement changes nothing");
    }

    /** R7: a turn that decided on the licences of a moment ago does not count as having converged. */
    @Test
    default void doesNotLoseAChangeThatHappensDuringATurn() {
        Given given = Given.tenant(store());
        UserId ada = given.user("ada");
        Caller caller = given.enrolled(Platform.IOS, Optional.of(ada));
        CheckInWrite underWay = new Given.Write(given.device(caller))
                .device(row -> Given.atEpoch(row, given.read(caller).tenant().epoch())).build();

        store().directory().setLicences(given.tenant, ada, List.of(), Given.INTUNE, Given.NOW);
        assertEquals(WriteOutcome.CONFLICT, store().checkIns().write(underWay));
        assertEquals(Set.of(caller.device()), due(given));

        converge(given, caller);
        CheckInWrite second = new Given.Write(given.device(caller))
                .device(row -> Given.atEpoch(row, given.read(caller).tenant().epoch())).build();
        store().settings().put(given.tenant, SettingContract.definition("a", ManagementAuthority.INTUNE, "v1"),
                Given.NOW);
        assertEquals(WriteOutcome.COMMITTED, store().checkIns().write(second));
        assertEquals(Set.of(caller.device()), due(given), "it recorded the older epoch");
    }

    @Test
    default void leavesOutDevicesThatCannotBeWoken() {
        Given given = Given.tenant(store(), TenantAuthority.OFFICE365);
        Caller dead = given.enrolled(Platform.IOS, Optional.empty());
        Caller alive = given.enrolled(Platform.IOS, Optional.empty());
        store().tenants().changeAuthority(given.tenant, TenantAuthority.OFFICE365, TenantAuthority.COEXISTENCE,
                Given.NOW);
        var address = store().devices().pushAddress(given.tenant, dead.device()).orElseThrow();
        store().devices().tokenGone(given.tenant, dead.device(), address, Given.NOW.plusSeconds(1));

        assertEquals(Set.of(alive.device()), due(given));
        assertEquals(List.of(dead.device()), store().devices().deadTokens(given.tenant, Optional.empty(), 10).stream()
                .map(DeviceStore.DeadToken::device).toList(), "the administrator sees which");
        assertEquals(List.of(),
                store().devices().deadTokens(given.tenant, Optional.of(dead.device()), 10));
    }

    @Test
    default void looksNoFurtherThanTheEndOfASpan() {
        Given given = Given.tenant(store(), TenantAuthority.OFFICE365);
        List<DeviceId> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(given.enrolled(Platform.IOS, Optional.empty()).device());
        }
        ids.sort(DeviceWrite.BY_DEVICE);
        long epoch = store().tenants().changeAuthority(given.tenant, TenantAuthority.OFFICE365,
                TenantAuthority.COEXISTENCE, Given.NOW).orElseThrow().epoch();
        Span middle = new Span(ids.get(1).value(), ids.get(4).value());
        assertEquals(ids.subList(2, 5), store().devices().due(given.tenant, epoch, middle, 10).stream()
                .map(due -> due.device().id()).toList());
    }

    @Test
    default void agreesWithAModelOverRandomChanges() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Given given = Given.tenant(store());
        List<UserId> users = new ArrayList<>();
        List<Caller> devices = new ArrayList<>();
        List<Entitlement> held = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            users.add(given.user("user-" + i));
            held.add(Entitlement.NONE);
            devices.add(given.enrolled(Platform.IOS, Optional.of(users.get(i))));
            devices.add(given.enrolled(Platform.IOS, Optional.of(users.get(i))));
        }
        Set<DeviceId> expected = new HashSet<>();
        for (int step = 0; step < 60; step++) {
            int user = random.nextInt(users.size());
            switch (random.nextInt(6)) {
                case 0 -> {
                    store().settings().put(given.tenant, SettingContract.definition("s",
                            ManagementAuthority.INTUNE, UUID.randomUUID().toString()), Given.NOW);
                    devices.forEach(device -> expected.add(device.device()));
                }
                case 1, 2 -> {
                    held.set(user, held.get(user).intune() ? Entitlement.NONE : Given.INTUNE);
                    store().directory().setLicences(given.tenant, users.get(user), List.of(), held.get(user),
                            Given.NOW);
                    expected.add(devices.get(2 * user).device());
                    expected.add(devices.get(2 * user + 1).device());
                }
                default -> {
                    Caller caller = devices.get(random.nextInt(devices.size()));
                    converge(given, caller);
                    expected.remove(caller.device());
                }
            }
            assertEquals(expected, due(given), "step " + step + " of seed " + seed);
        }
    }
}
