package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.RecoveryStore;
import dev.muster.gateway.store.RecoveryStore.HeldAfter;

/** What a store owes its devices after a restore (R14, R25). */
@Timeout(120)
interface RecoveryContract extends StoreHarness {
    /** The newest certificate of {@link Given} was issued at its NOW; two hours later the store is restored. */
    Instant LOST = Given.NOW.plus(Duration.ofHours(1));
    Instant RESTORED = Given.NOW.plus(Duration.ofHours(2));

    private static SqlStore open(StoreConfig config) {
        return SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE);
    }

    private static Caller caller(Given given, DeviceId device, Instant from) {
        return new Caller(given.tenant, device, Fingerprint.of(UUID.randomUUID().toString().getBytes(
                java.nio.charset.StandardCharsets.UTF_8)), new Caller.Validity(from, from.plus(Duration.ofDays(365))));
    }

    @Test
    default void holdsWhatMayHaveBeenDoneAndAsksForTheInventoryFirst() {
        try (SqlStore opened = open(fresh())) {
            Given given = Given.tenant(opened);
            Caller phone = given.enrolled(Platform.IOS, Optional.empty());
            given.issued(Platform.IOS, Optional.empty());
            List<PendingCommand> queued = new ArrayList<>();
            for (Action.Kind kind : List.of(Action.Kind.WIPE, Action.Kind.LOCK, Action.Kind.RESTART)) {
                queued.add(Given.command(1, kind));
                assertTrue(opened.devices().queue(given.tenant, phone.device(), queued.getLast()));
            }
            opened.enrolments().putToken(Given.hash("waits"),
                    given.token(Platform.IOS, Optional.empty(), new DeviceId(UUID.randomUUID())));
            long before = given.device(phone).version();
            RecoveryStore recovery = opened.recovery();
            assertEquals(Optional.empty(), recovery.restored());

            assertEquals(new RecoveryStore.Marked(1, 2, 1), recovery.markRestored(Given.NOW.plusSeconds(60)));

            assertEquals(Given.NOW, recovery.restored().orElseThrow().newestCertificate());
            assertEquals(List.of(PendingCommand.State.HELD, PendingCommand.State.QUEUED, PendingCommand.State.HELD),
                    given.read(phone).commands().stream().map(PendingCommand::state).toList());
            assertEquals(Device.INVENTORY_FIRST, given.device(phone).convergedHash());
            assertEquals(before + 1, given.device(phone).version(), "a turn under way conflicts");
            assertEquals(Optional.empty(),
                    opened.enrolments().token(given.tenant, Given.hash("waits"), Given.NOW.plusSeconds(61)),
                    "it may have been used in the lost time");
            assertEquals("store.restore",
                    opened.audit().newest(given.tenant, Optional.empty(), 1).getFirst().operation());

            RecoveryStore.HeldAction first = recovery.held(given.tenant, Optional.empty(), 1).getFirst();
            RecoveryStore.HeldAction second = recovery
                    .held(given.tenant, Optional.of(new HeldAfter(first.device(), first.id())), 9).getFirst();
            assertTrue(recovery.release(given.tenant, first.device(), first.id()));
            assertFalse(recovery.release(given.tenant, first.device(), first.id()), "once");
            assertFalse(recovery.cancel(Given.tenant(opened).tenant, second.device(), second.id(), RESTORED),
                    "another tenant's");
            assertTrue(recovery.cancel(given.tenant, second.device(), second.id(), RESTORED));
            assertEquals(List.of(), recovery.held(given.tenant, Optional.empty(), 9));
            assertEquals(2, given.read(phone).commands().size());
            assertEquals("not repeated after a restore",
                    opened.devices().finished(given.tenant, phone.device(), 9).getFirst().detail());
        }
    }

    @Test
    default void takesInACertificateOfTheLostTimeAndHoldsAllThatWaits() {
        try (SqlStore opened = open(fresh())) {
            Given given = Given.tenant(opened);
            Caller before = given.enrolled(Platform.IOS, Optional.empty());
            assertTrue(opened.devices().queue(given.tenant, before.device(), Given.command(1, Action.Kind.LOCK)));
            Caller renewed = caller(given, before.device(), LOST);
            assertFalse(opened.recovery().readmit(renewed, true, RESTORED), "the store was never restored");
            opened.recovery().markRestored(RESTORED);

            assertFalse(opened.recovery().readmit(renewed, false, RESTORED), "an iPhone speaks no OMA-DM");
            assertFalse(opened.recovery().readmit(caller(given, before.device(), Given.NOW.minusSeconds(3_600)), true,
                    RESTORED), "the store would have a record of it");
            assertFalse(opened.recovery().readmit(caller(given, before.device(), RESTORED.plusSeconds(1)), true,
                    RESTORED), "issued since: the store has a record of all it issued");
            assertTrue(opened.recovery().readmit(renewed, true, RESTORED));

            Device row = given.device(renewed);
            assertEquals(DeviceState.ENROLLED, row.state());
            assertEquals(1, row.enrolment(), "it may be a renewal: what belongs to the enrolment stays");
            assertEquals(Device.INVENTORY_FIRST, row.convergedHash());
            assertEquals(List.of(PendingCommand.State.HELD),
                    given.read(renewed).commands().stream().map(PendingCommand::state).toList());
            assertEquals(CertificateStatus.SUPERSEDED, given.read(before).status());
            assertFalse(opened.recovery().readmit(caller(given, before.device(), LOST.minusSeconds(60)), true,
                    RESTORED), "one that another one of the lost time replaced does not come back");
        }
    }

    @Test
    default void takesInADeviceWhoseEnrolmentEndedInTheLostTime() {
        try (SqlStore opened = open(fresh())) {
            Given given = Given.tenant(opened);
            Caller issued = given.issued(Platform.MACOS, Optional.empty());
            opened.recovery().markRestored(RESTORED);
            Caller comes = new Caller(issued.tenant(), issued.device(), issued.certificate(),
                    new Caller.Validity(Given.NOW, LOST));
            assertTrue(opened.recovery().readmit(comes, true, RESTORED));
            assertEquals(DeviceState.ENROLLED, given.device(comes).state());
            assertEquals(1, given.device(comes).enrolment());
            assertEquals(CertificateStatus.ACTIVE, given.read(comes).status());
        }
    }

    @Test
    default void neverTakesInARevokedCertificate() {
        try (SqlStore opened = open(fresh())) {
            Given given = Given.tenant(opened);
            Caller caller = given.issued(Platform.MACOS, Optional.empty());
            opened.enrolments().revoke(given.tenant, caller.certificate(), Given.NOW);
            opened.recovery().markRestored(RESTORED);
            assertFalse(opened.recovery().readmit(new Caller(caller.tenant(), caller.device(), caller.certificate(),
                    new Caller.Validity(Given.NOW, LOST)), true, RESTORED));
        }
    }

    @Test
    default void notesADeviceThatNobodyKnowsUntilItIsAdopted() {
        try (SqlStore opened = open(fresh())) {
            Given given = Given.tenant(opened);
            Caller stranger = caller(given, new DeviceId(UUID.randomUUID()), LOST);
            RecoveryStore recovery = opened.recovery();
            for (int i = 0; i < 3; i++) {
                assertFalse(recovery.readmit(stranger, true, RESTORED.plusSeconds(i)));
            }
            assertEquals(List.of(new RecoveryStore.UnknownDevice(stranger.device(), true, RESTORED, RESTORED)),
                    recovery.unknown(given.tenant, Optional.empty(), 9), "written once an hour");
            assertFalse(recovery.readmit(stranger, true, RESTORED.plusSeconds(7_200)));
            assertEquals(RESTORED.plusSeconds(7_200),
                    recovery.unknown(given.tenant, Optional.empty(), 9).getFirst().lastSeen());
            assertEquals(List.of(), recovery.unknown(Given.tenant(opened).tenant, Optional.empty(), 9));

            assertFalse(recovery.adopt(given.tenant, stranger.device(), Platform.WINDOWS, Optional.empty(),
                    Optional.empty(), RESTORED), "it speaks Apple's protocol");
            assertTrue(recovery.adopt(given.tenant, stranger.device(), Platform.IOS, Optional.empty(),
                    Optional.of(ManagementAuthority.INTUNE), RESTORED));
            assertFalse(recovery.adopt(given.tenant, stranger.device(), Platform.IOS, Optional.empty(),
                    Optional.empty(), RESTORED), "it is known now");
            assertEquals(DeviceState.ENROLLED, given.device(stranger).state());
            assertEquals(Optional.of(ManagementAuthority.INTUNE), given.device(stranger).placedUnder());
            assertEquals(List.of(), recovery.unknown(given.tenant, Optional.empty(), 9));
        }
    }
}
