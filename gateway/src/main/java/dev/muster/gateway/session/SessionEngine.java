package dev.muster.gateway.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.CheckIn.AppleCheckIn;
import dev.muster.gateway.model.CheckIn.OmaDmCheckIn;
import dev.muster.gateway.model.CheckIn.ProfileFetch;
import dev.muster.gateway.model.Declarations;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.observe.GatewayEvents.Protocol;
import dev.muster.gateway.session.HandlerSelection.Selection;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.gateway.store.CheckInStore;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.CheckInWrite;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.CommandError;
import dev.muster.protocol.apple.AppleMessage.DeclarativeManagement;
import dev.muster.protocol.apple.AppleMessage.Report;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;

/**
 * The check-in engine, for whoever follows one message through the gateway: read, decide, write, and only then reply
 * (docs/architecture.md, "One check-in, step by step"). It holds nothing between messages, so any node serves any message.
 *
 * <p>The decision is a pure turn. When the device's row changed meanwhile it runs again from a fresh read, three times at
 * most; a check-in with nothing to do costs one read and a note of when the device was seen.
 */
public final class SessionEngine implements CheckInHandler {
    /** How often a turn is replayed after somebody else won, before the device is asked to come again. */
    private static final int MOST_REPLAYS = 3;
    /** Some clients lose nonces of another length (PROTOCOLS.md). */
    private static final int NONCE_BYTES = 16;
    /** How long a renewed certificate goes on beside its successor, unless configured otherwise (R18). */
    public static final Duration RENEWED_GOOD_FOR = Duration.ofHours(24);

    private final CheckInStore store;
    private final AppleSide appleSide;
    private final DmPush dmPush;
    private final HandlerSelection handlers;
    private final Clock clock;
    private final GatewayEvents events;
    private final RandomGenerator random;
    private final Duration renewedGoodFor;

    /**
     * @param store what check-ins ask of the store
     * @param apple what is needed for Apple devices alone
     * @param dmPush how OMA-DM clients are asked where they can be woken
     * @param handlers who serves a device
     * @param clock the time of check-ins
     * @param events told of every answer, refusal and oddity
     * @param random makes nonces; called by several threads at once
     */
    public SessionEngine(CheckInStore store, AppleServices apple, DmPush dmPush, HandlerSelection handlers, Clock clock,
            GatewayEvents events, RandomGenerator random) {
        this(store, apple, dmPush, handlers, clock, events, random, RENEWED_GOOD_FOR);
    }

    /** @param renewedGoodFor how long a certificate is good after the first session over the one that renews it (R18) */
    public SessionEngine(CheckInStore store, AppleServices apple, DmPush dmPush, HandlerSelection handlers, Clock clock,
            GatewayEvents events, RandomGenerator random, Duration renewedGoodFor) {
        this.store = store;
        this.appleSide = new AppleSide(apple);
        this.dmPush = dmPush;
        this.handlers = handlers;
        this.clock = clock;
        this.events = events;
        this.random = random;
        this.renewedGoodFor = renewedGoodFor;
    }

    @Override
    public Reply handle(CheckIn checkIn) {
        Instant now = clock.instant();
        TurnResult result;
        try {
            result = settle(checkIn, now);
        } catch (StoreUnavailable unavailable) {
            result = TurnResult.refused(Category.STORE_UNAVAILABLE, "the store does not answer");
        }
        tell(checkIn, result, now);
        return result.reply();
    }

    /** Runs the turn until its write is durable. */
    private TurnResult settle(CheckIn checkIn, Instant now) {
        Caller caller = checkIn.caller();
        for (int replay = 0; replay <= MOST_REPLAYS; replay++) {
            if (replay > 0) {
                events.turnReplayed();
            }
            Optional<CheckInRead> read = store.read(caller, checkIn instanceof OmaDmCheckIn, now);
            Optional<CheckInWrite> renewal = read.flatMap(found -> RenewedCertificate.binding(found, caller, now));
            if (renewal.isPresent()) {
                if (store.write(renewal.get()) != WriteOutcome.COMMITTED) {
                    continue;
                }
                read = store.read(caller, checkIn instanceof OmaDmCheckIn, now);
            }
            CheckIn spoken = read.map(found -> RenewedCertificate.spokenFor(checkIn, found)).orElse(checkIn);
            Optional<Refusal> objection = Admission.objection(spoken, read);
            if (objection.isPresent()) {
                return TurnResult.refused(objection.get().category(), objection.get().detail());
            }
            Optional<TurnState> state = state(spoken, read.orElseThrow(), now);
            if (state.isEmpty()) {
                continue;
            }
            TurnResult result = take(spoken, state.get());
            if (result.declared().isPresent() && !appleSide.declare(result.declared().get(), now)) {
                continue;
            }
            if (result.write().isEmpty()) {
                if (!(result.reply() instanceof Reply.Refused)) {
                    store.touch(caller.tenant(), caller.device(), now);
                }
                settleRenewal(spoken, read.orElseThrow(), result, now);
                return result;
            }
            if (store.write(result.write().get()) == WriteOutcome.COMMITTED) {
                if (result.wanted()) {
                    appleSide.wake(caller);
                }
                settleRenewal(spoken, read.orElseThrow(), result, now);
                return result;
            }
        }
        return TurnResult.refused(Category.CONFLICT, "other changes won " + (MOST_REPLAYS + 1) + " times");
    }

    /**
     * A renewal that the device refused is kept for the administrator. Both certificates of one were good until a session over the
     * new one was complete; from now on the old one's time runs (R18).
     */
    private void settleRenewal(CheckIn spoken, CheckInRead read, TurnResult result, Instant now) {
        if (spoken instanceof AppleCheckIn apple && apple.message() instanceof CommandError error
                && AppleTurn.RENEW.text().equals(error.commandUuid())) {
            appleSide.renewalFailed(read.device(), error);
        }
        if (!result.completes() || read.status() != CertificateStatus.BOUND) {
            return;
        }
        try {
            store.settle(spoken.caller(), now.plus(renewedGoodFor));
        } catch (StoreUnavailable later) {
            // What the device said is stored; the next session that is complete settles it.
            events.tolerated("renewal-not-settled");
        }
    }

    /** What the turn decides on; empty if the settings changed since their hash was read: then a fresh read helps. */
    private Optional<TurnState> state(CheckIn checkIn, CheckInRead read, Instant now) {
        Device device = read.device();
        Selection selection = handlers.select(read.tenant(), device, read.entitlement());
        Optional<DesiredSet> desired = Optional.empty();
        if (selection.decision() instanceof Serving serving && selection.handler().isPresent()
                && wantsPlan(checkIn, read, serving.authority())) {
            desired = store.desiredSet(device.tenant(), serving.authority(), device.platform(),
                    NextSteps.hash(read, serving.authority()));
            if (desired.isEmpty()) {
                return Optional.empty();
            }
        }
        boolean declares = device.platform().isApple() && (desired.isPresent() || asksForDeclarations(checkIn));
        Optional<Declarations> declarations = declares
                ? appleSide.declarations(device, now)
                : Optional.empty();
        return Optional.of(new TurnState(checkIn.caller(), read, selection, desired, sameHardware(checkIn, read),
                declarations, appleSide.unlockToken(read), read.credentials().account().isPresent() ? nonce() : "",
                appleSide.renewal(checkIn, read, selection, now), now));
    }

    private String nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return Base64.getEncoder().encodeToString(nonce);
    }

    /** Whether the turn may come to ask for a plan: not for what only comes or goes, nor for a device that has all it needs. */
    private static boolean wantsPlan(CheckIn checkIn, CheckInRead read, ManagementAuthority authority) {
        boolean current = read.device().certificate().filter(checkIn.caller().certificate()::equals).isPresent();
        boolean report = switch (checkIn) {
            case AppleCheckIn apple -> apple.message() instanceof Report && !apple.message().ids().ofUserChannel();
            case OmaDmCheckIn _ -> true;
            case ProfileFetch _ -> false;
        };
        return asksForDeclarations(checkIn) || (report && !(current && NextSteps.converged(read, authority)));
    }

    /** The declared set and its profiles are asked for whenever the device likes. */
    private static boolean asksForDeclarations(CheckIn checkIn) {
        return switch (checkIn) {
            case AppleCheckIn apple -> apple.message() instanceof DeclarativeManagement;
            case ProfileFetch _ -> true;
            case OmaDmCheckIn _ -> false;
        };
    }

    /** Another row with the hardware this message names, where an enrolment begins or completes. */
    private Optional<Device> sameHardware(CheckIn checkIn, CheckInRead read) {
        Caller caller = checkIn.caller();
        Optional<String> named = switch (checkIn) {
            case AppleCheckIn apple when apple.message() instanceof Authenticate -> Optional
                    .of(apple.message().ids().device());
            case AppleCheckIn apple when apple.message() instanceof TokenUpdate && read.device().pending()
                    .filter(caller.certificate()::equals).isPresent() -> Optional.of(apple.message().ids().device());
            case AppleCheckIn _,ProfileFetch _ -> Optional.empty();
            case OmaDmCheckIn omaDm -> read.device().certificate().filter(caller.certificate()::equals).isPresent()
                    ? Optional.empty()
                    : DevInfo.devIdOf(omaDm.message());
        };
        return named.map(Facts::clean).filter(udid -> !udid.isEmpty())
                .flatMap(udid -> store.deviceByUdid(caller.tenant(), udid, caller.device()));
    }

    private TurnResult take(CheckIn checkIn, TurnState state) {
        return switch (checkIn) {
            case AppleCheckIn apple when AppleSide.concerns(apple.message()) -> appleSide.take(state, apple.message());
            case AppleCheckIn apple -> AppleTurn.take(state, apple.message());
            case ProfileFetch fetch -> DeclarationEndpoints.profile(state, fetch.identifier(), fetch.version());
            case OmaDmCheckIn omaDm -> OmaDmTurn.take(state, omaDm, dmPush);
        };
    }

    private void tell(CheckIn checkIn, TurnResult result, Instant started) {
        Protocol protocol = switch (checkIn) {
            case AppleCheckIn _,ProfileFetch _ -> Protocol.APPLE;
            case OmaDmCheckIn _ -> Protocol.OMA_DM;
        };
        result.oddities().forEach(events::tolerated);
        switch (result.reply()) {
            case Reply.Answer _,Reply.Document _,Reply.Nothing _ -> events.checkInAnswered(protocol,
                    result.authority().orElse(null),
                    Duration.between(started, clock.instant()).toNanos());
            case Reply.Refused refused -> events.checkInRefused(protocol, refused.refusal().category());
        }
    }
}
