package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.DmAccount;
import dev.muster.gateway.model.DmMemory;
import dev.muster.gateway.model.DmNonces;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.CheckInWrite;
import dev.muster.gateway.store.WakeScheduleStore.Schedule;

/** What a check-in may count on. */
@Timeout(120)
interface CheckInContract extends StoreHarness {
    @Test
    default void readsEverythingATurnNeeds() {
        Given given = Given.tenant(store());
        UserId ada = given.user("ada@contoso.example");
        store().directory().setLicences(given.tenant, ada, List.of(), Given.INTUNE, Given.NOW);
        Caller caller = given.enrolled(Platform.IOS, Optional.of(ada));
        PendingCommand lock = Given.command(1, Action.Kind.LOCK);
        PendingCommand restart = Given.command(1, Action.Kind.RESTART);
        assertTrue(store().devices().queue(given.tenant, caller.device(), lock));
        assertTrue(store().devices().queue(given.tenant, caller.device(), restart));

        CheckInRead read = store().checkIns().read(caller, true, Given.NOW).orElseThrow();

        assertEquals(CertificateStatus.ACTIVE, read.status());
        assertEquals(new CheckInRead.Grant(Optional.of(ada), "UDID-1", "SERIAL-1", 0,
                CheckInRead.Grant.dueFrom(Given.NOW, Given.NOW.plusSeconds(86_400 * 365))), read.grant());
        assertEquals(Optional.of(Given.INTUNE), read.entitlement());
        assertEquals(given.tenant, read.tenant().id());
        assertEquals(Platform.IOS, read.device().platform());
        assertEquals(Optional.of(ada), read.device().user());
        assertEquals(List.of(lock, restart), read.commands());
        assertEquals(Optional.empty(), read.session());
    }

    @Test
    default void knowsNothingOfStrangers() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        Caller other = given.enrolled(Platform.IOS, Optional.empty());
        Fingerprint unknown = given.certificate(caller.device()).fingerprint();

        assertTrue(absent(new Caller(given.tenant, caller.device(), unknown)));
        assertTrue(absent(new Caller(given.tenant, other.device(), caller.certificate())), "another device's");
        assertTrue(absent(new Caller(Given.tenant(store()).tenant, caller.device(), caller.certificate())),
                "another tenant's");
    }

    private boolean absent(Caller caller) {
        return store().checkIns().read(caller, false, Given.NOW).isEmpty();
    }

    @Test
    default void keepsEveryFieldOfADevice() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.WINDOWS, Optional.of(given.user("ada")));
        Device row = given.device(caller);
        InstalledSetting held = new InstalledSetting(new SettingName("Wi-Fi \"Büro\" \uD83D\uDCF6"),
                ManagementAuthority.OFFICE365, "00112233445566ff", "", InstalledSetting.State.RETRY, 3,
                List.of("./Vendor/A", "./Vendor/B"), "id", Given.NOW, "507");
        Device after = new Device(row.tenant(), row.id(), row.version() + 1, Platform.ANDROID,
                Optional.of(given.user("bob")), DeviceState.UNENROLLED, 7, Optional.of(caller.certificate()),
                Optional.of(given.certificate(row.id()).fingerprint()),
                new Device.Hardware("u", "s", "m", "o", "n"), Optional.of(ManagementAuthority.INTUNE),
                Optional.of(ManagementAuthority.OFFICE365), 42, "00112233445566aa", List.of(held));

        assertEquals(WriteOutcome.COMMITTED, store().checkIns().write(new CheckInWrite(after, List.of(), List.of(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Given.NOW)));

        assertEquals(after, given.device(caller));
    }

    @Test
    default void refusesAWriteThatDecidedOnAnOlderVersion() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        Device read = given.device(caller);
        CheckInWrite first = new Given.Write(read).device(row -> Given.named(row, "first")).build();
        CheckInWrite second = new Given.Write(read).device(row -> Given.named(row, "second"))
                .push(Given.address("other", "m")).build();

        assertEquals(WriteOutcome.COMMITTED, store().checkIns().write(first));
        assertEquals(WriteOutcome.CONFLICT, store().checkIns().write(second));

        assertEquals("first", given.device(caller).hardware().name());
        assertArrayEquals(("token-" + caller.device()).getBytes(StandardCharsets.UTF_8),
                store().devices().pushAddress(given.tenant, caller.device()).orElseThrow().token(),
                "nothing of a conflicting write is kept");
    }

    @Test
    default void losesNoUpdateOfOneDeviceAmongManyWriters() throws Exception {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        long before = given.device(caller).version();
        List<Future<Integer>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                writers.add(threads.submit(() -> commits(given, caller, 20)));
            }
        }
        int committed = 0;
        for (Future<Integer> writer : writers) {
            committed += writer.get();
        }
        Device after = given.device(caller);
        assertEquals(before + committed, after.version());
        assertEquals(Integer.toString(committed), after.hardware().name(), "each one counted on from the last");
        assertTrue(committed >= 20, "somebody wins every time: " + committed);
    }

    private static int commits(Given given, Caller caller, int tries) {
        int committed = 0;
        for (int i = 0; i < tries; i++) {
            Device read = given.device(caller);
            String count = read.hardware().name();
            String next = Integer.toString(count.isEmpty() ? 1 : Integer.parseInt(count) + 1);
            CheckInWrite write = new Given.Write(read).device(row -> Given.named(row, next)).build();
            if (given.store.checkIns().write(write) == WriteOutcome.COMMITTED) {
                committed++;
            }
        }
        return committed;
    }

    @Test
    default void movesCommandsFromTheQueueIntoHistory() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        PendingCommand first = Given.command(1, Action.Kind.LOCK);
        PendingCommand second = Given.command(1, Action.Kind.DEVICE_INFORMATION);
        store().devices().queue(given.tenant, caller.device(), first);
        store().devices().queue(given.tenant, caller.device(), second);
        PendingCommand sent = new PendingCommand(second.id(), 1, second.authority(), second.action(),
                second.queuedAt(), PendingCommand.State.SENT, 1);
        FinishedCommand done = new FinishedCommand(first, FinishedCommand.Outcome.DONE, "200", new byte[] {1, 2},
                Given.NOW.plusSeconds(1));

        store().checkIns().write(new Given.Write(given.device(caller)).changed(sent).finished(done).build());

        assertEquals(List.of(sent), store().devices().pending(given.tenant, caller.device()));
        FinishedCommand kept = store().devices().finished(given.tenant, caller.device(), 10).getFirst();
        assertEquals(first, kept.command());
        assertEquals(FinishedCommand.Outcome.DONE, kept.outcome());
        assertEquals("200", kept.detail());
        assertArrayEquals(new byte[] {1, 2}, kept.result());
        assertEquals(Given.NOW.plusSeconds(1), kept.finishedAt());
    }

    /** R17: what a device was told counts for that enrolment; an address that is dead is as good as none. */
    @Test
    default void readsWhatAnOmaDmClientWasToldAndWhereItIsWoken() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.WINDOWS, Optional.empty());
        assertEquals(new CheckInRead.Upkeep(Optional.of(Given.NOW), Duration.ofHours(8), 0),
                given.read(caller).upkeep());
        assertEquals(CheckInRead.Upkeep.NONE,
                store().checkIns().read(caller, false, Given.NOW).orElseThrow().upkeep());
        store().wakeSchedules().put(given.tenant, new Schedule(Duration.ofHours(4), 10, Optional.empty()));
        assertEquals(WriteOutcome.COMMITTED, store().checkIns().write(told(given, caller, 233)));
        assertEquals(new CheckInRead.Upkeep(Optional.of(Given.NOW), Duration.ofHours(4), 233),
                given.read(caller).upkeep());
        assertEquals(WriteOutcome.COMMITTED, store().checkIns().write(told(given, caller, 234)));
        assertEquals(234, given.read(caller).upkeep().poll());

        PushAddress address = store().devices().pushAddress(given.tenant, caller.device()).orElseThrow();
        assertTrue(store().devices().tokenGone(given.tenant, caller.device(), address, Given.NOW.plusSeconds(60)));
        assertEquals(Optional.empty(), given.read(caller).upkeep().reachableSince());

        store().checkIns().write(new Given.Write(given.device(caller))
                .device(row -> Given.copy(row, row.state(), 2, row.epoch(), row.certificate())).build());
        assertEquals(0, given.read(caller).upkeep().poll(), "another enrolment was told nothing");
    }

    private static CheckInWrite told(Given given, Caller caller, int minutes) {
        CheckInWrite write = new Given.Write(given.device(caller)).build();
        return new CheckInWrite(write.after(), List.of(), List.of(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Given.NOW, false, OptionalInt.of(minutes));
    }

    @Test
    default void keepsOneSessionRowForAnHour() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.WINDOWS, Optional.empty());
        byte[] reply = "<SyncML/>".getBytes(StandardCharsets.UTF_8);
        DmMemory memory = new DmMemory(DmMemory.Login.OTHERS, new DmMemory.Trust(true, 2, 1, true),
                Optional.of(new DmMemory.Upload("Results a1 ./Big", "chr", "text/plain", 2_000, "half & <more>", true)),
                List.of(new DmMemory.Sending("i0123456789abcdef.4", 3, true,
                        List.of(new DmMemory.Piece(2, "Add", true, ""),
                                new DmMemory.Piece(3, "Delete", false, "./A/b")),
                        17)),
                List.of(new DmMemory.Partial("i0123456789abcdef.4", List.of(1, 2), List.of(2), List.of("200", "404"),
                        "<SyncML/>")),
                List.of(new DmMemory.Owed("3", "5", "Alert", "./T", "", "200")));
        DmNonces nonces = new DmNonces("bm9uY2U=", "b3RoZXI=");
        DmSession session = new DmSession("17", "2", Given.hash("body"), reply, 3, 65_536, 9_000_000_000L, memory,
                nonces, Given.NOW);
        store().checkIns().write(new Given.Write(given.device(caller)).session(session).build());
        store().checkIns().write(new Given.Write(given.device(caller)).build());

        DmSession kept = store().checkIns().read(caller, true, Given.NOW.plusSeconds(3599)).orElseThrow().session()
                .orElseThrow();
        assertEquals("17", kept.sessionId());
        assertEquals("2", kept.msgId());
        assertEquals(Given.hash("body"), kept.requestHash());
        assertArrayEquals(reply, kept.reply());
        assertEquals(3, kept.serverMsgId());
        assertEquals(65_536, kept.maxMsgSize());
        assertEquals(9_000_000_000L, kept.maxObjSize());
        assertEquals(memory, kept.memory());
        assertEquals(Given.NOW, kept.updatedAt());
        assertTrue(store().checkIns().read(caller, false, Given.NOW).orElseThrow().session().isEmpty());
        assertTrue(store().checkIns().read(caller, true, Given.NOW.plusSeconds(3600)).orElseThrow().session()
                .isEmpty());
    }

    @Test
    default void readsADevicesOwnAccountBeforeItsTenantsAndNoncesThatOutliveTheSession() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.WINDOWS, Optional.empty());
        DmNonces nonces = new DmNonces("bm9uY2U=", "b3RoZXI=");
        store().checkIns().write(new Given.Write(given.device(caller)).session(new DmSession("1", "1", "hash",
                new byte[] {1}, 1, 1, 0, DmMemory.EMPTY, nonces, Given.NOW)).build());
        assertEquals(CheckInRead.Credentials.NONE, credentials(caller));

        DmAccount shared = new DmAccount(DmAccount.Scheme.MD5, "all", "s1", "server", "s2");
        DmAccount own = new DmAccount(DmAccount.Scheme.HMAC, "one", "s3", "", "");
        assertTrue(store().dmAccounts().put(given.tenant, Optional.empty(), shared, Given.NOW));
        assertEquals(new CheckInRead.Credentials(Optional.of(shared), nonces), credentials(caller));
        assertTrue(store().dmAccounts().put(given.tenant, Optional.of(caller.device()), own, Given.NOW));
        assertEquals(Optional.of(own), credentials(caller).account());
        assertEquals(Optional.of(own), store().dmAccounts().account(given.tenant, Optional.of(caller.device())));
        assertTrue(store().dmAccounts().put(given.tenant, Optional.of(caller.device()), DmAccount.OFF, Given.NOW));
        assertEquals(CheckInRead.Credentials.NONE, credentials(caller));
        assertTrue(store().dmAccounts().remove(given.tenant, Optional.of(caller.device())));
        assertFalse(store().dmAccounts().remove(given.tenant, Optional.of(caller.device())));
        assertEquals(Optional.of(shared), credentials(caller).account());

        assertFalse(store().dmAccounts().put(given.tenant, Optional.of(new DeviceId(UUID.randomUUID())), own,
                Given.NOW));
        assertFalse(store().dmAccounts().put(new TenantId("nobody"), Optional.empty(), own, Given.NOW));
    }

    /** A day later: the session is over, its nonces are not. */
    private CheckInRead.Credentials credentials(Caller caller) {
        CheckInRead read = store().checkIns().read(caller, true, Given.NOW.plusSeconds(86_400)).orElseThrow();
        assertTrue(read.session().isEmpty());
        return read.credentials();
    }

    @Test
    default void activatesOneCertificateAndSupersedesTheOther() {
        Given given = Given.tenant(store());
        Caller old = given.enrolled(Platform.IOS, Optional.empty());
        Caller renewed = given.certified(Platform.IOS, Optional.empty(), old.device());
        assertEquals(CertificateStatus.ISSUED, given.read(renewed).status());

        store().checkIns().write(new Given.Write(given.device(renewed)).enrolment(new CheckInWrite.Enrolment(
                renewed.certificate(), Optional.of(old.certificate()), Optional.empty())).build());

        assertEquals(CertificateStatus.ACTIVE, given.read(renewed).status());
        assertEquals(CertificateStatus.SUPERSEDED, given.read(old).status());
    }

    @Test
    default void neverActivatesACertificateThatWasRevokedMeanwhile() {
        Given given = Given.tenant(store());
        Caller caller = given.issued(Platform.IOS, Optional.empty());
        CheckInWrite write = new Given.Write(given.device(caller)).device(row -> Given.named(row, "late"))
                .enrolment(new CheckInWrite.Enrolment(caller.certificate(), Optional.empty(), Optional.empty()))
                .build();
        assertTrue(store().enrolments().revoke(given.tenant, caller.certificate(), Given.NOW));

        assertEquals(WriteOutcome.CONFLICT, store().checkIns().write(write));

        CheckInRead read = given.read(caller);
        assertEquals(CertificateStatus.REVOKED, read.status());
        assertEquals("", read.device().hardware().name(), "the whole write is undone");
    }

    @Test
    default void replacesTheFormerEnrolmentOfTheSameHardware() {
        Given given = Given.tenant(store());
        Caller former = given.enrolled(Platform.IOS, Optional.empty());
        Caller newer = given.issued(Platform.IOS, Optional.empty());
        PendingCommand lock = Given.command(1, Action.Kind.LOCK);
        store().devices().queue(given.tenant, former.device(), lock);
        long version = given.device(former).version();

        assertEquals(WriteOutcome.COMMITTED,
                store().checkIns().write(new Given.Write(given.device(newer)).enrolment(new CheckInWrite.Enrolment(
                        newer.certificate(), Optional.empty(), Optional.of(former.device()))).build()));

        CheckInRead read = given.read(former);
        assertEquals(DeviceState.REPLACED, read.device().state());
        assertEquals(version + 1, read.device().version(), "a turn of it under way conflicts");
        assertEquals(CertificateStatus.SUPERSEDED, read.status());
        assertEquals(List.of(), read.commands());
        FinishedCommand cancelled = store().devices().finished(given.tenant, former.device(), 1).getFirst();
        assertEquals(lock.id(), cancelled.command().id());
        assertEquals(FinishedCommand.Outcome.CANCELLED, cancelled.outcome());
        assertTrue(store().devices().pushAddress(given.tenant, former.device()).isEmpty());
    }

    @Test
    default void findsAnotherDeviceByItsUdid() {
        Given given = Given.tenant(store());
        Caller first = given.enrolled(Platform.IOS, Optional.empty());
        Caller second = given.enrolled(Platform.IOS, Optional.empty());
        store().checkIns().write(new Given.Write(given.device(first)).device(row -> Given.withUdid(row, "U-1"))
                .build());

        assertEquals(Optional.of(given.device(first)),
                store().checkIns().deviceByUdid(given.tenant, "U-1", second.device()));
        assertEquals(Optional.empty(), store().checkIns().deviceByUdid(given.tenant, "U-1", first.device()));
        assertEquals(Optional.empty(), store().checkIns().deviceByUdid(given.tenant, "", first.device()));
        assertEquals(Optional.empty(), store().checkIns().deviceByUdid(Given.tenant(store()).tenant, "U-1",
                new DeviceId(UUID.randomUUID())), "another tenant's devices are not seen");
        store().checkIns().write(new Given.Write(given.device(first))
                .device(row -> Given.copy(row, DeviceState.REPLACED, 1, 0, row.certificate())).build());
        assertEquals(Optional.empty(), store().checkIns().deviceByUdid(given.tenant, "U-1", second.device()));
    }
}
