package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
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
import dev.muster.gateway.model.Declarations;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.UserChannel;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.AppleStore.ChannelWrite;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.CheckInWrite;

/** What Apple devices keep beside their row. */
@Timeout(120)
interface AppleContract extends StoreHarness {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Optional<String> token(Given given, Caller caller, int enrolment) {
        return store().apple().bootstrapToken(given.tenant, caller.device(), enrolment)
                .map(token -> new String(token, StandardCharsets.UTF_8));
    }

    private static UserChannel channel(Given given, Caller caller, String user, long version,
            PendingCommand... commands) {
        return new UserChannel(given.tenant, caller.device(), user, "ada", 1, version, true, List.of(commands));
    }

    private static ChannelWrite first(UserChannel channel, int second) {
        return new ChannelWrite(channel, false, List.of(), Optional.of(Given.address(channel.user(), "magic")),
                Given.NOW.plusSeconds(second));
    }

    private static ChannelWrite later(UserChannel channel, FinishedCommand... finished) {
        return new ChannelWrite(channel, false, List.of(finished), Optional.empty(), Given.NOW);
    }

    /** A further enrolment of the device, over another certificate. */
    private static void enrolAgain(Given given, Caller old) {
        Caller next = given.certified(Platform.MACOS, Optional.empty(), old.device());
        int number = given.device(old).enrolment() + 1;
        CheckInWrite write = new Given.Write(given.device(next))
                .device(row -> Given.copy(row, DeviceState.ENROLLED, number, row.epoch(),
                        Optional.of(next.certificate())))
                .enrolment(new CheckInWrite.Enrolment(next.certificate(), Optional.of(old.certificate()),
                        Optional.empty()))
                .build();
        assertEquals(WriteOutcome.COMMITTED, given.store.checkIns().write(write));
    }

    @Test
    default void keepsOneBootstrapTokenOfEachEnrolment() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.MACOS, Optional.empty());
        assertEquals(Optional.empty(), token(given, caller, 1));

        store().apple().keepBootstrapToken(given.tenant, caller.device(), 1, Optional.of(bytes("one")), Given.NOW);
        store().apple().keepBootstrapToken(given.tenant, caller.device(), 1, Optional.of(bytes("two")), Given.NOW);
        store().apple().keepBootstrapToken(given.tenant, caller.device(), 2, Optional.of(bytes("next")), Given.NOW);

        assertEquals(Optional.of("two"), token(given, caller, 1));
        assertEquals(Optional.of("next"), token(given, caller, 2));
        store().apple().keepBootstrapToken(given.tenant, caller.device(), 1, Optional.empty(), Given.NOW);
        assertEquals(Optional.empty(), token(given, caller, 1));
        assertEquals(Optional.empty(), store().apple().bootstrapToken(Given.tenant(store()).tenant, caller.device(), 2),
                "another tenant's");
    }

    @Test
    default void aCompletedEnrolmentClearsWhatWasBeforeIt() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.MACOS, Optional.empty());
        PendingCommand waiting = Given.command(1, Action.Kind.DEVICE_INFORMATION);
        store().apple().keepBootstrapToken(given.tenant, caller.device(), 1, Optional.of(bytes("old")), Given.NOW);
        store().apple().keepBootstrapToken(given.tenant, caller.device(), 2, Optional.of(bytes("new")), Given.NOW);
        store().apple().write(first(channel(given, caller, "GUID", 1, waiting), 0));

        enrolAgain(given, caller);

        assertEquals(Optional.empty(), token(given, caller, 1));
        assertEquals(Optional.of("new"), token(given, caller, 2));
        assertEquals(List.of(), store().apple().channels(given.tenant, caller.device()));
        FinishedCommand ended = store().devices().finished(given.tenant, caller.device(), 10).getFirst();
        assertEquals(waiting.id(), ended.command().id());
        assertEquals(FinishedCommand.Outcome.CANCELLED, ended.outcome());
    }

    @Test
    default void aReplacedRowLosesItsTokensAndUsers() {
        Given given = Given.tenant(store());
        Caller old = given.enrolled(Platform.MACOS, Optional.empty());
        store().apple().keepBootstrapToken(given.tenant, old.device(), 1, Optional.of(bytes("old")), Given.NOW);
        store().apple().write(first(channel(given, old, "GUID", 1), 0));
        Caller next = given.issued(Platform.MACOS, Optional.empty());
        CheckInWrite write = new Given.Write(given.device(next))
                .device(row -> Given.copy(row, DeviceState.ENROLLED, 1, row.epoch(), Optional.of(next.certificate())))
                .enrolment(new CheckInWrite.Enrolment(next.certificate(), Optional.empty(),
                        Optional.of(old.device())))
                .build();
        assertEquals(WriteOutcome.COMMITTED, store().checkIns().write(write));
        assertEquals(Optional.empty(), token(given, old, 1));
        assertEquals(List.of(), store().apple().channels(given.tenant, old.device()));
    }

    @Test
    default void keepsAChannelWithItsAddressAndFindsItWhateverTheCase() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.MACOS, Optional.empty());
        UserChannel made = channel(given, caller, "GUID-a", 1, Given.command(1, Action.Kind.DEVICE_INFORMATION));
        assertEquals(WriteOutcome.COMMITTED, store().apple().write(first(made, 0)));
        assertEquals(Optional.of(made), store().apple().channel(given.tenant, caller.device(), "guid-A"));
        assertArrayEquals(bytes("GUID-a"), store().apple().pushAddress(given.tenant, caller.device(), "guid-a")
                .orElseThrow().token());
        assertArrayEquals(bytes("token-" + caller.device()),
                store().devices().pushAddress(given.tenant, caller.device()).orElseThrow().token());

        UserChannel changed = new UserChannel(given.tenant, caller.device(), "GUID-a", "", 1, 2, false, List.of());
        assertEquals(WriteOutcome.COMMITTED, store().apple().write(later(changed)));
        assertEquals(List.of(changed), store().apple().channels(given.tenant, caller.device()));
        assertArrayEquals(bytes("GUID-a"), store().apple().pushAddress(given.tenant, caller.device(), "guid-a")
                .orElseThrow().token(), "a write without an address leaves the stored one alone");
    }

    @Test
    default void aChannelIsWrittenOnlyAtTheVersionAndInTheEnrolmentItWasReadAt() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.MACOS, Optional.empty());
        assertEquals(WriteOutcome.COMMITTED, store().apple().write(first(channel(given, caller, "u", 1), 0)));
        assertEquals(WriteOutcome.CONFLICT, store().apple().write(first(channel(given, caller, "u", 1), 0)));
        assertEquals(WriteOutcome.CONFLICT, store().apple().write(later(channel(given, caller, "u", 3))));
        UserChannel elsewhere = new UserChannel(given.tenant, caller.device(), "u", "", 2, 2, false, List.of());
        assertEquals(WriteOutcome.CONFLICT, store().apple().write(later(elsewhere)));
        assertEquals(1, store().apple().channels(given.tenant, caller.device()).getFirst().version());
    }

    @Test
    default void endsAChannelAndRecordsItsCommands() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.MACOS, Optional.empty());
        PendingCommand waiting = Given.command(1, Action.Kind.DEVICE_INFORMATION);
        store().apple().write(first(channel(given, caller, "u", 1, waiting), 0));
        FinishedCommand cancelled = new FinishedCommand(waiting, FinishedCommand.Outcome.CANCELLED, "left",
                new byte[0], Given.NOW);
        assertEquals(WriteOutcome.COMMITTED, store().apple().write(new ChannelWrite(
                channel(given, caller, "u", 2), true, List.of(cancelled), Optional.empty(), Given.NOW)));
        assertEquals(List.of(), store().apple().channels(given.tenant, caller.device()));
        assertEquals("left", store().devices().finished(given.tenant, caller.device(), 1).getFirst().detail());
    }

    @Test
    default void queuesAtMostTwentyCommandsForAUser() throws Exception {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.MACOS, Optional.empty());
        store().apple().write(first(channel(given, caller, "u", 1), 0));
        List<Future<Boolean>> attempts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 30; i++) {
                attempts.add(threads.submit(() -> store().apple().queue(given.tenant, caller.device(), "U",
                        Given.command(1, Action.Kind.DEVICE_INFORMATION), Given.NOW)));
            }
        }
        int accepted = 0;
        for (Future<Boolean> attempt : attempts) {
            accepted += attempt.get() ? 1 : 0;
        }
        assertEquals(UserChannel.MOST_COMMANDS, accepted);
        assertFalse(store().apple().queue(given.tenant, caller.device(), "nobody",
                Given.command(1, Action.Kind.DEVICE_INFORMATION), Given.NOW));
        assertFalse(store().apple().queue(given.tenant, caller.device(), "u",
                Given.command(2, Action.Kind.DEVICE_INFORMATION), Given.NOW), "another enrolment");
    }

    @Test
    default void theUserWhoWasSilentLongestMakesRoom() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IPADOS, Optional.empty());
        PendingCommand waiting = Given.command(1, Action.Kind.DEVICE_INFORMATION);
        for (int i = 0; i < UserChannel.MOST_CHANNELS; i++) {
            UserChannel channel = i == 0
                    ? channel(given, caller, "u0", 1, waiting)
                    : channel(given, caller, "u" + i, 1);
            store().apple().write(first(channel, i));
        }
        store().apple().write(first(channel(given, caller, "one more", 1), 1_000));
        assertEquals(UserChannel.MOST_CHANNELS, store().apple().channels(given.tenant, caller.device()).size());
        assertTrue(store().apple().channel(given.tenant, caller.device(), "u0").isEmpty());
        assertEquals(waiting.id(), store().devices().finished(given.tenant, caller.device(), 1).getFirst().command()
                .id());
    }

    @Test
    default void nobodyIsWokenUnderAnEnrolmentThatEnded() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.MACOS, Optional.empty());
        store().apple().write(first(channel(given, caller, "u", 1), 0));
        assertTrue(store().apple().pushAddress(given.tenant, caller.device(), "u").isPresent());
        store().checkIns().write(new Given.Write(given.device(caller))
                .device((Device row) -> Given.copy(row, DeviceState.UNENROLLED, 1, 0, row.certificate())).build());
        assertTrue(store().apple().pushAddress(given.tenant, caller.device(), "u").isEmpty());
    }

    private static Declarations declared(Given given, Caller caller, int enrolment, long version,
            Optional<List<Declarations.State>> reported) {
        return new Declarations(given.tenant, caller.device(), enrolment, version, false,
                List.of(new Declarations.Item("a.b", "00ff"), new Declarations.Item("\"c\"", "01")), List.of("d"),
                Given.NOW, reported);
    }

    @Test
    default void keepsADeclaredSetAndTheReportOfIt() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        assertEquals(Optional.empty(), store().declarations().declarations(given.tenant, caller.device()));
        Declarations first = declared(given, caller, 1, 1, Optional.empty());
        assertEquals(WriteOutcome.COMMITTED, store().declarations().write(first, Optional.empty(), Given.NOW));
        assertEquals(Optional.of(first), store().declarations().declarations(given.tenant, caller.device()));
        assertEquals(Optional.empty(), store().declarations().report(given.tenant, caller.device()));

        Declarations second = declared(given, caller, 1, 2, Optional.of(List.of(
                new Declarations.State("a.b", "00ff", Declarations.Standing.REFUSED, "Error.Bad"))));
        assertEquals(WriteOutcome.COMMITTED,
                store().declarations().write(second, Optional.of(bytes("{}")), Given.NOW));
        assertEquals(Optional.of(second), store().declarations().declarations(given.tenant, caller.device()));
        Declarations third = declared(given, caller, 1, 3, Optional.of(List.of()));
        store().declarations().write(third, Optional.empty(), Given.NOW);
        assertEquals(Optional.of(third), store().declarations().declarations(given.tenant, caller.device()));
        assertArrayEquals(bytes("{}"), store().declarations().report(given.tenant, caller.device()).orElseThrow());
    }

    @Test
    default void aDeclaredSetIsWrittenOnlyAtItsVersionAndInItsEnrolment() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        assertEquals(WriteOutcome.CONFLICT,
                store().declarations().write(declared(given, caller, 2, 1, Optional.empty()), Optional.empty(),
                        Given.NOW));
        store().declarations().write(declared(given, caller, 1, 1, Optional.empty()), Optional.empty(), Given.NOW);
        for (long version : new long[] {1, 3}) {
            assertEquals(WriteOutcome.CONFLICT, store().declarations().write(
                    declared(given, caller, 1, version, Optional.empty()), Optional.of(bytes("no")), Given.NOW));
        }
        assertEquals(Optional.empty(), store().declarations().report(given.tenant, caller.device()));
        enrolAgain(given, caller);
        assertEquals(Optional.empty(), store().declarations().declarations(given.tenant, caller.device()));
    }

    /** Whoever reads the database past the gateway finds no secret in the clear. */
    @Test
    default void sealsBootstrapTokensAndUsersAddresses() throws Exception {
        StoreConfig config = fresh();
        try (SqlStore opened = SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE)) {
            Given given = Given.tenant(opened);
            Caller caller = given.enrolled(Platform.MACOS, Optional.empty());
            opened.apple().keepBootstrapToken(given.tenant, caller.device(), 1, Optional.of(bytes("hush")), Given.NOW);
            opened.apple().write(first(channel(given, caller, "hush", 1), 0));
        }
        try (Connection past = past(config); Statement statement = past.createStatement()) {
            for (String table : List.of("bootstrap_token", "user_channel")) {
                try (ResultSet row = statement.executeQuery("SELECT sealed FROM " + table)) {
                    assertTrue(row.next());
                    assertFalse(new String(row.getBytes(1), StandardCharsets.ISO_8859_1).contains("hush"), table);
                }
            }
        }
    }
}
