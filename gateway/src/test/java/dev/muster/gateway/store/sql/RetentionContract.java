package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.AuditStore;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;

/** History goes by age, and check-ins go on meanwhile. */
@Timeout(120)
interface RetentionContract extends StoreHarness {
    Duration KEPT = Duration.ofDays(30);

    private static void finish(Given given, Caller caller, int many, Instant from) {
        List<FinishedCommand> ends = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            PendingCommand command = Given.command(1, Action.Kind.DEVICE_INFORMATION);
            ends.add(new FinishedCommand(command, Outcome.DONE, "", new byte[] {1}, from.plusMillis(i)));
        }
        assertEquals(WriteOutcome.COMMITTED, given.store.checkIns().write(
                new Given.Write(given.device(caller)).finished(ends.toArray(FinishedCommand[]::new)).build()));
    }

    @Test
    default void letsGoOfWhatIsOlderThanItIsKeptAndOfNothingElse() throws Exception {
        try (SqlStore opened = SqlStore.open(fresh(), new AesVault(1), Given.CLOCK, GatewayEvents.NONE)) {
            Instant now = Given.CLOCK.instant();
            List<Given> tenants = List.of(Given.tenant(opened), Given.tenant(opened));
            List<Caller> callers = new ArrayList<>();
            for (Given given : tenants) {
                for (int device = 0; device < 3; device++) {
                    Caller caller = given.enrolled(Platform.IOS, Optional.empty());
                    callers.add(caller);
                    finish(given, caller, HistoryKeeper.BATCH + 50, now.minus(KEPT).minusSeconds(60));
                    finish(given, caller, 7, now.minus(KEPT).plusSeconds(60));
                }
                for (int i = 0; i < HistoryKeeper.BATCH + 20; i++) {
                    opened.audit()
                            .append(new AuditStore.Entry(given.tenant, now.minus(Duration.ofDays(400)), "a", "old",
                                    ""));
                }
                opened.audit().append(new AuditStore.Entry(given.tenant, now.minusSeconds(9), "a", "young", ""));
                opened.recovery().readmit(new Caller(given.tenant,
                        new dev.muster.gateway.model.DeviceId(java.util.UUID.randomUUID()),
                        callers.getFirst().certificate()),
                        true, now.minus(Duration.ofDays(31)));
            }

            HistoryKeeper keeper = new HistoryKeeper(opened.database(), KEPT, Duration.ofDays(365));
            assertEquals(new HistoryKeeper.Swept(6L * (HistoryKeeper.BATCH + 50), 2L * (HistoryKeeper.BATCH + 20), 1),
                    keeper.sweep());

            for (Caller caller : callers) {
                assertEquals(7, opened.devices().finished(caller.tenant(), caller.device(), 1_000).size());
            }
            for (Given given : tenants) {
                assertEquals(List.of("young"), opened.audit().newest(given.tenant, Optional.empty(), 9).stream()
                        .map(AuditStore.Entry::operation).toList());
                assertEquals(List.of(), opened.recovery().unknown(given.tenant, Optional.empty(), 9));
            }
            assertEquals(new HistoryKeeper.Swept(0, 0, 0), keeper.sweep(), "and finds nothing more");
        }
    }

    @Test
    default void checkInsGoOnBetweenItsSteps() throws Exception {
        try (SqlStore opened = SqlStore.open(fresh(), new AesVault(1), Given.CLOCK, GatewayEvents.NONE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Given given = Given.tenant(opened);
            Caller caller = given.enrolled(Platform.IOS, Optional.empty());
            for (int i = 0; i < 6; i++) {
                finish(given, caller, 500, Given.NOW.minus(Duration.ofDays(60 + i)));
            }
            Future<HistoryKeeper.Swept> sweep = threads
                    .submit(() -> new HistoryKeeper(opened.database(), KEPT, KEPT).sweep());
            int meanwhile = 0;
            while (!sweep.isDone()) {
                assertEquals(WriteOutcome.COMMITTED,
                        opened.checkIns().write(new Given.Write(given.device(caller)).build()));
                meanwhile++;
            }
            assertEquals(3_000, sweep.get().commands());
            // Thirty steps with a pause behind each: a check-in fits into every one of them.
            assertTrue(meanwhile >= 10, meanwhile + " check-ins meanwhile");
        }
    }
}
