package dev.muster.gateway.session;

import java.util.Optional;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.CheckInRead.Grant;

/**
 * Serves both turns: whether the certificate of an enrolment was issued for this hardware (PROTOCOLS.md, Authenticate).
 * Otherwise any holder of one certificate could take over somebody else's device by naming its UDID. Pure.
 */
final class EnrolmentGrant {
    private EnrolmentGrant() {}

    /**
     * Why the enrolment is refused; empty if it may begin or complete.
     *
     * @param grant to whom the certificate was issued
     * @param device the row the certificate names
     * @param udid what the message calls the device
     * @param serial serial number the device reported; empty if it did not, as OMA-DM devices do not
     * @param sameHardware another row bound to this UDID or DevId
     */
    static Optional<String> objection(Grant grant, Device device, String udid, String serial,
            Optional<Device> sameHardware) {
        if (!grant.udid().isEmpty() && !grant.udid().equalsIgnoreCase(udid)) {
            return Optional.of("the certificate was issued to another UDID");
        }
        boolean checksSerial = !grant.serial().isEmpty() && device.platform().isApple();
        if (checksSerial && !grant.serial().equalsIgnoreCase(serial)) {
            return Optional.of("the certificate was issued to another serial number");
        }
        boolean bound = !grant.udid().isEmpty() || checksSerial;
        if (device.enrolment() > 0 && !bound && !sameUser(grant.user(), device.user())) {
            return Optional.of("the device was enrolled by another user");
        }
        // A row that is not under management any more, or never was, has nothing that could be taken over.
        if (sameHardware.isPresent() && sameHardware.get().state() == DeviceState.ENROLLED && !bound
                && !sameUser(grant.user(), sameHardware.get().user())) {
            return Optional.of("the hardware is enrolled by another user");
        }
        return Optional.empty();
    }

    /** Two userless rows have no user in common. */
    private static boolean sameUser(Optional<UserId> one, Optional<UserId> other) {
        return one.isPresent() && one.equals(other);
    }
}
