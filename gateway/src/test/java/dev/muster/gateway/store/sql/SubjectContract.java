package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Assignment;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.SettingStore.Definition;
import dev.muster.gateway.store.SubjectStore.Subject;
import dev.muster.gateway.store.SubjectStore.Waiting;
import dev.muster.gateway.store.TenantStore;

/** Devices with what decides about them, and what a change of authority does to what waits for them (R25). */
@Timeout(120)
interface SubjectContract extends StoreHarness {
    private Subject subject(Given given, Caller caller) {
        return store().subjects().subject(given.tenant, caller.device()).orElseThrow();
    }

    @Test
    default void tellsWhatDecidesAboutADevice() {
        Given given = Given.tenant(store());
        UserId ada = given.user("ada@contoso.example");
        Caller phone = given.enrolled(Platform.IOS, Optional.of(ada));
        Subject before = subject(given, phone);
        assertEquals(given.device(phone), before.device());
        assertEquals("com.apple.mgmt.1", before.topic());
        assertEquals(Optional.empty(), before.entitledAt());
        assertEquals(Set.of(), before.audience());
        assertEquals(List.of(), before.pending());
        assertTrue(before.lastSeen().isPresent(), "its enrolment was a contact");

        store().directory().setLicences(given.tenant, ada, List.of(), Given.INTUNE, Given.NOW);
        Definition plain = SettingContract.definition("a", ManagementAuthority.INTUNE, "v1");
        store().settings().put(given.tenant, new Definition(plain.name(), plain.authority(), plain.kind(),
                plain.definition(), plain.compiled(),
                new Assignment(false, Set.of(), Set.of(ada), Set.of(), Set.of())), Given.NOW);
        assertTrue(store().devices().queue(given.tenant, phone.device(), Given.command(1, Action.Kind.WIPE)));
        Subject after = subject(given, phone);
        assertEquals(Optional.of(Given.INTUNE), after.entitlement());
        assertEquals(Optional.of(Given.NOW), after.entitledAt());
        assertEquals(Set.of(ada.value()), after.audience(), "named by itself");
        assertEquals(List.of(new Waiting(Action.Kind.WIPE, PendingCommand.State.QUEUED, ManagementAuthority.INTUNE)),
                after.pending());
    }

    @Test
    default void pagesThroughDevicesOfOneTenantInOrder() {
        Given given = Given.tenant(store());
        Caller kiosk = given.enrolled(Platform.WINDOWS, Optional.empty());
        Caller other = given.enrolled(Platform.IOS, Optional.empty());
        Given.tenant(store()).enrolled(Platform.IOS, Optional.empty());
        List<Subject> first = store().subjects().page(given.tenant, Optional.empty(), 1);
        List<Subject> second = store().subjects().page(given.tenant, Optional.of(first.getFirst().device().id()), 5);
        assertEquals(Set.of(kiosk.device(), other.device()),
                Set.of(first.getFirst().device().id(), second.getFirst().device().id()));
        assertEquals(1, second.size());
        assertEquals(List.of(), store().subjects().page(given.tenant, Optional.of(second.getFirst().device().id()), 5));

        assertTrue(store().devices().place(given.tenant, kiosk.device(), ManagementAuthority.OFFICE365));
        assertEquals(Optional.of(Given.CLOCK.instant()), subject(given, kiosk).placedAt());
        assertEquals(Optional.empty(), subject(given, other).placedAt());
        assertEquals(Optional.empty(),
                store().subjects().subject(given.tenant, new dev.muster.gateway.model.DeviceId(UUID.randomUUID())));
    }

    /** R25: what waits is marked in the very transaction of the change; only kinds that need a choice are. */
    @Test
    default void marksWaitingLocksAndWipesAsChosen() {
        Given given = Given.tenant(store(), TenantAuthority.OFFICE365);
        Caller phone = given.enrolled(Platform.IOS, Optional.empty());
        for (Action.Kind kind : List.of(Action.Kind.WIPE, Action.Kind.LOCK, Action.Kind.RESTART)) {
            assertTrue(store().devices().queue(given.tenant, phone.device(), Given.command(1, kind)));
        }
        assertEquals(Optional.empty(), store().tenants().changeAuthority(given.tenant, TenantAuthority.INTUNE,
                TenantAuthority.COEXISTENCE, TenantStore.Waiting.STAYS_BEHIND, Given.NOW), "somebody was faster");
        assertEquals(List.of(false, false, false), marks(given, phone));
        assertTrue(store().tenants().changeAuthority(given.tenant, TenantAuthority.OFFICE365,
                TenantAuthority.COEXISTENCE, TenantStore.Waiting.STAYS_BEHIND, Given.NOW).isPresent());
        assertEquals(List.of(true, true, false), marks(given, phone));
        assertTrue(given.read(phone).commands().getFirst().staysBehind(), "a check-in reads it");
        assertTrue(store().tenants().changeAuthority(given.tenant, TenantAuthority.COEXISTENCE,
                TenantAuthority.OFFICE365, Given.NOW).isPresent());
        assertEquals(List.of(false, false, false), marks(given, phone), "the newest choice counts");
        assertFalse(store().devices().pending(given.tenant, phone.device()).isEmpty());
    }

    private List<Boolean> marks(Given given, Caller caller) {
        return store().devices().pending(given.tenant, caller.device()).stream().map(PendingCommand::staysBehind)
                .toList();
    }
}
