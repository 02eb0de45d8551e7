package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.ConnectorMessage;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.PushAddress;

/**
 * The one durable write of a check-in: all of it or nothing, and only if the device row still has the version
 * {@code after.version() - 1}.
 *
 * @param after the device's row as it shall be
 * @param changed pending commands whose state or attempt changed
 * @param finished commands that ended: they leave the queue and enter history
 * @param session OMA-DM session row to keep; empty leaves the stored one alone
 * @param push new push address; empty leaves the stored one alone
 * @param unlockToken new unlock token, plain: the store seals it; empty leaves the stored one alone
 * @param enrolment set when a pending enrolment completes, or when a renewed certificate is bound
 * @param at the moment of the check-in
 * @param switched whether the device converged to an epoch above its own: it counts as come in its tenant's wave
 * @param poll poll interval in minutes that the device answered to; empty leaves the stored one alone
 * @param told what of it a Configuration Manager site is to be told (R22); empty for every other tenant
 */
public record CheckInWrite(Device after, List<PendingCommand> changed, List<FinishedCommand> finished,
        Optional<DmSession> session, Optional<PushAddress> push, Optional<byte[]> unlockToken,
        Optional<Enrolment> enrolment, Instant at, boolean switched, OptionalInt poll,
        Set<ConnectorMessage.Kind> told) {
    public CheckInWrite {
        changed = List.copyOf(changed);
        finished = List.copyOf(finished);
        told = Set.copyOf(told);
    }

    /** A write that no site is told of. */
    public CheckInWrite(Device after, List<PendingCommand> changed, List<FinishedCommand> finished,
            Optional<DmSession> session, Optional<PushAddress> push, Optional<byte[]> unlockToken,
            Optional<Enrolment> enrolment, Instant at, boolean switched, OptionalInt poll) {
        this(after, changed, finished, session, push, unlockToken, enrolment, at, switched, poll, Set.of());
    }

    /** A write of a device that switches nothing. */
    public CheckInWrite(Device after, List<PendingCommand> changed, List<FinishedCommand> finished,
            Optional<DmSession> session, Optional<PushAddress> push, Optional<byte[]> unlockToken,
            Optional<Enrolment> enrolment, Instant at) {
        this(after, changed, finished, session, push, unlockToken, enrolment, at, false, OptionalInt.empty());
    }

    @Override
    public String toString() {
        return "CheckInWrite[" + after.tenant() + "/" + after.id() + ", version " + after.version() + "]";
    }

    /**
     * A completed enrolment; or, where the row keeps its number, a renewed certificate in its first use.
     *
     * @param activated certificate that becomes ACTIVE
     * @param superseded certificate of the enrolment before; empty at the first
     * @param replaced another device row of the same hardware: its state becomes REPLACED, its certificates SUPERSEDED and
     *        its pending commands CANCELLED; empty usually
     * @param renewal whether it is a renewed certificate in its first use: it becomes BOUND and the one before RENEWED (R18)
     */
    public record Enrolment(Fingerprint activated, Optional<Fingerprint> superseded, Optional<DeviceId> replaced,
            boolean renewal) {
        /** A completed enrolment. */
        public Enrolment(Fingerprint activated, Optional<Fingerprint> superseded, Optional<DeviceId> replaced) {
            this(activated, superseded, replaced, false);
        }
    }
}
