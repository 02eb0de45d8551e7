package dev.muster.gateway.enrollment.windows;

import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.enrollment.EnrollmentResponse.ErrorType;
import dev.muster.protocol.enrollment.EnrollmentResponse.Subcode;

/**
 * Everything that can be wrong with an enrolment, in the words of MS-MDE2 (section 2.2.9): subcode of the SOAP fault, what more its
 * detail says, a sentence for the user. Each is counted under its own name. No sentence holds what the client sent.
 */
enum Complaint {
    UNREADABLE(Subcode.MESSAGE_FORMAT, null, "The request is no enrolment message that this server understands."),
    WRONG_ADDRESS(Subcode.MESSAGE_FORMAT, null, "This request belongs to another address of this server."),
    OLD_CLIENT(Subcode.ENROLLMENT_SERVER, ErrorType.DEVICE_NOT_SUPPORTED,
            "This device speaks an enrolment protocol older than version 4.0."),
    NO_COMMON_PROOF(Subcode.AUTHENTICATION, ErrorType.NOT_SUPPORTED,
            "The organisation asks for a way to sign in that this device does not offer."),
    UNKNOWN_ORGANISATION(Subcode.AUTHORIZATION, ErrorType.NOT_SUPPORTED,
            "This server manages no devices for the domain of this address."),
    NO_CREDENTIALS(Subcode.INVALID_SECURITY, null,
            "The request says nothing of who asks, or in a way that is not known here."),
    WRONG_CREDENTIALS(Subcode.AUTHENTICATION, null, "User name or password is wrong."),
    TOO_MANY_FAILURES(Subcode.AUTHENTICATION, null, "Too many attempts failed. Try again in a quarter of an hour."),
    WRONG_TOKEN(Subcode.AUTHENTICATION, null, "The sign-in token is not accepted, or not any more. Sign in again."),
    UNKNOWN_USER(Subcode.AUTHORIZATION, null, "The organisation does not know this user. Ask your administrator."),
    BULK_TOKEN_GONE(Subcode.AUTHENTICATION, null,
            "The provisioning package's token is used up, has expired or was withdrawn."),
    DEVICE_TYPE(Subcode.AUTHORIZATION, ErrorType.DEVICE_NOT_SUPPORTED,
            "The organisation does not enrol devices of this type here."),
    NO_AUTHORITY(Subcode.AUTHORIZATION, ErrorType.NOT_SUPPORTED,
            "The organisation has not chosen who manages its devices."),
    NO_LICENCE(Subcode.AUTHORIZATION, ErrorType.USER_LICENSE, "The user has no licence that allows this."),
    TOO_MANY_DEVICES(Subcode.AUTHORIZATION, ErrorType.DEVICE_CAP_REACHED,
            "The user has as many devices as the organisation allows."),
    BAD_CERTIFICATE_REQUEST(Subcode.CERTIFICATE_REQUEST, ErrorType.INVALID_ENROLLMENT_DATA,
            "The certificate request is not usable."),
    NOT_RENEWABLE(Subcode.AUTHORIZATION, ErrorType.NOT_ELIGIBLE_TO_RENEW, "This certificate cannot be renewed."),
    BUSY(Subcode.ENROLLMENT_SERVER, ErrorType.IN_MAINTENANCE,
            "The server cannot enrol devices at the moment. Try again later."),
    DEFECT(Subcode.INTERNAL_SERVICE_FAULT, null, "Something went wrong on the server.");

    private final Subcode subcode;
    private final @Nullable ErrorType type;
    private final String sentence;

    Complaint(Subcode subcode, @Nullable ErrorType type, String sentence) {
        this.subcode = subcode;
        this.type = type;
        this.sentence = sentence;
    }

    Subcode subcode() {
        return subcode;
    }

    Optional<ErrorType> type() {
        return Optional.ofNullable(type);
    }

    String sentence() {
        return sentence;
    }

    /** As it is counted. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
