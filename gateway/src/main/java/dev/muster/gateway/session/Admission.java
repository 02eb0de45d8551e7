package dev.muster.gateway.session;

import java.util.Optional;

import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.CheckIn.AppleCheckIn;
import dev.muster.gateway.model.CheckIn.OmaDmCheckIn;
import dev.muster.gateway.model.CheckIn.ProfileFetch;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.CheckOut;
import dev.muster.protocol.apple.AppleMessage.DeclarativeManagement;
import dev.muster.protocol.apple.AppleMessage.GetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.GetToken;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.Report;
import dev.muster.protocol.apple.AppleMessage.ReturnToService;
import dev.muster.protocol.apple.AppleMessage.SetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.AppleMessage.UserAuthenticate;
import dev.muster.protocol.apple.EnrollmentIds;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * Serves the engine: whether this caller may say this message now, before any turn looks at it. Pure. No answer of it
 * unenrols a device (R14).
 *
 * <p>The order matters: who the certificate belongs to comes first, then whether the tenant is served at all (R4), then
 * whether the message speaks for the device of the certificate, then whether that device is under management.
 */
final class Admission {
    private Admission() {}

    /** Why the message is refused; empty if it may be handled. */
    static Optional<Refusal> objection(CheckIn checkIn, Optional<CheckInRead> found) {
        if (found.isEmpty()) {
            return refuse(Category.UNKNOWN_DEVICE, "valid certificate without a record");
        }
        CheckInRead read = found.get();
        if (read.status() == CertificateStatus.REVOKED || read.status() == CertificateStatus.SUPERSEDED) {
            return refuse(Category.CERTIFICATE_REVOKED, "certificate is " + read.status());
        }
        if (read.tenant().authority() == TenantAuthority.UNKNOWN) {
            return refuse(Category.AUTHORITY_UNKNOWN, "the tenant has no authority yet (R4)");
        }
        return switch (checkIn) {
            case AppleCheckIn apple -> apple(apple, read);
            case ProfileFetch fetch -> fetch(fetch, read);
            case OmaDmCheckIn omaDm -> omaDm(omaDm, read);
        };
    }

    private static Optional<Refusal> apple(AppleCheckIn checkIn, CheckInRead read) {
        Device device = read.device();
        AppleMessage message = checkIn.message();
        if (!device.platform().isApple()) {
            return refuse(Category.IDENTITY_MISMATCH, "an Apple message of a device of another platform");
        }
        if (namesAnother(device, message.ids().device()) || namesTwo(message.ids())) {
            return refuse(Category.IDENTITY_MISMATCH, "the message names another device");
        }
        boolean current = device.certificate().filter(checkIn.caller().certificate()::equals).isPresent();
        boolean pending = device.pending().filter(checkIn.caller().certificate()::equals).isPresent();
        if (message instanceof Authenticate) {
            return mayBegin(read, current, pending);
        }
        if (!current && !pending) {
            return device.certificate().isEmpty() && device.pending().isEmpty()
                    ? refuse(Category.NOT_ENROLLED, "no Authenticate came before")
                    : refuse(Category.IDENTITY_MISMATCH, "certificate of no enrolment of this device");
        }
        return served(device, current) || saidOnlyOnce(message)
                ? Optional.empty()
                : refuse(Category.NOT_ENROLLED,
                        "no enrolment stands over this certificate; device is " + device.state());
    }

    private static Optional<Refusal> fetch(ProfileFetch fetch, CheckInRead read) {
        Device device = read.device();
        boolean current = device.certificate().filter(fetch.caller().certificate()::equals).isPresent();
        if (!device.platform().isApple() || !current) {
            return refuse(Category.IDENTITY_MISMATCH, "certificate of no enrolment of an Apple device");
        }
        return served(device, true)
                ? Optional.empty()
                : refuse(Category.NOT_ENROLLED, "device is " + device.state());
    }

    /** A certificate of an enrolment that has ended begins no other one: enrolling again takes a new certificate. */
    private static Optional<Refusal> mayBegin(CheckInRead read, boolean current, boolean pending) {
        if (pending || isNew(read) || (current && served(read.device(), true))) {
            return Optional.empty();
        }
        return current
                ? refuse(Category.NOT_ENROLLED, "the enrolment of this certificate has ended")
                : refuse(Category.IDENTITY_MISMATCH, "certificate of no enrolment of this device");
    }

    /** Issued for an enrolment that has not begun; one that renews an enrolment begins no other. */
    private static boolean isNew(CheckInRead read) {
        return read.status() == CertificateStatus.ISSUED && read.grant().renews() == 0;
    }

    /** Whether the caller speaks for an enrolment that is complete and stands. */
    private static boolean served(Device device, boolean current) {
        return switch (device.state()) {
            case ENROLLED -> current;
            case ISSUED, AUTHENTICATED, UNENROLLED, REPLACED -> false;
        };
    }

    /** Messages that an Apple device does not repeat: taken in whatever state it is in. */
    private static boolean saidOnlyOnce(AppleMessage message) {
        return switch (message) {
            case TokenUpdate _,CheckOut _ -> true;
            case SetBootstrapToken _ -> true;
            case UserAuthenticate _,GetBootstrapToken _,DeclarativeManagement _,GetToken _,ReturnToService _ -> false;
            case Idle _ -> false;
            case Report _ -> true;
            case Authenticate _ -> false;
        };
    }

    private static Optional<Refusal> omaDm(OmaDmCheckIn checkIn, CheckInRead read) {
        Device device = read.device();
        SyncMlMessage message = checkIn.message();
        if (device.platform().isApple()) {
            return refuse(Category.IDENTITY_MISMATCH, "an OMA-DM message of an Apple device");
        }
        if (DevInfo.devIdOf(message).filter(devId -> namesAnother(device, devId)).isPresent()) {
            return refuse(Category.IDENTITY_MISMATCH, "the message names another device");
        }
        boolean current = device.certificate().filter(checkIn.caller().certificate()::equals).isPresent();
        if (!current) {
            // The first session over a certificate that was issued and never used completes an enrolment.
            return isNew(read)
                    ? Optional.empty()
                    : refuse(Category.IDENTITY_MISMATCH, "certificate of no enrolment of this device");
        }
        return served(device, true) || DmSaid.onlyOnce(message)
                ? Optional.empty()
                : refuse(Category.NOT_ENROLLED, "device is " + device.state());
    }

    /** A message names its enrolment by a UDID or by an EnrollmentID; where both stand, the one we do not look at is no loophole. */
    private static boolean namesTwo(EnrollmentIds ids) {
        return ids.udid().isPresent()
                && ids.enrollmentId().filter(id -> !Facts.clean(id).equalsIgnoreCase(Facts.clean(ids.device())))
                        .isPresent();
    }

    /** Identifiers are hexadecimal texts, and some senders change their case. */
    private static boolean namesAnother(Device device, String named) {
        String recorded = device.hardware().udid();
        return !recorded.isEmpty() && !recorded.equalsIgnoreCase(Facts.clean(named));
    }

    private static Optional<Refusal> refuse(Category category, String detail) {
        return Optional.of(new Refusal(category, detail));
    }
}
