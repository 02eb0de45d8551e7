package dev.muster.gateway.enrollment.apple;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.identity.MakerSignature;
import dev.muster.gateway.enrollment.Challenges;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Kind;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Refused;
import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;
import dev.muster.gateway.enrollment.EnrolmentRequest;
import dev.muster.gateway.enrollment.EnrolmentRoute;
import dev.muster.gateway.enrollment.Issuance;
import dev.muster.gateway.enrollment.Issuance.Applicant;
import dev.muster.gateway.enrollment.Page;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.AutomatedDeviceStore;
import dev.muster.gateway.store.AutomatedDeviceStore.Entry;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue.PlistDict;

/**
 * For hardware that enrols by itself in Setup Assistant (Device Enrollment Program): it posts what it is, signed with the certificate that
 * its maker gave it, to {@code /enroll/dep/<tenant>} and gets the profile of enrolment, if its serial number is known there.
 * Nothing of the message is read before its signature is verified.
 */
public final class AutomatedRoute implements EnrolmentRoute {
    private static final Logger LOG = LoggerFactory.getLogger(AutomatedRoute.class);
    private static final String PREFIX = "/enroll/dep/";
    private static final int LONGEST = 100;
    private static final Refused UNREADABLE = new Refused(Kind.BAD_REQUEST,
            "The device's message is not what a device in Setup Assistant signs.");
    private static final Refused UNKNOWN = new Refused(Kind.NOT_ALLOWED,
            "The organisation does not know this device. Ask your administrator to add its serial number.");
    private static final Refused TOO_OFTEN = new Refused(Kind.NOT_READY,
            "This device has asked too often. Try again in an hour.");

    private final AutomatedDeviceStore devices;
    private final MakerSignature makers;
    private final Issuance issuance;
    private final Challenges challenges;
    private final EnrolmentProfile profile;

    public AutomatedRoute(AutomatedDeviceStore devices, MakerSignature makers, Issuance issuance, Challenges challenges,
            EnrolmentProfile profile) {
        this.devices = devices;
        this.makers = makers;
        this.issuance = issuance;
        this.challenges = challenges;
        this.profile = profile;
    }

    /** What a device says of itself. */
    private record Hardware(String udid, String serial) {}

    @Override
    public String name() {
        return "dep";
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith(PREFIX);
    }

    @Override
    public Set<String> methods() {
        return Set.of("POST");
    }

    /** The content type is not looked at. */
    @Override
    public EnrolmentReply serve(EnrolmentRequest request) {
        return switch (makers.read(request.body())) {
            case MakerSignature.Reading.Refused(MakerSignature.Problem problem) -> {
                String counted = problem.name().toLowerCase(Locale.ROOT).replace('_', '-');
                LOG.info("automated enrolment: refused: {}", counted);
                yield Page.refusal(request, counted, UNREADABLE);
            }
            case MakerSignature.Reading.Verified(byte[] said) -> {
                Optional<Hardware> hardware = hardware(said);
                yield hardware.isEmpty() ? Page.refusal(request, "machine-info", UNREADABLE)
                        : offer(request, hardware.get());
            }
        };
    }

    private static Optional<Hardware> hardware(byte[] plist) {
        try {
            if (PlistCodec.decode(plist, DecodeLimits.DEFAULT) instanceof PlistDict info) {
                return info.string("UDID").filter(AutomatedRoute::isSound).flatMap(udid -> info.string("SERIAL")
                        .filter(AutomatedRoute::isSound).map(serial -> new Hardware(udid, serial)));
            }
        } catch (MalformedMessage malformed) {
            LOG.info("automated enrolment: refused: {}", malformed.getMessage());
        }
        return Optional.empty();
    }

    private static boolean isSound(String text) {
        return !text.isBlank() && text.length() <= LONGEST && text.chars().noneMatch(Character::isISOControl);
    }

    private EnrolmentReply offer(EnrolmentRequest request, Hardware hardware) {
        try {
            Optional<Entry> entry = tenant(request.path())
                    .flatMap(tenant -> devices.find(tenant, hardware.serial().toUpperCase(Locale.ROOT)));
            if (entry.isEmpty()) {
                return Page.refusal(request, "unknown-serial", UNKNOWN);
            }
            Applicant applicant = new Applicant(entry.get().tenant(), entry.get().platform(), entry.get().user(),
                    entry.get().device());
            return switch (issuance.standing(applicant)) {
                case Issuance.Standing.Objected(Refused refused) -> Page.refusal(request,
                        refused.kind().outcome().label(), refused);
                case Issuance.Standing.Welcome(Tenant tenant, ManagementAuthority authority) -> challenges
                        .first(applicant, hardware.udid(), hardware.serial())
                        .map(challenge -> new EnrolmentReply(Outcome.OK, "profile", EnrolmentProfile.MEDIA_TYPE,
                                profile.signed(tenant, tenant.pushTopics().getOrDefault(authority, ""),
                                        applicant.device(), challenge)))
                        .orElseGet(() -> Page.refusal(request, "too-often", TOO_OFTEN));
            };
        } catch (StoreUnavailable unavailable) {
            return Page.refusal(request, "unavailable", Issuance.unavailable(unavailable));
        }
    }

    private static Optional<TenantId> tenant(String path) {
        try {
            return Optional.of(new TenantId(path.substring(PREFIX.length())));
        } catch (IllegalArgumentException noTenant) {
            return Optional.empty();
        }
    }
}
