package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.UserChannel;
import dev.muster.gateway.session.AuthorityHandler.Ended;
import dev.muster.gateway.session.AuthorityHandler.Plan;
import dev.muster.gateway.session.AuthorityHandler.Situation;
import dev.muster.gateway.store.AppleStore.ChannelWrite;
import dev.muster.protocol.apple.AppleAnswer;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.apple.AppleCommand.UserConfigured;
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
import dev.muster.protocol.apple.EnrollmentIds.Channel;
import dev.muster.protocol.plist.PlistCodec;

/**
 * Serves {@link AppleSide}: one message of a user of a device, over the device's certificate, as a pure function. The user's
 * channel hangs under the device's enrolment and never speaks for the device: its commands and its push address are its own,
 * and its CheckOut is a user who leaves. Lives on one thread for one message.
 */
final class ChannelTurn {
    /** What lets the user of a Shared iPad finish logging in. */
    static final CommandRef USER_CONFIGURED = CommandRef.query("user-configured");
    private static final String UNKNOWN_CHANNEL = "unknown-user-channel";

    private final TurnState state;
    private final Device device;
    private final AppleMessage message;
    private final List<PendingCommand> commands = new ArrayList<>();
    private final List<FinishedCommand> finished = new ArrayList<>();
    private final List<String> oddities = new ArrayList<>();
    private final @Nullable UserChannel known;
    private final long version;
    private boolean awaiting;

    /** What the message comes to: what has to be durable before the reply may leave. */
    record Result(Optional<ChannelWrite> write, Reply reply, List<String> oddities) {}

    private ChannelTurn(TurnState state, Optional<UserChannel> found, AppleMessage message) {
        this.state = state;
        this.device = state.read().device();
        this.message = message;
        this.version = found.map(UserChannel::version).orElse(0L);
        this.known = found.filter(channel -> channel.enrolment() == device.enrolment()).orElse(null);
        found.map(UserChannel::commands).ifPresent(commands::addAll);
        if (known == null) {
            List.copyOf(commands).forEach(command -> end(command, Outcome.CANCELLED, "a new enrolment began"));
        } else {
            this.awaiting = known.awaitingConfiguration();
        }
    }

    /** Takes a message of a user channel; the caller's certificate is that of the device's enrolment, which stands. */
    static Result take(TurnState state, Optional<UserChannel> found, AppleMessage message) {
        return new ChannelTurn(state, found, message).take();
    }

    private Result take() {
        return switch (message) {
            case UserAuthenticate _ -> new Result(Optional.empty(),
                    new Reply.Answer(AppleCodec.encode(new AppleAnswer.DigestChallenge())), oddities);
            case TokenUpdate update -> tokenUpdate(update);
            case CheckOut _ -> checkOut();
            case Idle _ -> AppleTurn.gated(state)
                    ? refused(Category.PUSH_CERTIFICATE_MISSING, "no push certificate (R13)")
                    : next(true, false);
            case Acknowledged done -> next(false, settle(done.commandUuid(), Outcome.DONE, ""));
            case CommandError error -> next(false,
                    settle(error.commandUuid(), Outcome.FAILED, AppleResults.detail(error)));
            case NotNow notNow -> next(false, settle(notNow.commandUuid(), null, ""));
            case Authenticate _,SetBootstrapToken _,GetBootstrapToken _,DeclarativeManagement _,GetToken _,ReturnToService _ -> refused(
                    Category.UNSUPPORTED_MESSAGE, "no message of a user channel");
        };
    }

    private static Result refused(Category category, String detail) {
        return new Result(Optional.empty(), TurnResult.refused(category, detail).reply(), List.of());
    }

    /** May be sent only once, so it is kept whatever the state of the push certificate (R13). */
    private Result tokenUpdate(TokenUpdate update) {
        awaiting |= update.awaitingConfiguration() && update.ids().channel() == Channel.SHARED_IPAD_USER;
        PushAddress address = new PushAddress(update.token().bytes(), update.pushMagic().bytes(),
                Facts.clean(update.topic()), state.now());
        return new Result(Optional.of(write(after(), false, Optional.of(address))), Reply.NOTHING, oddities);
    }

    private Result checkOut() {
        if (version == 0) {
            return new Result(Optional.empty(), Reply.NOTHING, oddities);
        }
        List.copyOf(commands).forEach(command -> end(command, Outcome.CANCELLED, "the user left management"));
        return new Result(Optional.of(write(after(), true, Optional.empty())), Reply.NOTHING, oddities);
    }

    /**
     * Takes in what became of a command of this channel.
     *
     * @param outcome how it ended; null if it was put off
     * @return whether it was UserConfigured
     */
    private boolean settle(String commandUuid, @Nullable Outcome outcome, String detail) {
        Optional<CommandRef> ref = CommandRef.of(commandUuid);
        if (ref.filter(USER_CONFIGURED::equals).isPresent()) {
            awaiting &= outcome == null;
            return true;
        }
        Optional<PendingCommand> awaited = ref.filter(named -> named.kind() == CommandRef.Kind.ACTION)
                .flatMap(named -> commands.stream().filter(command -> command.id().toString().equals(named.id())
                        && command.attempt() == named.attempt()).findFirst());
        if (awaited.isEmpty()) {
            oddities.add(ref.isEmpty() ? Outcomes.UNKNOWN_REFERENCE : Outcomes.LATE_RESULT);
        } else if (outcome == null) {
            replace(awaited.get(), PendingCommand.State.NOT_NOW, awaited.get().attempt());
        } else {
            end(awaited.get(), outcome, detail);
        }
        return false;
    }

    /** The next command of the channel, or nothing. */
    private Result next(boolean opens, boolean configured) {
        if (known == null) {
            oddities.add(UNKNOWN_CHANNEL);
            return new Result(Optional.empty(), Reply.NOTHING, oddities);
        }
        Reply reply = Reply.NOTHING;
        if (!AppleTurn.gated(state) && state.selection().decision() instanceof Serving serving
                && state.selection().handler().isPresent()) {
            if (opens) {
                commands.replaceAll(command -> TurnDraft.offeredAgain(command, serving.authority(),
                        device.enrolment()));
            }
            reply = plan(state.selection().handler().get(), opens);
        }
        if (reply.equals(Reply.NOTHING) && awaiting && !configured && !AppleTurn.gated(state)) {
            reply = new Reply.Answer(AppleCodec.encode(USER_CONFIGURED.text(), new UserConfigured()));
        }
        boolean changed = !finished.isEmpty() || !commands.equals(known.commands())
                || awaiting != known.awaitingConfiguration();
        return new Result(changed ? Optional.of(write(after(), false, Optional.empty())) : Optional.empty(), reply,
                oddities);
    }

    /** By the rules of the device's own queue (R24, R25), but without settings: those are the device's. */
    private Reply plan(AuthorityHandler handler, boolean opens) {
        Device bare = new Device(device.tenant(), device.id(), device.version(), device.platform(), device.user(),
                device.state(), device.enrolment(), device.certificate(), device.pending(), device.hardware(),
                device.placedUnder(), device.managedBy(), device.epoch(), device.convergedHash(), List.of());
        Plan plan = handler.plan(new Situation(bare, DesiredSet.EMPTY, List.copyOf(commands), opens));
        for (Ended ended : plan.finished()) {
            end(ended.command(), ended.outcome(), ended.detail());
        }
        if (plan.actions().isEmpty()) {
            return Reply.NOTHING;
        }
        PendingCommand due = plan.actions().getFirst();
        int attempt = due.attempt() + 1;
        replace(due, PendingCommand.State.SENT, attempt);
        // Of users only questions are asked, and a question needs nothing.
        return AppleCommands.of(due.action(), state.caller().tenant(), Optional.empty())
                .<Reply>map(command -> new Reply.Answer(
                        AppleCodec.encode(CommandRef.action(due.id(), attempt).text(), command)))
                .orElse(Reply.NOTHING);
    }

    private void replace(PendingCommand command, PendingCommand.State next, int attempt) {
        commands.replaceAll(other -> other.id().equals(command.id())
                ? TurnDraft.inState(command, next, attempt)
                : other);
    }

    private void end(PendingCommand command, Outcome outcome, String detail) {
        commands.removeIf(other -> other.id().equals(command.id()));
        byte[] result = outcome == Outcome.DONE && message instanceof Acknowledged done
                ? PlistCodec.encode(done.content())
                : new byte[0];
        if (result.length > Outcomes.LARGEST_RESULT) {
            oddities.add(Outcomes.RESULT_TOO_LARGE);
            result = new byte[0];
        }
        finished.add(new FinishedCommand(command, outcome, detail, result, state.now()));
    }

    private UserChannel after() {
        String user = Facts.clean(message.ids().user().orElseThrow());
        String shortName = Facts.newer(message.ids().userShortName(), known == null ? "" : known.shortName());
        return new UserChannel(device.tenant(), device.id(), user, shortName, device.enrolment(), version + 1,
                awaiting, commands);
    }

    private ChannelWrite write(UserChannel after, boolean gone, Optional<PushAddress> push) {
        return new ChannelWrite(after, gone, finished, push, state.now());
    }
}
