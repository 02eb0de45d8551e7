package dev.muster.gateway.session;

import java.time.Instant;
import java.util.Optional;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Declarations;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.session.HandlerSelection.Selection;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.protocol.apple.AppleMessage.Secret;

/**
 * Serves the turns: everything one of them decides on, as it was at one moment. Whoever has it needs neither store nor
 * clock, so a turn is a pure function and a conflict simply runs it again.
 *
 * @param caller whose connection the message came over
 * @param read what the store held
 * @param selection who serves the device
 * @param desired the serving authority's settings for it; empty if nobody serves it, or if it has converged to them already
 * @param sameHardware another device row that is bound to the UDID or DevId of the message; empty usually, and looked up
 *        only where an enrolment begins or completes
 * @param declarations what the enrolment is told by declarations; empty if it is served by commands, and read only where a
 *        plan may be made or the device asks for it
 * @param unlockToken what takes the passcode off an Apple device; read only where that is asked for
 * @param freshNonce 16 random bytes in base64, for a challenge
 * @param renewal profile by which the device is to renew its certificate in this session (R18); empty if it need not
 * @param now the moment of the check-in
 */
record TurnState(Caller caller, CheckInRead read, Selection selection, Optional<DesiredSet> desired,
        Optional<Device> sameHardware, Optional<Declarations> declarations, Optional<Secret> unlockToken,
        String freshNonce, Optional<byte[]> renewal, Instant now) {
    /** Whether the message came over the certificate of the current enrolment. */
    boolean overCurrentCertificate() {
        return read.device().certificate().filter(caller.certificate()::equals).isPresent();
    }

    /** Whether the message came over the certificate whose Authenticate opened a pending enrolment. */
    boolean overPendingCertificate() {
        return read.device().pending().filter(caller.certificate()::equals).isPresent();
    }
}
