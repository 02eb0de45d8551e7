package dev.muster.gateway.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.authority.PushGate;
import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.Declarations;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.UserChannel;
import dev.muster.gateway.session.HandlerSelection.Selection;
import dev.muster.gateway.store.AppleStore;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.protocol.apple.AppleAnswer;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.CheckOut;
import dev.muster.protocol.apple.AppleMessage.DeclarativeManagement;
import dev.muster.protocol.apple.AppleMessage.GetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.Report;
import dev.muster.protocol.apple.AppleMessage.ReturnToService;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.SetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.AppleMessage.UserAuthenticate;

/**
 * Serves the engine: the messages of Apple devices that leave the device's row alone, each with what it has to make durable
 * before its reply. They are rare, so they may cost reads of their own. No answer of it unenrols a device (R14).
 */
final class AppleSide {
    /** How often a channel's message is taken again after somebody else won. */
    private static final int MOST_TRIES = 4;

    private final AppleServices services;
    private final AppleStore store;
    private final AppleOptions options;

    AppleSide(AppleServices services) {
        this.services = services;
        this.store = services.store();
        this.options = services.options();
    }

    /** Asks a device to come for what it can be told only in a session. */
    void wake(Caller caller) {
        services.wake().accept(caller.tenant(), caller.device());
    }

    /** What the device's enrolment is told by declarations; empty if it is served by commands. */
    Optional<Declarations> declarations(Device device, Instant now) {
        return Declaring.inUse(services.declarations().declarations(device.tenant(), device.id()), device,
                options.declarations(), now);
    }

    /** What takes the passcode off the device, if somebody waits for that; empty also if it never gave one. */
    Optional<Secret> unlockToken(CheckInRead read) {
        Device device = read.device();
        boolean waits = device.platform().isApple() && read.commands().stream()
                .anyMatch(command -> command.action().kind() == Action.Kind.RESET_PASSCODE);
        return waits ? store.unlockToken(device.tenant(), device.id()).map(Secret::new) : Optional.empty();
    }

    /** Stores a declared set; false if somebody else was first. */
    boolean declare(TurnResult.Declared declared, Instant now) {
        return services.declarations().write(declared.after(), declared.report(), now) == WriteOutcome.COMMITTED;
    }

    /**
     * What the device is to renew its certificate with (R18): offered whenever a session opens, from two thirds of the certificate's
     * life on until another one is in use, whatever became of the offers before.
     */
    Optional<byte[]> renewal(CheckIn checkIn, CheckInRead read, Selection selection, Instant now) {
        Device device = read.device();
        Caller caller = checkIn.caller();
        boolean due = checkIn instanceof CheckIn.AppleCheckIn apple && apple.message() instanceof AppleMessage.Idle
                && !apple.message().ids().ofUserChannel() && !now.isBefore(read.grant().dueFrom())
                && selection.decision() instanceof Serving serving
                && !PushGate.closed(device.platform(), serving.authority(), read.tenant().pushTopics())
                && device.state() == DeviceState.ENROLLED
                && device.certificate().filter(caller.certificate()::equals).isPresent();
        return due ? services.renewals().offer(device, read.tenant()) : Optional.empty();
    }

    /** Keeps why the device could not renew. */
    void renewalFailed(Device device, AppleMessage.CommandError error) {
        services.renewals().refused(device, AppleResults.detail(error));
    }

    /** Whether this message is for here; the others are {@link AppleTurn}'s. */
    static boolean concerns(AppleMessage message) {
        return message.ids().ofUserChannel() || switch (message) {
            case AppleMessage.Authenticate _,TokenUpdate _,CheckOut _ -> false;
            case Report _ -> false;
            case UserAuthenticate _,SetBootstrapToken _,GetBootstrapToken _,DeclarativeManagement _ -> true;
            case AppleMessage.GetToken _,ReturnToService _ -> true;
        };
    }

    /** What an admitted message comes to; what had to be stored is stored. */
    TurnResult take(TurnState state, AppleMessage message) {
        if (message.ids().ofUserChannel()) {
            return ofUser(state, message);
        }
        return switch (message) {
            case SetBootstrapToken set -> keep(state, set);
            case GetBootstrapToken _ -> answer(state, new AppleAnswer.BootstrapToken(bootstrapToken(state)));
            case ReturnToService _ when options.returnToService() -> answer(state,
                    new AppleAnswer.EraseAndReturn(options.wifiProfile(), bootstrapToken(state)));
            case ReturnToService _ -> TurnResult.refused(Category.UNSUPPORTED_MESSAGE,
                    "return to service is not configured");
            case UserAuthenticate _ -> TurnResult.refused(Category.UNSUPPORTED_MESSAGE, "no user is named");
            case DeclarativeManagement request -> DeclarationEndpoints.take(state, request,
                    services.checkInUrl().get());
            case AppleMessage.GetToken _ -> TurnResult.refused(Category.UNSUPPORTED_MESSAGE,
                    "no token of this service is configured");
            case AppleMessage.Authenticate _,TokenUpdate _,CheckOut _ -> throw notForHere();
            case Report _ -> throw notForHere();
        };
    }

    private static IllegalArgumentException notForHere() {
        return new IllegalArgumentException("a message for the device's row");
    }

    private static TurnResult answer(TurnState state, AppleAnswer answer) {
        return new TurnResult(Optional.empty(), Optional.empty(), new Reply.Answer(AppleCodec.encode(answer)),
                authority(state),
                List.of(), false);
    }

    private static Optional<ManagementAuthority> authority(TurnState state) {
        return state.selection().decision() instanceof Serving serving
                ? Optional.of(serving.authority())
                : Optional.empty();
    }

    /**
     * A token belongs to the enrolment over whose certificate it came. One that is pending has the next number, so a
     * re-enrolment that fails does not cost the token of the one that stands.
     */
    private TurnResult keep(TurnState state, SetBootstrapToken set) {
        Device device = state.read().device();
        int enrolment = state.overPendingCertificate() && !state.overCurrentCertificate()
                ? device.enrolment() + 1
                : device.enrolment();
        store.keepBootstrapToken(device.tenant(), device.id(), enrolment, set.token().map(Secret::bytes), state.now());
        return new TurnResult(Optional.empty(), Optional.empty(), Reply.NOTHING, authority(state), List.of(), false);
    }

    private Optional<Secret> bootstrapToken(TurnState state) {
        Device device = state.read().device();
        return store.bootstrapToken(device.tenant(), device.id(), device.enrolment()).map(Secret::new);
    }

    /**
     * A user of the device. Where users are not managed they are declined, and what they say is never taken for the device's
     * own words: their CheckOut is a user who logs out.
     */
    private TurnResult ofUser(TurnState state, AppleMessage message) {
        boolean stands = state.overCurrentCertificate() && state.read().device().state() == DeviceState.ENROLLED;
        if (message instanceof CheckOut && !(options.userChannels() && stands)) {
            return new TurnResult(Optional.empty(), Optional.empty(), Reply.NOTHING, authority(state), List.of(),
                    false);
        }
        if (!options.userChannels()) {
            return TurnResult.refused(Category.USER_CHANNEL_DECLINED, "devices are managed without user channels");
        }
        if (!stands) {
            return TurnResult.refused(Category.NOT_ENROLLED, "no enrolment stands that a user could hang under");
        }
        Device device = state.read().device();
        String user = Facts.clean(message.ids().user().orElseThrow());
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Optional<UserChannel> found = store.channel(device.tenant(), device.id(), user);
            ChannelTurn.Result result = ChannelTurn.take(state, found, message);
            if (result.write().isEmpty() || store.write(result.write().get()) == WriteOutcome.COMMITTED) {
                return new TurnResult(Optional.empty(), Optional.empty(), result.reply(), authority(state),
                        result.oddities(),
                        false);
            }
        }
        return TurnResult.refused(Category.CONFLICT, "other changes of the user channel won");
    }
}
