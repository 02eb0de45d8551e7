package dev.muster.gateway.session;

import java.util.Optional;

import dev.muster.gateway.authority.AuthorityDecision;
import dev.muster.gateway.authority.PushGate;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Device.Hardware;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;

/**
 * Serves {@link AppleTurn}: how an Apple device comes under management and leaves it (PROTOCOLS.md, Apple MDM). Authenticate
 * only opens a pending enrolment, since the profile may still fail to install; its TokenUpdate makes it the current one.
 */
final class AppleEnrolment {
    private AppleEnrolment() {}

    static TurnResult authenticate(TurnDraft draft, Authenticate message) {
        TurnState state = draft.state();
        Optional<ManagementAuthority> authority = responsible(state.selection().decision());
        if (authority.isEmpty() || PushGate.closedToEnrolment(state.read().device().platform(), authority.get(),
                state.read().tenant().pushTopics())) {
            return TurnResult.refused(Category.PUSH_CERTIFICATE_MISSING, "no push certificate, no enrolment (R13)");
        }
        Device device = state.read().device();
        String serial = Facts.newer(message.serialNumber(), "");
        Optional<String> objection = EnrolmentGrant.objection(state.read().grant(), device,
                message.ids().device(), serial, state.sameHardware());
        if (objection.isPresent()) {
            return TurnResult.refused(Category.ENROLMENT_REFUSED, objection.get());
        }
        Hardware known = device.hardware();
        draft.hardware(new Hardware(Facts.clean(message.ids().device()), serial.isEmpty() ? known.serial() : serial,
                Facts.newer(message.productName().or(message::model), known.model()),
                Facts.newer(message.osVersion(), known.osVersion()), Facts.newer(message.deviceName(), known.name())));
        draft.beginEnrolment();
        return draft.replying(Reply.NOTHING);
    }

    /**
     * Stored whatever the state of the push certificate (R13): it may be sent only once. Over the pending certificate it
     * completes the enrolment; over the current one it replaces the push address.
     */
    static TurnResult tokenUpdate(TurnDraft draft, TokenUpdate message) {
        TurnState state = draft.state();
        if (state.overPendingCertificate()) {
            // Between Authenticate and now another row may have got this hardware.
            Device device = draft.device();
            Optional<String> objection = EnrolmentGrant.objection(state.read().grant(), device,
                    message.ids().device(), device.hardware().serial(), state.sameHardware());
            if (objection.isPresent()) {
                return TurnResult.refused(Category.ENROLMENT_REFUSED, objection.get());
            }
            draft.completeEnrolment(message.awaitingConfiguration());
        } else if (message.awaitingConfiguration()) {
            draft.awaitConfiguration();
        }
        draft.push(new PushAddress(message.token().bytes(), message.pushMagic().bytes(), Facts.clean(message.topic()),
                state.now()));
        message.unlockToken().map(Secret::bytes).ifPresent(draft::unlockToken);
        return draft.replying(Reply.NOTHING);
    }

    /** Best effort and never repeated, so it is taken in whatever else is wrong; a repetition changes nothing. */
    static TurnResult checkOut(TurnDraft draft) {
        if (draft.state().overCurrentCertificate() || draft.device().state() == DeviceState.AUTHENTICATED) {
            draft.leave();
        } else {
            // The new profile failed to install, or was taken away again; the enrolment before it still stands.
            draft.abandonPending();
        }
        return draft.replying(Reply.NOTHING);
    }

    private static Optional<ManagementAuthority> responsible(AuthorityDecision decision) {
        return switch (decision) {
            case AuthorityDecision.Serving serving -> Optional.of(serving.authority());
            case AuthorityDecision.Stranded stranded -> Optional.of(stranded.authority());
            case AuthorityDecision.Unserved _ -> Optional.empty();
        };
    }
}
