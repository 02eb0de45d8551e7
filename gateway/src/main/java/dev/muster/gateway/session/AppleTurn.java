package dev.muster.gateway.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.authority.PushGate;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.SettingPayload.AppleProfile;
import dev.muster.gateway.model.SettingPayload.DmNodes;
import dev.muster.gateway.session.AuthorityHandler.Plan;
import dev.muster.gateway.settings.ConvergenceStep;
import dev.muster.gateway.settings.ConvergenceStep.Install;
import dev.muster.gateway.settings.ConvergenceStep.Remove;
import dev.muster.gateway.settings.StepId;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.apple.AppleCommand;
import dev.muster.protocol.apple.AppleCommand.DeviceConfigured;
import dev.muster.protocol.apple.AppleCommand.InstallProfile;
import dev.muster.protocol.apple.AppleCommand.RemoveProfile;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.CheckOut;
import dev.muster.protocol.apple.AppleMessage.CommandError;
import dev.muster.protocol.apple.AppleMessage.DeclarativeManagement;
import dev.muster.protocol.apple.AppleMessage.GetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.GetToken;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.NotNow;
import dev.muster.protocol.apple.AppleMessage.ReturnToService;
import dev.muster.protocol.apple.AppleMessage.SetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.AppleMessage.UserAuthenticate;

/**
 * Serves the engine: one Apple MDM message of an admitted device, as a pure function (PROTOCOLS.md, Apple MDM).
 *
 * <p>One command goes out per reply. Idle opens a session: what was sent before and not answered may go again. After a
 * result only what was not sent yet goes, so a NotNow is offered again at the next Idle and others overtake it.
 */
final class AppleTurn {
    /** What lets Setup Assistant go on; a query, for it belongs to no setting and no action. */
    static final CommandRef DEVICE_CONFIGURED = CommandRef.query("device-configured");

    /** The profile that renews the device's certificate (R18): it belongs to no setting and no action either. */
    static final CommandRef RENEW = CommandRef.query("renew-certificate");

    /** Setup Assistant waits no longer than this for settings that do not go in (PROTOCOLS.md, AwaitingConfiguration). */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private AppleTurn() {}

    /** What the message comes to; it speaks for the device itself and is none of those that {@link AppleSide} takes. */
    static TurnResult take(TurnState state, AppleMessage message) {
        TurnDraft draft = new TurnDraft(state);
        return switch (message) {
            case Authenticate authenticate -> AppleEnrolment.authenticate(draft, authenticate);
            case TokenUpdate update -> AppleEnrolment.tokenUpdate(draft, update);
            case CheckOut _ -> AppleEnrolment.checkOut(draft);
            case UserAuthenticate _,SetBootstrapToken _,GetBootstrapToken _,DeclarativeManagement _,GetToken _,ReturnToService _ -> TurnResult
                    .refused(Category.UNSUPPORTED_MESSAGE, "no message for a device's row");
            case Idle _ -> gated(state)
                    ? TurnResult.refused(Category.PUSH_CERTIFICATE_MISSING, "no push certificate (R13)")
                    : next(draft, true, Optional.empty());
            case Acknowledged done -> {
                Optional<CommandRef> ref = AppleResults.acknowledged(draft, done);
                yield next(draft, false, ref);
            }
            case CommandError error -> {
                Optional<CommandRef> ref = AppleResults.failed(draft, error);
                yield next(draft, false, ref);
            }
            case NotNow notNow -> {
                Optional<CommandRef> ref = AppleResults.notNow(draft, notNow);
                yield next(draft, false, ref);
            }
        };
    }

    /** Whether the authority that serves the device lacks its push certificate (R13). */
    static boolean gated(TurnState state) {
        return state.selection().decision() instanceof Serving serving && PushGate.closed(
                state.read().device().platform(), serving.authority(), state.read().tenant().pushTopics());
    }

    /** The next command, or nothing. While gated nothing goes out, but what the device reported is kept (R13). */
    private static TurnResult next(TurnDraft draft, boolean resend, Optional<CommandRef> answered) {
        TurnState state = draft.state();
        if (gated(state) || !state.overCurrentCertificate()
                || draft.device().state() != DeviceState.ENROLLED) {
            return draft.replying(Reply.NOTHING);
        }
        boolean answersConfigured = answered.filter(DEVICE_CONFIGURED::equals).isPresent();
        if (!answersConfigured && draft.awaitsConfigurationSince(LONGEST_WAIT)) {
            if (resend && state.selection().decision() instanceof Serving serving) {
                // The session goes on with what was not answered before.
                draft.reopen(serving.authority());
            }
            return draft.replying(deviceConfigured());
        }
        if (resend && state.renewal().isPresent() && state.selection().decision() instanceof Serving serving) {
            // The session goes on with what was not answered before; a renewal that fails holds nothing up.
            draft.reopen(serving.authority());
            return draft.replying(new Reply.Answer(
                    AppleCodec.encode(RENEW.text(), new InstallProfile(state.renewal().get()))));
        }
        Declaring.settle(draft);
        Optional<Plan> plan = NextSteps.plan(draft, resend);
        Optional<byte[]> command = plan.flatMap(wanted -> firstOf(draft, wanted, answered));
        if (command.isEmpty() && draft.awaitsConfiguration() && !answersConfigured) {
            // The end of the first session, whether or not every setting went in.
            return draft.replying(deviceConfigured());
        }
        if (command.isEmpty()) {
            draft.complete();
        }
        return draft.replying(command.<Reply>map(Reply.Answer::new).orElse(Reply.NOTHING));
    }

    private static Reply deviceConfigured() {
        return new Reply.Answer(AppleCodec.encode(DEVICE_CONFIGURED.text(), new DeviceConfigured()));
    }

    private static Optional<byte[]> firstOf(TurnDraft draft, Plan plan, Optional<CommandRef> answered) {
        for (PendingCommand action : plan.actions()) {
            Optional<byte[]> command = send(draft, action);
            if (command.isPresent()) {
                return command;
            }
        }
        if (draft.awaitsInventory()) {
            return AppleInventory.ask(answered);
        }
        Optional<byte[]> declared = Declaring.declare(draft, plan);
        if (declared.isPresent()) {
            return declared;
        }
        for (ConvergenceStep step : plan.steps()) {
            Optional<byte[]> command = switch (step) {
                case Install install -> install(draft, install);
                case Remove remove -> remove(draft, remove);
            };
            if (command.isPresent()) {
                return command;
            }
        }
        return Optional.empty();
    }

    /** Empty if the action ended instead, for the device lacks what it takes. */
    private static Optional<byte[]> send(TurnDraft draft, PendingCommand command) {
        Optional<AppleCommand> rendered = AppleCommands.of(command.action(),
                draft.state().caller().tenant(), draft.state().unlockToken());
        if (rendered.isEmpty()) {
            draft.end(command, Outcome.FAILED, AppleCommands.LACKING, new byte[0]);
            return Optional.empty();
        }
        PendingCommand sent = new PendingCommand(command.id(), command.enrolment(), command.authority(),
                command.action(), command.queuedAt(), PendingCommand.State.SENT, command.attempt() + 1);
        draft.change(sent);
        return Optional.of(AppleCodec.encode(CommandRef.action(sent.id(), sent.attempt()).text(), rendered.get()));
    }

    private static Optional<byte[]> install(TurnDraft draft, Install step) {
        draft.ledger(draft.ledger().sent(step.setting(), step.attempt(), draft.state().now()));
        CommandRef ref = CommandRef.install(StepId.of(step).value(), step.attempt());
        return switch (step.setting().payload()) {
            case AppleProfile profile -> Optional
                    .of(AppleCodec.encode(ref.text(), new InstallProfile(profile.mobileconfig())));
            case DmNodes _ -> {
                // A wrong definition of one setting shall not keep the others from the device.
                Outcomes.refused(draft, ref, "payload of another platform", true);
                yield Optional.empty();
            }
        };
    }

    private static Optional<byte[]> remove(TurnDraft draft, Remove step) {
        List<String> nodes = step.nodes();
        if (nodes.isEmpty()) {
            return Optional.empty();
        }
        draft.ledger(draft.ledger().removalSent(step, draft.state().now()));
        CommandRef ref = CommandRef.remove(StepId.of(step).value(), step.attempt());
        AppleCommand command = new RemoveProfile(nodes.getFirst());
        return Optional.of(AppleCodec.encode(ref.text(), command));
    }
}
