package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.DmMemory;
import dev.muster.gateway.model.DmNonces;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.store.StoreUnusable;

/** What outlives the process, what does not leave it, and which databases are left alone. */
@Timeout(120)
interface DurabilityContract extends StoreHarness {
    private static SqlStore open(StoreConfig config, GatewayEvents events) {
        return SqlStore.open(config, new AesVault(1), Given.CLOCK, events);
    }

    @Test
    default void hasEveryCommittedWriteAfterReopening() throws Exception {
        StoreConfig config = fresh();
        Recorder recorder = new Recorder();
        List<Caller> callers = new ArrayList<>();
        int rounds = 5;
        try (SqlStore opened = open(config, recorder)) {
            Given given = Given.tenant(opened);
            for (int i = 0; i < 64; i++) {
                callers.add(given.enrolled(Platform.IOS, Optional.empty()));
            }
            List<Future<?>> devices = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Caller caller : callers) {
                    devices.add(threads.submit(() -> {
                        for (int round = 1; round <= rounds; round++) {
                            String name = Integer.toString(round);
                            assertEquals(WriteOutcome.COMMITTED, opened.checkIns().write(new Given.Write(
                                    given.device(caller)).device(row -> Given.named(row, name)).build()));
                        }
                    }));
                }
            }
            for (Future<?> device : devices) {
                device.get();
            }
        }
        assertEquals(64 + 64 * rounds, recorder.committed());
        assertTrue(recorder.groups.size() < recorder.committed(), "writes were committed together");
        try (SqlStore again = open(config, GatewayEvents.NONE)) {
            for (Caller caller : callers) {
                var device = again.checkIns().read(caller, false, Given.NOW).orElseThrow().device();
                assertEquals(Integer.toString(rounds), device.hardware().name());
                assertEquals(1 + rounds, device.version());
            }
        }
    }

    @Test
    default void writesTouchesWhenItCloses() {
        StoreConfig config = fresh();
        Caller caller;
        try (SqlStore opened = open(config, GatewayEvents.NONE)) {
            caller = Given.tenant(opened).issued(Platform.IOS, Optional.empty());
            opened.checkIns().touch(caller.tenant(), caller.device(), Given.NOW);
        }
        try (SqlStore again = open(config, GatewayEvents.NONE)) {
            assertEquals(Optional.of(Given.NOW),
                    again.devices().device(caller.tenant(), caller.device()).orElseThrow().lastSeen());
        }
    }

    @Test
    default void refusesEveryCallOnceClosed() {
        SqlStore opened = open(fresh(), GatewayEvents.NONE);
        Given given = Given.tenant(opened);
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        var write = new Given.Write(given.device(caller)).build();
        opened.close();
        opened.close();

        assertThrows(StoreUnavailable.class, () -> opened.checkIns().write(write));
        assertThrows(StoreUnavailable.class, () -> opened.checkIns().read(caller, false, Given.NOW));
        assertThrows(StoreUnavailable.class, () -> opened.tenants().tenant(given.tenant));
    }

    @Test
    default void keepsSecretsOutOfTheDatabase() throws SQLException {
        StoreConfig config = fresh();
        try (SqlStore opened = open(config, GatewayEvents.NONE)) {
            Given given = Given.tenant(opened);
            Caller caller = given.enrolled(Platform.IOS, Optional.empty());
            opened.checkIns().write(new Given.Write(given.device(caller))
                    .device(row -> Given.named(row, "plain-name"))
                    .push(Given.address("secret-push-token", "secret-magic"))
                    .unlockToken("secret-unlock".getBytes(StandardCharsets.UTF_8)).build());
            opened.pushCertificates().put(given.tenant, new PushCertificateStore.Stored(ManagementAuthority.INTUNE,
                    "topic", Given.NOW, "certificate", "secret-key", Given.NOW));
            opened.settings().put(given.tenant,
                    SettingContract.definition("wifi", ManagementAuthority.INTUNE, "secret-passphrase"), Given.NOW);
            opened.meta().put("shared", "secret-of-nodes");
            opened.checkIns().write(new Given.Write(given.device(caller)).session(new DmSession("1", "1",
                    Given.hash("body"), "<Data>secret-in-reply</Data>".getBytes(StandardCharsets.UTF_8), 1, 1, 0,
                    DmMemory.EMPTY, DmNonces.NONE, Given.NOW))
                    .build());
            PendingCommand waiting = wipe("secret-pin-1");
            PendingCommand done = wipe("secret-pin-2");
            assertTrue(opened.devices().queue(given.tenant, caller.device(), waiting));
            assertTrue(opened.devices().queue(given.tenant, caller.device(), done));
            opened.checkIns().write(new Given.Write(given.device(caller)).finished(new FinishedCommand(done,
                    FinishedCommand.Outcome.DONE, "", new byte[0], Given.NOW)).build());
            assertEquals(List.of(waiting), given.read(caller).commands());
            assertEquals(List.of(waiting), opened.devices().pending(given.tenant, caller.device()));
            assertEquals(Map.of("message", "found me"), opened.devices().finished(given.tenant, caller.device(), 1)
                    .getFirst().command().action().parameters(), "history needs no PIN");
        }
        String everything = contents(config);
        assertTrue(everything.contains("plain-name"), "the search would find what is there");
        // The version stands in a column of its own; the payload that contains it is sealed.
        assertFalse(everything.contains("<plist>secret-passphrase"));
        for (String secret : List.of("secret-push-token", "secret-magic", "secret-unlock", "secret-key",
                "secret-of-nodes", "minLength", "secret-in-reply", "secret-pin-1", "secret-pin-2")) {
            assertFalse(everything.contains(secret), secret);
        }
    }

    private static PendingCommand wipe(String pin) {
        return new PendingCommand(new CommandId(UUID.randomUUID()), 1, ManagementAuthority.INTUNE,
                new Action(Action.Kind.WIPE, Map.of("pin", pin, "message", "found me")), Given.NOW,
                PendingCommand.State.QUEUED, 0);
    }

    @Test
    default void readsAnActionThatWasQueuedBeforeParametersWereSealed() throws SQLException {
        StoreConfig config = fresh();
        Caller caller;
        Given given;
        PendingCommand command = wipe("1234");
        try (SqlStore opened = open(config, GatewayEvents.NONE)) {
            given = Given.tenant(opened);
            caller = given.enrolled(Platform.IOS, Optional.empty());
            assertTrue(opened.devices().queue(given.tenant, caller.device(), command));
        }
        try (Connection connection = past(config); Statement statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate("UPDATE pending_command SET parameters ="
                    + " '{\"message\":\"found me\",\"pin\":\"1234\"}'"));
        }
        try (SqlStore opened = open(config, GatewayEvents.NONE)) {
            assertEquals(List.of(command), opened.devices().pending(given.tenant, caller.device()));
            assertFalse(command.toString().contains("1234"), "nor does a log show it");
        }
    }

    /** Every byte a reader of the database could see. */
    String contents(StoreConfig config) throws SQLException;

    @Test
    default void doesNotOpenASecretThatWasMovedToAnotherRow() throws SQLException {
        StoreConfig config = fresh();
        try (SqlStore opened = open(config, GatewayEvents.NONE)) {
            Given given = Given.tenant(opened);
            Caller one = given.enrolled(Platform.IOS, Optional.empty());
            Caller two = given.enrolled(Platform.IOS, Optional.empty());
            try (Connection connection = past(config); Statement statement = connection.createStatement()) {
                assertEquals(2, statement.executeUpdate("""
                        UPDATE push_address SET sealed =
                            (SELECT one.sealed FROM push_address one ORDER BY one.device_id LIMIT 1)"""));
            }
            int readable = 0;
            for (Caller caller : List.of(one, two)) {
                try {
                    readable += opened.devices().pushAddress(given.tenant, caller.device()).isPresent() ? 1 : 0;
                } catch (IllegalStateException _) {
                    // What the row of the other device says.
                }
            }
            assertEquals(1, readable, "only the row it was sealed for");
        }
    }

    @Test
    default void failsOnlyTheBadWriteOfAGroup() throws Exception {
        StoreConfig config = fresh();
        try (SqlStore opened = open(config, GatewayEvents.NONE)) {
            Given given = Given.tenant(opened);
            List<Caller> callers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                callers.add(given.enrolled(Platform.IOS, Optional.empty()));
            }
            Recorder recorder = new Recorder();
            WriterThread writer = new WriterThread("test-writer", new Connections(config), 64, 64, recorder);
            Seals seals = new Seals(new AesVault(1));
            List<Future<WriteOutcome>> writes = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < callers.size(); i++) {
                    Given.Write write = new Given.Write(given.device(callers.get(i)));
                    // No name at all breaks a constraint of the table.
                    DeviceWrite device = DeviceWrite.of((i == 5
                            ? write.device(row -> Given.named(row, Nulls.text()))
                            : write.device(row -> Given.named(row, "good"))).build(), seals);
                    writes.add(threads.submit(() -> writer.write(device)));
                }
                while (writer.waiting() < callers.size()) {
                    Thread.onSpinWait();
                }
                writer.start();
                for (int i = 0; i < callers.size(); i++) {
                    Future<WriteOutcome> write = writes.get(i);
                    if (i == 5) {
                        var failure = assertThrows(java.util.concurrent.ExecutionException.class, write::get);
                        assertTrue(failure.getCause() instanceof StoreUnavailable, String.valueOf(failure.getCause()));
                    } else {
                        assertEquals(WriteOutcome.COMMITTED, write.get());
                    }
                }
            }
            writer.close();
            assertEquals(15, recorder.committed());
            assertTrue(recorder.groups.size() < 15, "the good ones still went together: " + recorder.groups);
            for (int i = 0; i < callers.size(); i++) {
                assertEquals(i == 5 ? "" : "good", given.device(callers.get(i)).hardware().name());
            }
        }
    }

    @Test
    default void refusesWritesClearlyWhenTheQueueIsFull() throws Exception {
        StoreConfig config = fresh();
        try (SqlStore opened = open(config, GatewayEvents.NONE)) {
            Given given = Given.tenant(opened);
            Caller caller = given.enrolled(Platform.IOS, Optional.empty());
            Recorder recorder = new Recorder();
            WriterThread writer = new WriterThread("test-writer", new Connections(config), 2, 8, recorder);
            DeviceWrite write = DeviceWrite.of(new Given.Write(given.device(caller)).build(),
                    new Seals(new AesVault(1)));
            writer.later(_ -> true);
            writer.later(_ -> true);

            StoreUnavailable full = assertThrows(StoreUnavailable.class, () -> writer.write(write));

            assertEquals("too many writes wait for the store", full.getMessage());
            assertEquals(List.of("store.write-queue"), recorder.bounds);
            writer.start();
            writer.close();
        }
    }

    @Test
    default void leadsEveryKeyAndIndexByTheTenant() throws SQLException {
        StoreConfig config = fresh();
        open(config, GatewayEvents.NONE).close();
        Catalogue catalogue;
        try (Connection connection = past(config)) {
            catalogue = Catalogue.of(connection);
        }
        assertTrue(catalogue.tables().size() >= 17, "the test must see the tables: " + catalogue.tables());
        assertTrue(catalogue.indexes().size() >= 22, "and their indexes: " + catalogue.indexes());
        // Of the installation as a whole, not of a tenant: and leases, which whoever is free looks through by time; and
        // the directory of domains, by which a device finds its tenant.
        List<String> exceptions = List.of("meta", Migrations.HISTORY, "wave_lease.wave_lease_due",
                "ring_sweep.ring_sweep_due", "enrolment_domain");
        assertEquals(List.of(), catalogue.notLedBy("tenant_id", exceptions));
        assertEquals(List.of(), catalogue.foreignKeysWithout("tenant_id"));
        assertNotEquals(List.of(), catalogue.notLedBy("tenant_id", List.of()), "the check can fail");
    }

    @Test
    default void refusesASchemaThatIsNewerThanThisBinary() throws SQLException {
        StoreConfig config = fresh();
        open(config, GatewayEvents.NONE).close();
        try (Connection connection = past(config); Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO " + Migrations.HISTORY
                    + """
                             (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                            VALUES (99, '99', 'from the future', 'SQL', 'V99__future.sql', 1, 'x', 1, true)""");
        }
        StoreUnusable refusal = assertThrows(StoreUnusable.class, () -> open(config, GatewayEvents.NONE).close());
        assertTrue(String.valueOf(refusal.getMessage()).contains("version 99, which this binary does not know"),
                refusal.getMessage());
    }

    @Test
    default void leavesADatabaseOfSomebodyElseAlone() throws SQLException {
        StoreConfig config = fresh();
        try (Connection connection = past(config); Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE ledger (id integer)");
        }
        StoreUnusable refusal = assertThrows(StoreUnusable.class, () -> open(config, GatewayEvents.NONE).close());
        assertTrue(String.valueOf(refusal.getMessage()).contains("holds something that is not Muster's"),
                refusal.getMessage());
        try (Connection connection = past(config);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM ledger")) {
            assertTrue(rows.next());
        }
    }

    /** The read of a check-in and of a queue in the middle of other work never mixes two moments. */
    @Test
    default void readsOneMoment() throws Exception {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = threads.submit(() -> {
                for (int i = 0; i < 40; i++) {
                    var command = Given.command(1, Action.Kind.LOCK);
                    given.store.devices().queue(given.tenant, caller.device(), command);
                    var row = given.device(caller);
                    given.store.checkIns().write(new Given.Write(row).device(at -> Given.named(at, "busy")).finished(
                            new dev.muster.gateway.model.FinishedCommand(command,
                                    dev.muster.gateway.model.FinishedCommand.Outcome.DONE, "", new byte[0],
                                    Given.NOW))
                            .build());
                }
            });
            while (!writer.isDone()) {
                var read = given.read(caller);
                // The version rises with each command that leaves; both stand in one row of one statement.
                assertTrue(read.commands().size() <= 1, "at most the one command of this moment");
            }
            writer.get();
        }
        assertEquals(List.of(), given.read(caller).commands());
        assertEquals(41, given.device(caller).version());
    }
}
