package dev.muster.gateway.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.CheckIn.AppleCheckIn;
import dev.muster.gateway.model.CheckIn.OmaDmCheckIn;
import dev.muster.gateway.model.CheckIn.ProfileFetch;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.gateway.store.CheckInWrite;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.Authenticate;

/**
 * Serves the engine: a certificate that was issued to renew an enrolment takes the place of the one before at its first use,
 * without another enrolment (PROTOCOLS.md, Authenticate; R18). Both are good until a session over the new one is complete and
 * some time beyond: a device that loses the new one goes on with the old. Pure.
 */
final class RenewedCertificate {
    private RenewedCertificate() {}

    /** What has to be written before the message is looked at; empty if the caller's certificate renews nothing. */
    static Optional<CheckInWrite> binding(CheckInRead read, Caller caller, Instant now) {
        Device device = read.device();
        boolean renews = read.status() == CertificateStatus.ISSUED && device.state() == DeviceState.ENROLLED
                && read.grant().renews() == device.enrolment()
                && device.certificate().filter(caller.certificate()::equals).isEmpty();
        if (!renews) {
            return Optional.empty();
        }
        Device after = new Device(device.tenant(), device.id(), device.version() + 1, device.platform(), device.user(),
                device.state(), device.enrolment(), Optional.of(caller.certificate()), device.pending(),
                device.hardware(), device.placedUnder(), device.managedBy(), device.epoch(), device.convergedHash(),
                device.ledger());
        return Optional.of(new CheckInWrite(after, List.of(), List.of(), Optional.empty(), Optional.empty(),
                Optional.empty(),
                Optional.of(new CheckInWrite.Enrolment(caller.certificate(), device.certificate(), Optional.empty(),
                        true)),
                now));
    }

    /**
     * The message as the turns see it: one that comes over a certificate that was renewed, and is still good, speaks for the
     * enrolment as the current one does. Except that it begins no other enrolment: that takes a new certificate.
     */
    static CheckIn spokenFor(CheckIn checkIn, CheckInRead read) {
        if (read.status() != CertificateStatus.RENEWED || read.device().certificate().isEmpty()) {
            return checkIn;
        }
        Caller before = checkIn.caller();
        Caller current = new Caller(before.tenant(), before.device(), read.device().certificate().get());
        return switch (checkIn) {
            case AppleCheckIn apple when apple.message() instanceof Authenticate -> checkIn;
            case AppleCheckIn(_, AppleMessage message) -> new AppleCheckIn(current, message);
            case ProfileFetch(_, String identifier, String version) -> new ProfileFetch(current, identifier, version);
            case OmaDmCheckIn omaDm -> new OmaDmCheckIn(current, omaDm.message(), omaDm.encoding(), omaDm.bodyHash(),
                    omaDm.mac());
        };
    }
}
