package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.CheckInWrite;

/** Devices as administrators and wake-ups see them. */
@Timeout(120)
interface DeviceContract extends StoreHarness {
    @Test
    default void keepsCommandsInTheOrderTheyWereQueued() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        List<PendingCommand> queued = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            PendingCommand command = Given.command(1, Action.Kind.LOCK);
            assertTrue(store().devices().queue(given.tenant, caller.device(), command));
            queued.add(command);
        }
        assertEquals(queued, store().devices().pending(given.tenant, caller.device()));
        assertEquals(queued, given.read(caller).commands());
    }

    @Test
    default void queuesAtMostAHundredCommands() throws Exception {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        List<Future<Boolean>> attempts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 120; i++) {
                attempts.add(threads.submit(() -> store().devices().queue(given.tenant, caller.device(),
                        Given.command(1, Action.Kind.LOCK))));
            }
        }
        int accepted = 0;
        for (Future<Boolean> attempt : attempts) {
            accepted += attempt.get() ? 1 : 0;
        }
        assertEquals(100, accepted);
        assertEquals(100, store().devices().pending(given.tenant, caller.device()).size());
    }

    /** R25: an action belongs to one enrolment. */
    @Test
    default void refusesACommandForAnotherEnrolmentOrAnUnknownDevice() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        assertFalse(store().devices().queue(given.tenant, caller.device(), Given.command(2, Action.Kind.LOCK)));
        assertFalse(store().devices().queue(given.tenant, new DeviceId(UUID.randomUUID()),
                Given.command(0, Action.Kind.LOCK)));
    }

    @Test
    default void showsTheNewestHistoryFirst() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        for (int i = 0; i < 3; i++) {
            FinishedCommand done = new FinishedCommand(Given.command(1, Action.Kind.LOCK),
                    FinishedCommand.Outcome.FAILED, "no " + i, new byte[0], Given.NOW.plusSeconds(i));
            store().checkIns().write(new Given.Write(given.device(caller)).finished(done).build());
        }
        assertEquals(List.of("no 2", "no 1"), store().devices().finished(given.tenant, caller.device(), 2).stream()
                .map(FinishedCommand::detail).toList());
    }

    @Test
    default void pagesThroughDevicesInTheOrderOfTheirIds() {
        Given given = Given.tenant(store());
        List<DeviceId> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(given.issued(Platform.ANDROID, Optional.empty()).device());
        }
        ids.sort(Comparator.comparing(DeviceId::toString));
        Given.tenant(store()).issued(Platform.IOS, Optional.empty());

        List<DeviceId> seen = new ArrayList<>();
        Optional<DeviceId> after = Optional.empty();
        List<Device.Seen> page = store().devices().page(given.tenant, after, 3);
        while (!page.isEmpty()) {
            page.forEach(device -> seen.add(device.device().id()));
            page = store().devices().page(given.tenant, Optional.of(seen.getLast()), 3);
        }
        assertEquals(ids, seen);
    }

    /** R8: only a device without a user is placed, and a turn under way decides again. */
    @Test
    default void placesUserlessDevicesOnly() {
        Given given = Given.tenant(store());
        Caller kiosk = given.enrolled(Platform.IOS, Optional.empty());
        Caller phone = given.enrolled(Platform.IOS, Optional.of(given.user("ada")));
        CheckInWrite underWay = new Given.Write(given.device(kiosk)).build();

        assertTrue(store().devices().place(given.tenant, kiosk.device(), ManagementAuthority.OFFICE365));
        assertFalse(store().devices().place(given.tenant, phone.device(), ManagementAuthority.OFFICE365));
        assertFalse(store().devices().place(given.tenant, new DeviceId(UUID.randomUUID()),
                ManagementAuthority.OFFICE365));

        assertEquals(WriteOutcome.CONFLICT, store().checkIns().write(underWay));
        assertEquals(Optional.of(ManagementAuthority.OFFICE365), given.device(kiosk).placedUnder());
        assertTrue(given.device(kiosk).epoch() < given.read(kiosk).tenant().epoch(), "it is due");
    }

    @Test
    default void keepsThePushAddressOfAnEnrolledDevice() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        store().checkIns().write(new Given.Write(given.device(caller)).push(Given.address("new", "spell")).build());

        PushAddress kept = store().devices().pushAddress(given.tenant, caller.device()).orElseThrow();
        assertArrayEquals("new".getBytes(StandardCharsets.UTF_8), kept.token());
        assertArrayEquals("spell".getBytes(StandardCharsets.UTF_8), kept.magic());
        assertEquals("com.apple.mgmt.1", kept.topic());
        assertEquals(Given.NOW, kept.receivedAt());
        store().checkIns().write(new Given.Write(given.device(caller))
                .device(row -> Given.copy(row, DeviceState.UNENROLLED, 1, 0, row.certificate())).build());
        assertTrue(store().devices().pushAddress(given.tenant, caller.device()).isEmpty(), "it left management");
    }

    @Test
    default void buriesATokenOnlyIfItIsTheCurrentOne() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        PushAddress first = store().devices().pushAddress(given.tenant, caller.device()).orElseThrow();

        assertFalse(store().devices().tokenGone(given.tenant, caller.device(), first, Given.NOW),
                "not received before that moment");
        assertFalse(store().devices().tokenGone(given.tenant, caller.device(), Given.address("older", "m"),
                Given.NOW.plusSeconds(1)), "another token");
        assertTrue(store().devices().pushAddress(given.tenant, caller.device()).isPresent());

        assertTrue(store().devices().tokenGone(given.tenant, caller.device(), first, Given.NOW.plusSeconds(1)));
        assertTrue(store().devices().pushAddress(given.tenant, caller.device()).isEmpty());

        store().checkIns().write(new Given.Write(given.device(caller)).push(first).build());
        assertTrue(store().devices().pushAddress(given.tenant, caller.device()).isPresent(),
                "a TokenUpdate arms it again");
    }

    /** PROTOCOLS.md: any later check-in arms a dead token again. */
    @Test
    default void armsADeadTokenAgainWhenTheDeviceWasSeen() throws InterruptedException {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        PushAddress address = store().devices().pushAddress(given.tenant, caller.device()).orElseThrow();
        assertTrue(store().devices().tokenGone(given.tenant, caller.device(), address, Given.NOW.plusSeconds(1)));
        Instant later = Given.CLOCK.instant().plusSeconds(1);

        store().checkIns().touch(given.tenant, caller.device(), later);
        store().checkIns().touch(given.tenant, caller.device(), later.minusSeconds(1));

        for (int i = 0; i < 200
                && store().devices().pushAddress(given.tenant, caller.device()).isEmpty(); i++) {
            Thread.sleep(50);
        }
        assertTrue(store().devices().pushAddress(given.tenant, caller.device()).isPresent());
        assertEquals(Optional.of(later),
                store().devices().device(given.tenant, caller.device()).orElseThrow().lastSeen(),
                "the latest of all touches");
    }

    @Test
    default void showsAFirstContactBeforeItIsWritten() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.WINDOWS, Optional.empty());
        Instant now = Given.NOW.plusSeconds(3_600);
        store().checkIns().touch(given.tenant, caller.device(), now);
        assertEquals(Optional.of(now),
                store().devices().device(given.tenant, caller.device()).orElseThrow().lastSeen());
        assertEquals(Optional.of(now),
                store().devices().page(given.tenant, Optional.empty(), 10).getFirst().lastSeen());
    }
}
