package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.CheckIn.OmaDmCheckIn;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.DmMemory;
import dev.muster.gateway.model.DmMemory.Trust;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.session.DmAssembly.Heard;
import dev.muster.gateway.session.DmTrustGate.Verdict;
import dev.muster.protocol.syncml.Chal;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * Serves the engine: one OMA-DM message of an admitted device, as a pure function (PROTOCOLS.md, OMA-DM 1.2 and Windows).
 * Inside a session the answer is always a SyncML body.
 *
 * <p>A session opens with MsgID 1, and with any message of a session of which nothing is stored: then nothing was sent in it
 * yet. What was sent in sessions before and not answered may go again at that moment, and at no other.
 */
final class OmaDmTurn {
    /** Longest SessionID or MsgID that is handled, in characters; the specification has four bytes. */
    private static final int LONGEST_ID = 64;
    private static final String END_MISSED = "dm.end-missed";
    private static final String OUT_OF_ORDER = "dm.out-of-order";

    private final TurnDraft draft;
    private final DmCourse course;
    private final OmaDmCheckIn checkIn;
    private final boolean opens;
    private final Optional<DmSession> known;
    private final DmPush push;
    private final DmTrustGate gate;

    private OmaDmTurn(TurnDraft draft, DmCourse course, OmaDmCheckIn checkIn, boolean opens,
            Optional<DmSession> known, DmPush push) {
        this.draft = draft;
        this.course = course;
        this.checkIn = checkIn;
        this.opens = opens;
        this.known = known;
        this.push = push;
        this.gate = new DmTrustGate(draft, course);
    }

    /** What the message comes to. */
    static TurnResult take(TurnState state, OmaDmCheckIn checkIn, DmPush push) {
        SyncHdr header = checkIn.message().header();
        if (header.sessionId().length() > LONGEST_ID || header.msgId().length() > LONGEST_ID) {
            return TurnResult.refused(Category.MALFORMED, "SessionID or MsgID longer than " + LONGEST_ID);
        }
        TurnDraft draft = new TurnDraft(state);
        Optional<DmSession> known = state.read().session()
                .filter(row -> row.sessionId().equals(header.sessionId()));
        boolean first = header.msgId().equals("1");
        if (known.isPresent() && known.get().msgId().equals(header.msgId())) {
            boolean same = known.get().requestHash().equals(checkIn.bodyHash());
            if (same && !(first && sentOnceOnly(state))) {
                DmTrustGate gate = new DmTrustGate(draft, new DmCourse(draft, known.get().memory()));
                return draft
                        .replying(new Reply.Answer(known.get().reply(), gate.macOver(known.get().reply())));
            }
            Trust trust = known.get().memory().trust();
            // A client that was just challenged may say the same again under the same number.
            boolean challenged = !trust.accepted() && trust.failures() > 0;
            if (!first && !challenged) {
                return TurnResult.refused(Category.MALFORMED, "another message under a MsgID that was answered");
            }
        }
        if (first && known.isPresent()
                && known.get().memory().trust().failures() < DmTrustGate.MOST_FAILURES) {
            // A client whose SessionIDs do not differ: the row of the session before would take message 2 for a retry.
            draft.insistOnWriting();
        }
        boolean opens = first || known.isEmpty();
        DmCourse course = new DmCourse(draft, memory(opens, known));
        return new OmaDmTurn(draft, course, checkIn, opens, known, push).take();
    }

    /** A session begins with nothing; but one that ended by wrong credentials does not begin anew under its own name. */
    private static DmMemory memory(boolean opens, Optional<DmSession> known) {
        DmMemory before = known.map(DmSession::memory).orElse(DmMemory.EMPTY);
        if (!opens) {
            return before;
        }
        Trust trust = before.trust().accepted() ? Trust.NONE : new Trust(false, before.trust().failures(), 0, false);
        return new DmMemory(DmMemory.EMPTY.login(), trust, Optional.empty(), List.of(), List.of(), List.of());
    }

    private TurnResult take() {
        SyncMlMessage message = checkIn.message();
        if (!opens && DmMessage.messageNumber(message.header()) < known.orElseThrow().serverMsgId()) {
            draft.tolerate(OUT_OF_ORDER);
        }
        return switch (gate.judge(checkIn)) {
            case Verdict.Welcome(Chal chal) -> welcome(message, chal);
            case Verdict.Refused(String code, Chal chal) -> refuse(message, code, chal);
        };
    }

    /** Nothing is executed; but that the user left is said once only, and the certificate has proved who says it (R14). */
    private TurnResult refuse(SyncMlMessage message, String code, @Nullable Chal chal) {
        DmMessage reply = new DmMessage(message.header(), checkIn.encoding(), DmSizes.limit(message.header(), known),
                opens, null);
        DmStatuses.refuse(reply, message.header(), message.commands(), course, draft, code, chal);
        if (DmSaid.unenrolled(DmStatuses.carriedOut(message.commands()))) {
            draft.leave();
        }
        return conclude(reply, true, true);
    }

    private TurnResult welcome(SyncMlMessage message, @Nullable Chal chal) {
        gate.hear(message.commands());
        DmAssembly assembly = new DmAssembly(course, draft, checkIn.encoding());
        List<Heard> heard = assembly.hear(message.commands());
        List<SyncMlCommand> said = DmStatuses.carriedOut(heard.stream().map(Heard::command).toList());
        Optional<TurnResult> refusal = enrol(draft, said);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        DmMessage reply = new DmMessage(message.header(), checkIn.encoding(), DmSizes.limit(message.header(), known),
                opens, gate.ours());
        DmStatuses.add(reply, message.header(), heard, course, draft, chal);
        if (assembly.unfinished()) {
            reply.endNotReceived();
        }
        boolean isFinal = converse(reply, message, said);
        boolean goesOn = !isFinal || reply.saysSomething();
        if (!goesOn) {
            draft.complete();
        }
        return conclude(reply, isFinal, goesOn);
    }

    /**
     * Whether the stored reply may hold a restart or a wipe. A client that counts sessions anew each time opens the next one
     * with the same bytes, and would get it twice (R25); so it gets a new session, in which that action is unknown.
     */
    private static boolean sentOnceOnly(TurnState state) {
        return state.read().commands().stream().anyMatch(
                command -> command.state() == PendingCommand.State.SENT && command.action().kind().onceOnly());
    }

    /** The first session over a certificate that was issued and never used completes an enrolment. */
    private static Optional<TurnResult> enrol(TurnDraft draft, List<SyncMlCommand> said) {
        TurnState state = draft.state();
        Device device = state.read().device();
        draft.hardware(DevInfo.factsOf(said, device.hardware()));
        if (state.overCurrentCertificate()) {
            return Optional.empty();
        }
        String devId = draft.hardware().udid();
        if (devId.isEmpty()) {
            return Optional.of(TurnResult.refused(Category.NOT_ENROLLED, "a first session tells the DevId"));
        }
        Optional<String> objection = EnrolmentGrant.objection(state.read().grant(), device, devId, "",
                state.sameHardware());
        if (objection.isPresent()) {
            return Optional.of(TurnResult.refused(Category.ENROLMENT_REFUSED, objection.get()));
        }
        draft.completeEnrolment(false);
        return Optional.empty();
    }

    /** Takes in what was said and says what is next; returns whether our package is complete. */
    private boolean converse(DmMessage reply, SyncMlMessage message, List<SyncMlCommand> said) {
        DmSaid.login(said).ifPresent(course::login);
        PushRegistration.heard(said, draft, push).ifPresent(draft::push);
        DmActions.correlated(draft, course, said);
        DmAnswers answers = DmAnswers.of(said, draft);
        DmResults.settle(draft, course, answers, message.isFinal());
        if (DmSaid.missesEnd(said)) {
            course.nextSending().flatMap(sending -> CommandRef.of(sending.ref())).ifPresent(course::forget);
            draft.tolerate(END_MISSED);
        }
        if (DmSaid.unenrolled(said)) {
            draft.leave();
        }
        if (draft.device().state() != DeviceState.ENROLLED || DmSaid.aborted(said) || gate.givesUp()) {
            course.end();
            return true;
        }
        if (course.owes()) {
            return false;
        }
        if (!message.isFinal() && !course.midObject()) {
            reply.askForMore();
            return false;
        }
        DmUpkeep upkeep = new DmUpkeep(draft, course, reply, push);
        upkeep.settle(answers);
        if (DmSaid.begins(said) && !course.midObject()) {
            upkeep.ask();
        }
        // What a client refused because of our credentials goes again at once, as in a new session.
        boolean resend = opens || gate.challenged();
        return switch (DmSending.send(draft, course, reply, DmSizes.objects(message.header(), known), resend)) {
            case FINAL -> true;
            case MORE_OF_OBJECT -> false;
            case ASKS -> {
                reply.askForMore();
                yield false;
            }
        };
    }

    private TurnResult conclude(DmMessage reply, boolean isFinal, boolean goesOn) {
        SyncHdr header = checkIn.message().header();
        byte[] body = reply.encode(isFinal);
        if (!goesOn) {
            course.end();
        } else if (!course.memory().equals(known.map(DmSession::memory).orElse(DmMemory.EMPTY))) {
            draft.insistOnWriting();
        }
        draft.session(new DmSession(header.sessionId(), header.msgId(), checkIn.bodyHash(), body,
                DmMessage.messageNumber(header), DmSizes.limit(header, known), DmSizes.objects(header, known),
                course.memory(), gate.nonces(), draft.state().now()));
        return draft.replying(new Reply.Answer(body, gate.macOver(body)));
    }
}
