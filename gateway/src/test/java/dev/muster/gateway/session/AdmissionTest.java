package dev.muster.gateway.session;

import static dev.muster.gateway.model.Refusal.Category.AUTHORITY_UNKNOWN;
import static dev.muster.gateway.model.Refusal.Category.CERTIFICATE_REVOKED;
import static dev.muster.gateway.model.Refusal.Category.IDENTITY_MISMATCH;
import static dev.muster.gateway.model.Refusal.Category.NOT_ENROLLED;
import static dev.muster.gateway.model.Refusal.Category.UNKNOWN_DEVICE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.CheckIn.AppleCheckIn;
import dev.muster.gateway.model.CheckIn.OmaDmCheckIn;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Device.Hardware;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.gateway.store.CheckInRead.Grant;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.CheckOut;
import dev.muster.protocol.apple.AppleMessage.DeclarativeManagement;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.NotNow;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.SetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.EnrollmentIds;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.syncml.SyncMlEncoding;
import dev.muster.protocol.syncml.SyncMlMessage;

/** Who may say what: a table, each line a state of the store, a message, and what the device is told. */
@Timeout(10)
class AdmissionTest {
    private static final TenantId TENANT = new TenantId("contoso");
    private static final DeviceId DEVICE = new DeviceId(new UUID(1, 2));
    private static final Fingerprint CURRENT = fingerprint("current");
    private static final Fingerprint NEXT = fingerprint("next");
    private static final EnrollmentIds IDS = EnrollmentIds.ofDevice("UDID-1");
    private static final EnrollmentIds OTHER = EnrollmentIds.ofDevice("UDID-2");

    private static final AppleMessage AUTHENTICATE = new Authenticate(IDS, "topic", Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final AppleMessage TOKEN_UPDATE = new TokenUpdate(IDS, "topic", new Secret(new byte[1]),
            new Secret(new byte[1]), Optional.empty(), false);
    private static final AppleMessage CHECK_OUT = new CheckOut(IDS);
    private static final AppleMessage IDLE = new Idle(IDS);
    private static final AppleMessage RESULT = new Acknowledged(IDS, "U1", new PlistDict(Map.of()));
    private static final AppleMessage NOT_NOW = new NotNow(IDS, "U1");
    private static final AppleMessage BOOTSTRAP = new SetBootstrapToken(IDS, Optional.empty());
    private static final AppleMessage DECLARATIVE = new DeclarativeManagement(IDS, "tokens", Optional.empty());

    /** Certificates of the row: null, the one of the caller, or another. */
    private record Row(DeviceState state, @Nullable Fingerprint certificate, @Nullable Fingerprint pending) {}

    private static final Row ISSUED = new Row(DeviceState.ISSUED, null, null);
    private static final Row AUTHENTICATED = new Row(DeviceState.AUTHENTICATED, null, CURRENT);
    private static final Row ENROLLED = new Row(DeviceState.ENROLLED, CURRENT, null);
    private static final Row ENROLLED_BY_OTHER = new Row(DeviceState.ENROLLED, NEXT, null);
    private static final Row RENEWING = new Row(DeviceState.ENROLLED, NEXT, CURRENT);
    private static final Row UNENROLLED = new Row(DeviceState.UNENROLLED, CURRENT, null);
    private static final Row UNENROLLED_BY_OTHER = new Row(DeviceState.UNENROLLED, NEXT, null);

    private final List<String> surprises = new ArrayList<>();

    @Test
    void admitsAppleMessagesByCertificateAndState() {
        CertificateStatus issued = CertificateStatus.ISSUED;
        CertificateStatus active = CertificateStatus.ACTIVE;
        // A device that has not spoken begins with Authenticate and with nothing else.
        apple(ISSUED, issued, AUTHENTICATE, null);
        apple(ISSUED, issued, TOKEN_UPDATE, NOT_ENROLLED);
        apple(ISSUED, issued, IDLE, NOT_ENROLLED);
        apple(ISSUED, issued, CHECK_OUT, NOT_ENROLLED);
        apple(ISSUED, issued, RESULT, NOT_ENROLLED);
        // A pending enrolment is completed, repeated or given up.
        apple(AUTHENTICATED, issued, AUTHENTICATE, null);
        apple(AUTHENTICATED, issued, TOKEN_UPDATE, null);
        apple(AUTHENTICATED, issued, CHECK_OUT, null);
        apple(AUTHENTICATED, issued, IDLE, NOT_ENROLLED);
        apple(AUTHENTICATED, issued, DECLARATIVE, NOT_ENROLLED);
        // An enrolled device says what it likes.
        for (AppleMessage message : List.of(AUTHENTICATE, TOKEN_UPDATE, CHECK_OUT, IDLE, RESULT, NOT_NOW, BOOTSTRAP,
                DECLARATIVE)) {
            apple(ENROLLED, active, message, null);
        }
        // A new certificate for an enrolled device: Authenticate comes first.
        apple(ENROLLED_BY_OTHER, issued, AUTHENTICATE, null);
        apple(ENROLLED_BY_OTHER, issued, IDLE, IDENTITY_MISMATCH);
        apple(ENROLLED_BY_OTHER, issued, TOKEN_UPDATE, IDENTITY_MISMATCH);
        apple(ENROLLED_BY_OTHER, active, AUTHENTICATE, IDENTITY_MISMATCH);
        apple(RENEWING, issued, TOKEN_UPDATE, null);
        apple(RENEWING, issued, IDLE, NOT_ENROLLED);
        // After CheckOut: what is sent only once is taken in, a new enrolment takes a new certificate.
        apple(UNENROLLED, active, IDLE, NOT_ENROLLED);
        apple(UNENROLLED, active, DECLARATIVE, NOT_ENROLLED);
        apple(UNENROLLED, active, AUTHENTICATE, NOT_ENROLLED);
        apple(UNENROLLED, active, CHECK_OUT, null);
        apple(UNENROLLED, active, TOKEN_UPDATE, null);
        apple(UNENROLLED, active, RESULT, null);
        apple(UNENROLLED, active, NOT_NOW, null);
        apple(UNENROLLED, active, BOOTSTRAP, null);
        apple(UNENROLLED_BY_OTHER, issued, AUTHENTICATE, null);
        apple(UNENROLLED_BY_OTHER, issued, IDLE, IDENTITY_MISMATCH);
        assertEquals(List.of(), surprises);
    }

    @Test
    void admitsOmaDmMessagesByCertificateAndState() {
        CertificateStatus issued = CertificateStatus.ISSUED;
        CertificateStatus active = CertificateStatus.ACTIVE;
        SyncMlMessage start = syncMl(new Alert("1", false, "1201", null, List.of()), devInfo("UDID-1"));
        SyncMlMessage result = syncMl(Status.of("1", "1", "i0123456789abcdef.1", "Add", null, "200"));
        SyncMlMessage headerOnly = syncMl(Status.of("1", "1", "0", "SyncHdr", null, "200"));
        SyncMlMessage leaving = syncMl(new Alert("1", false, "1226", null, List.of(new Item(null, null,
                Meta.of("int", "com.microsoft:mdm.unenrollment.userrequest"), "1", false))));
        omaDm(ISSUED, issued, start, null);
        omaDm(ENROLLED, active, start, null);
        omaDm(ENROLLED, active, result, null);
        omaDm(ENROLLED_BY_OTHER, issued, start, null);
        omaDm(ENROLLED_BY_OTHER, active, start, IDENTITY_MISMATCH);
        omaDm(UNENROLLED, active, start, NOT_ENROLLED);
        omaDm(UNENROLLED, active, headerOnly, NOT_ENROLLED);
        omaDm(UNENROLLED, active, result, null);
        omaDm(UNENROLLED, active, leaving, null);
        omaDm(UNENROLLED_BY_OTHER, issued, start, null);
        omaDm(ENROLLED, active, syncMl(devInfo("UDID-2")), IDENTITY_MISMATCH);
        omaDm(ENROLLED, active, syncMl(devInfo("udid-1")), null);
        omaDm(ENROLLED_BY_OTHER, issued, syncMl(devInfo("UDID-2")), IDENTITY_MISMATCH);
        assertEquals(List.of(), surprises);
    }

    @Test
    void refusesCertificatesThatAreRevokedOrReplacedWhateverTheySay() {
        for (CertificateStatus status : List.of(CertificateStatus.REVOKED, CertificateStatus.SUPERSEDED)) {
            for (AppleMessage message : List.of(AUTHENTICATE, TOKEN_UPDATE, CHECK_OUT, IDLE, RESULT)) {
                apple(ENROLLED, status, message, CERTIFICATE_REVOKED);
            }
            omaDm(ENROLLED, status, syncMl(devInfo("UDID-1")), CERTIFICATE_REVOKED);
        }
        assertEquals(List.of(), surprises);
    }

    /** PROTOCOLS.md: restored backup, lost row; never a refusal that unenrols (R14). */
    @Test
    void holdsAValidCertificateWithoutARecordForReAdoption() {
        assertEquals(Optional.of(UNKNOWN_DEVICE),
                Admission.objection(new AppleCheckIn(caller(), IDLE), Optional.empty())
                        .map(refusal -> refusal.category()));
    }

    @Test
    void servesNobodyWhileTheTenantHasNoAuthorityR4() {
        for (AppleMessage message : List.of(AUTHENTICATE, IDLE, TOKEN_UPDATE)) {
            assertEquals(Optional.of(AUTHORITY_UNKNOWN), category(new AppleCheckIn(caller(), message),
                    read(ENROLLED, CertificateStatus.ACTIVE, Platform.IOS, TenantAuthority.UNKNOWN)));
        }
    }

    @Test
    void refusesAMessageThatNamesAnotherDevice() {
        apple(ENROLLED, CertificateStatus.ACTIVE, new Idle(OTHER), IDENTITY_MISMATCH);
        apple(ENROLLED, CertificateStatus.ACTIVE, new CheckOut(OTHER), IDENTITY_MISMATCH);
        apple(ENROLLED_BY_OTHER, CertificateStatus.ISSUED,
                new Authenticate(OTHER, "topic", Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.empty()),
                IDENTITY_MISMATCH);
        apple(ENROLLED, CertificateStatus.ACTIVE, new Idle(EnrollmentIds.ofDevice("udid-1")), null);
        assertEquals(List.of(), surprises);
    }

    @Test
    void refusesAMessageThatNamesItsDeviceAndAnotherOne() {
        for (EnrollmentIds both : List.of(named("UDID-1", "ENROLMENT-2"), named("UDID-2", "UDID-1"))) {
            apple(ENROLLED, CertificateStatus.ACTIVE, new Idle(both), IDENTITY_MISMATCH);
            apple(ENROLLED, CertificateStatus.ACTIVE, new CheckOut(both), IDENTITY_MISMATCH);
            apple(ISSUED, CertificateStatus.ISSUED, new Authenticate(both, "topic", Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), IDENTITY_MISMATCH);
        }
        apple(ENROLLED, CertificateStatus.ACTIVE, new Idle(named("UDID-1", "udid-1")), null);
        assertEquals(List.of(), surprises);
    }

    private static EnrollmentIds named(String udid, String enrollmentId) {
        return new EnrollmentIds(Optional.of(udid), Optional.of(enrollmentId), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    @Test
    void refusesTheOtherProtocol() {
        assertEquals(Optional.of(IDENTITY_MISMATCH), category(new AppleCheckIn(caller(), IDLE),
                read(ENROLLED, CertificateStatus.ACTIVE, Platform.WINDOWS, TenantAuthority.INTUNE)));
        assertEquals(Optional.of(IDENTITY_MISMATCH),
                category(
                        new OmaDmCheckIn(caller(), syncMl(devInfo("UDID-1")), SyncMlEncoding.XML, "hash",
                                Optional.empty()),
                        read(ENROLLED, CertificateStatus.ACTIVE, Platform.IOS, TenantAuthority.INTUNE)));
    }

    private void apple(Row row, CertificateStatus status, AppleMessage message, @Nullable Category expected) {
        compare(row, status, message, new AppleCheckIn(caller(), message), Platform.IOS, expected);
    }

    private void omaDm(Row row, CertificateStatus status, SyncMlMessage message, @Nullable Category expected) {
        compare(row, status, message, new OmaDmCheckIn(caller(), message, SyncMlEncoding.XML, "hash", Optional.empty()),
                Platform.WINDOWS,
                expected);
    }

    private void compare(Row row, CertificateStatus status, Object message, CheckIn checkIn, Platform platform,
            @Nullable Category expected) {
        Optional<Category> got = category(checkIn, read(row, status, platform, TenantAuthority.INTUNE));
        if (!got.equals(Optional.ofNullable(expected))) {
            surprises.add(row + ", " + status + ", " + message + ": " + got + " instead of " + expected);
        }
    }

    private static Optional<Category> category(CheckIn checkIn, CheckInRead read) {
        return Admission.objection(checkIn, Optional.of(read)).map(refusal -> refusal.category());
    }

    private static CheckInRead read(Row row, CertificateStatus status, Platform platform, TenantAuthority authority) {
        Device device = new Device(TENANT, DEVICE, 1, platform, Optional.empty(), row.state(), 1,
                Optional.ofNullable(row.certificate()), Optional.ofNullable(row.pending()),
                new Hardware("UDID-1", "", "", "", ""), Optional.empty(), Optional.empty(), 0, "", List.of());
        return new CheckInRead(status, new Grant(Optional.empty(), "", "", 0), device,
                new Tenant(TENANT, "Contoso", authority, TenantOptions.NONE, 1, Instant.EPOCH, Map.of()),
                Optional.empty(), Map.of(), List.of(), Optional.empty(), CheckInRead.Credentials.NONE,
                CheckInRead.Upkeep.NONE);
    }

    private static Caller caller() {
        return new Caller(TENANT, DEVICE, CURRENT);
    }

    private static Fingerprint fingerprint(String text) {
        return Fingerprint.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static SyncMlCommand devInfo(String devId) {
        return ItemCommand.of(Verb.REPLACE, "2", List.of(new Item(null, "./DevInfo/DevId", Meta.NONE, devId, false)));
    }

    private static SyncMlMessage syncMl(SyncMlCommand... commands) {
        return new SyncMlMessage(
                new SyncHdr("1.2", "DM/1.2", "1", "1", "https://gw/omadm", "device", null, false, null, Meta.NONE),
                List.of(commands), true);
    }
}
