package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.CheckIn.OmaDmCheckIn;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
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
    private static final String STATUSES_CUT = "statuses-cut";

    private OmaDmTurn() {}

    /** What the message comes to. */
    static TurnResult take(TurnState state, OmaDmCheckIn checkIn) {
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
                return draft.replying(new Reply.Answer(known.get().reply()));
            }
            if (!first) {
                return TurnResult.refused(Category.MALFORMED, "another message under a MsgID that was answered");
            }
        }
        if (first && known.isPresent()) {
            // A client whose SessionIDs do not differ: the row of the session before would take message 2 for a retry.
            draft.insistOnWriting();
        }
        Optional<TurnResult> refusal = enrol(draft, checkIn.message());
        return refusal.orElseGet(() -> answer(draft, checkIn, first || known.isEmpty(), known));
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
    private static Optional<TurnResult> enrol(TurnDraft draft, SyncMlMessage message) {
        TurnState state = draft.state();
        Device device = state.read().device();
        draft.hardware(DevInfo.factsOf(message, device.hardware()));
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

    private static TurnResult answer(TurnDraft draft, OmaDmCheckIn checkIn, boolean opens,
            Optional<DmSession> known) {
        SyncMlMessage message = checkIn.message();
        int limit = DmSizes.limit(message.header(), known);
        DmMessage reply = new DmMessage(message.header(), checkIn.encoding(), limit);
        DmStatuses.add(reply, message, draft);
        List<List<SyncMlCommand>> again = DmResults.settle(draft, DmAnswers.of(message, draft));
        boolean goesOn = false;
        if (DmSaid.unenrolled(message)) {
            draft.leave();
        } else if (draft.device().state() == DeviceState.ENROLLED && !DmSaid.aborted(message)) {
            goesOn = message.isFinal() ? DmSending.send(draft, reply, again, opens) : true;
        }
        if (goesOn) {
            reply.askForMore();
        }
        if (reply.cutShort()) {
            draft.tolerate(STATUSES_CUT);
        }
        byte[] body = reply.encode(!goesOn);
        SyncHdr header = message.header();
        draft.session(new DmSession(header.sessionId(), header.msgId(), checkIn.bodyHash(), body,
                DmMessage.messageNumber(header), limit, draft.state().now()));
        return draft.replying(new Reply.Answer(body));
    }
}
