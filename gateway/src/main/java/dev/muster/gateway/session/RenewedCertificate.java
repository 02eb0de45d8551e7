package dev.muster.gateway.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.gateway.store.CheckInWrite;

/**
 * Serves the engine: a certificate that was issued to renew an enrolment takes the place of the one before at its first use,
 * without another enrolment (PROTOCOLS.md, Authenticate; R18). Until then both are good for nothing less: a device that loses
 * the new one goes on with the old. Pure.
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
                Optional.of(new CheckInWrite.Enrolment(caller.certificate(), device.certificate(), Optional.empty())),
                now));
    }
}
