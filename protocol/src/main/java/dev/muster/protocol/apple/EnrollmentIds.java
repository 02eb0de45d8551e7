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

    /** The UserID of every user of a Shared iPad: there the short name, a Managed Apple Account, tells them apart. */
    public static final String SHARED_IPAD_USER = "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF";

    /** What kind of enrolment speaks. */
    public enum Channel {
        /** A device that was enrolled as a whole. */
        DEVICE,
        /** A device through a user enrolment, which does not tell its UDID. */
        USER_ENROLMENT,
        /** A user of a Mac. */
        USER,
        /** The user of a user enrolment on a Mac. */
        USER_OF_USER_ENROLMENT,
        /** A user of a Shared iPad. */
        SHARED_IPAD_USER
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

    /** What kind of enrolment speaks. */
    public Channel channel() {
        if (!ofUserChannel()) {
            return udid.isPresent() ? Channel.DEVICE : Channel.USER_ENROLMENT;
        }
        if (isOfSharedIpad()) {
            return Channel.SHARED_IPAD_USER;
        }
        return udid.isPresent() ? Channel.USER : Channel.USER_OF_USER_ENROLMENT;
    }

    /** What names the user of the device; empty if the device itself speaks. */
    public Optional<String> user() {
        return isOfSharedIpad() ? userShortName : userId.or(() -> enrollmentUserId).or(() -> userShortName);
    }

    private boolean isOfSharedIpad() {
        return userShortName.isPresent() && userId.filter(SHARED_IPAD_USER::equalsIgnoreCase).isPresent();
    }

    /** What names the device: the UDID, or the EnrollmentID of a user enrolment. */
    public String device() {
        return udid.or(() -> enrollmentId).orElseThrow();
    }
}
