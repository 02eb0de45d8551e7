package dev.muster.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.PendingCommand.State;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.session.AuthorityHandler.Ended;
import dev.muster.gateway.session.AuthorityHandler.Plan;
import dev.muster.gateway.session.AuthorityHandler.Situation;
import dev.muster.gateway.settings.ConvergenceStep;
import dev.muster.gateway.settings.TestSettings;

/** R25: what becomes of actions, beside the settings that {@code settings.Convergence} plans. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ActionPlanningTest {
    private static final ManagementAuthority INTUNE = ManagementAuthority.INTUNE;
    private static final ManagementAuthority OFFICE365 = ManagementAuthority.OFFICE365;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int ENROLMENT = 2;

    @Test
    void queuedActionsGoOutInOrderAndBeforeSettings() {
        PendingCommand lock = command(Action.Kind.LOCK, State.QUEUED);
        PendingCommand wipe = command(Action.Kind.WIPE, State.QUEUED);
        Setting setting = TestSettings.nodes(INTUNE, "Password", "1", "./p");
        Plan plan = ActionPlanning.plan(INTUNE,
                new Situation(device(Platform.WINDOWS), TestSettings.desired(setting), List.of(lock, wipe), false));
        assertEquals(List.of(lock, wipe), plan.actions());
        assertEquals(List.of(new ConvergenceStep.Install(setting, 1)), plan.steps());
        assertEquals(List.of(), plan.finished());
        assertFalse(plan.complete());
    }

    @Test
    void nothingToDoIsComplete() {
        assertEquals(new Plan(List.of(), List.of(), List.of(), true), plan(INTUNE, true));
    }

    @Test
    void r25ALostOnceOnlyActionIsUnknownAndNotSentAgain() {
        for (Action.Kind kind : List.of(Action.Kind.WIPE, Action.Kind.RESTART)) {
            PendingCommand sent = command(kind, State.SENT);
            Plan plan = plan(INTUNE, true, sent);
            assertEquals(List.of(), plan.actions());
            assertEquals(Outcome.UNKNOWN, only(plan).outcome());
            Plan waiting = plan(INTUNE, false, sent);
            assertEquals(List.of(), waiting.finished());
            assertFalse(waiting.complete());
        }
    }

    @Test
    void otherSentActionsAreSentAgainWhenASessionStarts() {
        PendingCommand sent = command(Action.Kind.LOCK, State.SENT);
        assertEquals(List.of(sent), plan(INTUNE, true, sent).actions());
        assertEquals(List.of(), plan(INTUNE, false, sent).actions());
        assertFalse(plan(INTUNE, false, sent).complete());
    }

    @Test
    void whatWasPutOffWaitsForTheNextSessionAlsoOnceOnly() {
        PendingCommand wipe = command(Action.Kind.WIPE, State.NOT_NOW);
        assertEquals(List.of(), plan(INTUNE, false, wipe).actions());
        assertFalse(plan(INTUNE, false, wipe).complete());
        assertEquals(List.of(wipe), plan(INTUNE, true, wipe).actions());
        List<PendingCommand> again = ActionPlanning.offeredAgain(List.of(wipe, command(Action.Kind.LOCK, State.SENT)));
        assertEquals(List.of(State.QUEUED, State.SENT), again.stream().map(PendingCommand::state).toList());
        assertEquals(1, plan(INTUNE, false, again.getFirst()).actions().size());
    }

    @Test
    void r25ActionsOfAnotherAuthorityAreCancelledUnlessTheyWereSent() {
        for (State state : List.of(State.QUEUED, State.NOT_NOW)) {
            Plan plan = plan(OFFICE365, false, command(Action.Kind.DEVICE_INFORMATION, state));
            assertEquals(Outcome.CANCELLED, only(plan).outcome());
            assertTrue(only(plan).detail().contains("office365"), only(plan).detail());
        }
        PendingCommand sent = command(Action.Kind.LOCK, State.SENT);
        assertEquals(List.of(), plan(OFFICE365, false, sent).finished());
        assertEquals(List.of(), plan(OFFICE365, false, sent).actions());
        assertEquals(Outcome.UNKNOWN, only(plan(OFFICE365, true, sent)).outcome());
    }

    /** A wipe that was ordered is never lost by a switch alone: the authority that serves now delivers it. */
    @Test
    void r25AWaitingLockOrWipeGoesAlongUnlessAnAdministratorChoseOtherwise() {
        PendingCommand wipe = command(Action.Kind.WIPE, State.QUEUED);
        PendingCommand delivered = plan(OFFICE365, false, wipe).actions().getFirst();
        assertEquals(OFFICE365, delivered.authority());
        assertEquals(wipe.id(), delivered.id());
        PendingCommand left = new PendingCommand(wipe.id(), ENROLMENT, INTUNE, wipe.action(), NOW, State.QUEUED, 0,
                true);
        assertEquals(Outcome.CANCELLED, only(plan(OFFICE365, false, left)).outcome());
        assertEquals(List.of(left), plan(INTUNE, false, left).actions(), "the device did not switch");
        Plan notOffered = plan(OFFICE365, false, command(Action.Kind.LOCK, State.QUEUED));
        assertEquals(Outcome.CANCELLED, only(notOffered).outcome());
        assertTrue(only(notOffered).detail().contains("does not offer the action lock"), only(notOffered).detail());
    }

    @Test
    void r25ANewEnrolmentStartsWithAnEmptyQueue() {
        PendingCommand queued = command(Action.Kind.LOCK, State.QUEUED, ENROLMENT - 1);
        PendingCommand sent = command(Action.Kind.WIPE, State.SENT, ENROLMENT - 1);
        Plan plan = plan(INTUNE, false, queued, sent);
        assertEquals(List.of(Outcome.CANCELLED, Outcome.UNKNOWN),
                plan.finished().stream().map(Ended::outcome).toList());
        assertEquals(List.of(), plan.actions());
        assertTrue(plan.complete());
    }

    @Test
    void r24WhatTheAuthorityCannotDoIsNotDelivered() {
        PendingCommand lock = new PendingCommand(new CommandId(new UUID(0, 9)), ENROLMENT, OFFICE365,
                new Action(Action.Kind.LOCK, Map.of()), NOW, State.QUEUED, 0);
        Plan plan = plan(OFFICE365, false, lock);
        assertEquals(List.of(), plan.actions());
        assertEquals(Outcome.CANCELLED, only(plan).outcome());
        assertTrue(only(plan).detail().contains("Intune"), only(plan).detail());
    }

    @Test
    void r24ASettingThatTheAuthorityDoesNotOfferIsNotDelivered() {
        Setting offered = TestSettings.nodes(OFFICE365, "Password", "1", "./p");
        Setting wifi = new Setting(offered.name(), OFFICE365, "wifi", offered.version(), offered.payload());
        assertEquals(List.of(), ActionPlanning.plan(OFFICE365,
                new Situation(device(Platform.WINDOWS), TestSettings.desired(wifi), List.of(), true)).steps());
        assertEquals(1, ActionPlanning.plan(OFFICE365,
                new Situation(device(Platform.WINDOWS), TestSettings.desired(offered), List.of(), true)).steps()
                .size());
    }

    private static Plan plan(ManagementAuthority authority, boolean resend, PendingCommand... commands) {
        return ActionPlanning.plan(authority,
                new Situation(device(Platform.IOS), DesiredSet.EMPTY, List.of(commands), resend));
    }

    private static Ended only(Plan plan) {
        assertEquals(1, plan.finished().size());
        return plan.finished().getFirst();
    }

    private static PendingCommand command(Action.Kind kind, State state) {
        return command(kind, state, ENROLMENT);
    }

    private static PendingCommand command(Action.Kind kind, State state, int enrolment) {
        return new PendingCommand(
                new CommandId(
                        UUID.nameUUIDFromBytes(kind.wireName().getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                enrolment, INTUNE,
                new Action(kind, Map.of()), NOW, state, 1);
    }

    private static Device device(Platform platform) {
        return new Device(new TenantId("contoso"), new DeviceId(new UUID(0, 1)), 1, platform, Optional.empty(),
                DeviceState.ENROLLED, ENROLMENT, Optional.empty(), Optional.empty(), Device.Hardware.UNKNOWN,
                Optional.of(INTUNE), Optional.empty(), 0, "", List.of());
    }
}
