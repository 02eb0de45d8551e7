package dev.muster.protocol.apple;

import java.util.Optional;

/**
 * The identifiers by which an Apple message names its enrolment (Apple's device-management schema, mdm/checkin).
 * At least one of {@code udid} and {@code enrollmentId} is present.
 *
 * @param udid device, for a device enrolment
 * @param enrollmentId user enrolment
 * @param userId user channel, if the message is of one
 * @param enrollmentUserId user channel of a user enrolment
 * @param userShortName Shared iPad user, if any
 */
public record EnrollmentIds(Optional<String> udid, Optional<String> enrollmentId, Optional<String> userId,
        Optional<String> enrollmentUserId, Optional<String> userShortName) {
    public EnrollmentIds {
        if (udid.isEmpty() && enrollmentId.isEmpty()) {
            throw new IllegalArgumentException("a message names a UDID or an EnrollmentID");
        }
    }

    /** Ids of a plain device enrolment. */
    public static EnrollmentIds ofDevice(String udid) {
        return new EnrollmentIds(Optional.of(udid), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    /** Whether the message speaks for a user of the device instead of the device. */
    public boolean ofUserChannel() {
        return userId.isPresent() || enrollmentUserId.isPresent() || userShortName.isPresent();
    }

    /** What names the device: the UDID, or the EnrollmentID of a user enrolment. */
    public String device() {
        return udid.or(() -> enrollmentId).orElseThrow();
    }
}
