package dev.muster.gateway.enrollment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.CertificateVerifier;
import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.ClientVerifier.Verdict;
import dev.muster.certs.secret.KeyFileVault;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.admin.Invitations.Guest;
import dev.muster.gateway.admin.Invitations.Invitation;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Issued;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Kind;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Refused;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.CheckInWrite;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.sql.Given;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.store.sql.StoreConfig;

@Timeout(60)
class TokenEnrolmentTest {
    private static final TenantId CONTOSO = new TenantId("contoso");
    private static final Entitlement OFFICE365 = new Entitlement(false, true, false, false);

    private final Path directory;
    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();
    private final DeviceCa ca;
    private final Store store;
    private final EnrolmentTokens tokens;
    private final TokenEnrolment enrolment;

    TokenEnrolmentTest(@TempDir Path directory) {
        this.directory = directory;
        KeyFileVault vault = KeyFileVault.open(directory.resolve("muster.key"), random);
        this.ca = DeviceCa.openOrCreate(directory.resolve("ca"), vault, random, clock);
        this.store = SqlStore.open(new StoreConfig.Sqlite(directory.resolve("muster.db")), vault, clock,
                GatewayEvents.NONE);
        this.tokens = new EnrolmentTokens(store, random, UUID::randomUUID, clock);
        this.enrolment = new TokenEnrolment(store, new Issuance(store, ca, clock), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void issuesACertificateThatNamesTenantAndDeviceAndRecordsIt() {
        givenTenant(TenantAuthority.OFFICE365);
        UserId ada = givenUser("ada", OFFICE365);
        Invitation invitation = invite(Platform.WINDOWS, Optional.of(ada), "");
        List<X509Certificate> chain = issued(enrolment.enrol(invitation.token(), Requests.p256()));
        assertEquals(3, chain.size());
        assertEquals(ca.root(), chain.getLast());
        ClientCertificate facts = ours(chain.getFirst());
        assertEquals(
                new CertificateIdentity(CertificateIdentity.Purpose.DEVICE, "contoso", invitation.device().value()),
                facts.identity());
        Device device = store.devices().device(CONTOSO, invitation.device()).orElseThrow().device();
        assertEquals(DeviceState.ISSUED, device.state());
        assertEquals(Optional.of(ada), device.user());
        assertEquals(facts.fingerprint(),
                store.enrolments().certificatesOf(CONTOSO, device.id(), 10).getFirst().fingerprint());
    }

    @Test
    void servesTheRootThatDevicesTrust() throws Exception {
        EnrolmentReply reply = new RootRoute(ca.rootPem()).serve(asking("GET", "/enroll/ca", "", new byte[0]));
        assertEquals(List.of(ca.root()), Pem.certificates(new String(reply.body(), StandardCharsets.US_ASCII)));
    }

    @Test
    void theRouteSpeaksPemAndPlainSentences() throws Exception {
        givenTenant(TenantAuthority.INTUNE);
        CertificateRoute route = new CertificateRoute(enrolment);
        Invitation invitation = invite(Platform.WINDOWS, Optional.empty(), "");
        EnrolmentReply issued = route.serve(
                asking("POST", CertificateRoute.PATH, "token=" + invitation.token(), Requests.p256()));
        assertEquals("OK issued", issued.outcome() + " " + issued.counted());
        assertEquals(3, Pem.certificates(new String(issued.body(), StandardCharsets.US_ASCII)).size());
        EnrolmentReply used = route.serve(
                asking("POST", CertificateRoute.PATH, "token=" + invitation.token(), Requests.p256()));
        assertEquals("NOT_ALLOWED not-allowed", used.outcome() + " " + used.counted());
        EnrolmentReply none = route.serve(asking("POST", CertificateRoute.PATH, "", Requests.p256()));
        assertEquals(EnrolmentReply.Outcome.BAD_REQUEST, none.outcome());
        assertEquals("The address lacks its token: POST /enroll/certificate?token=<token>.\n",
                new String(none.body(), StandardCharsets.UTF_8));
    }

    /** R18, R14, R26: the rules of enrolling end nobody's management. */
    @Test
    void aChallengeThatRenewsAsksNoRuleOfEnrollingAndRecordsForTheEnrolmentThatStands() {
        givenTenant(TenantAuthority.INTUNE);
        Given given = Given.of(store, CONTOSO);
        Caller phone = given.enrolled(Platform.IOS, Optional.empty());
        Challenges challenges = new Challenges(store, random, clock);
        String challenge = challenges.renewal(given.device(phone)).orElseThrow();
        byte[] csr = Requests.rsa(2048);
        ClientCertificate renewed = ours(issued(enrolment.enrol(CONTOSO, challenge, csr)).getFirst());
        assertEquals(phone.device().value(), renewed.identity().subject(), "though no push certificate is there (R13)");
        assertEquals(1, store.checkIns()
                .read(new Caller(CONTOSO, phone.device(), renewed.fingerprint()), false, clock.instant()).orElseThrow()
                .grant().renews());
        assertEquals(renewed, ours(issued(enrolment.enrol(CONTOSO, challenge, csr)).getFirst()), "a lost answer");
        assertRefused(Kind.NOT_ALLOWED, "used", enrolment.enrol(CONTOSO, challenge, Requests.rsa(2048)));
        assertRefused(Kind.NOT_ALLOWED, "unknown",
                enrolment.enrol(new TenantId("fabrikam"), challenges.renewal(given.device(phone)).orElseThrow(), csr));
    }

    private static EnrolmentRequest asking(String method, String path, String query, byte[] body) {
        return new EnrolmentRequest(method, path, query, "", "localhost", "", Optional.empty(), body);
    }

    private TokenEnrolment at(Duration later) {
        Clock then = Clock.offset(clock, later);
        return new TokenEnrolment(store, new Issuance(store, ca, then), then);
    }

    @Test
    void takesATokenOnceEvenFromManyKeysAtATime() throws Exception {
        givenTenant(TenantAuthority.INTUNE);
        Invitation invitation = invite(Platform.ANDROID, Optional.empty(), "");
        int issued = 0;
        for (EnrolmentAnswer answer : atOnce(invitation.token(), 8, Requests::p256)) {
            if (answer instanceof Issued) {
                issued++;
            } else {
                assertRefused(Kind.NOT_ALLOWED, "unknown, used or expired", answer);
            }
        }
        assertEquals(1, issued);
        assertEquals(1, store.enrolments().certificatesOf(CONTOSO, invitation.device(), 10).size());
    }

    @Test
    void answersEveryTryWithOneKeyWithTheSameCertificate() throws Exception {
        givenTenant(TenantAuthority.INTUNE);
        Invitation invitation = invite(Platform.ANDROID, Optional.empty(), "");
        byte[] csr = Requests.p256();
        Set<List<X509Certificate>> answers = new HashSet<>();
        for (EnrolmentAnswer answer : atOnce(invitation.token(), 8, () -> csr)) {
            answers.add(issued(answer));
        }
        assertEquals(1, answers.size(), "a device that lost the answer asks again");
        assertEquals(3, answers.iterator().next().size());
        assertEquals(1, store.enrolments().certificatesOf(CONTOSO, invitation.device(), 10).size());
        assertRefused(Kind.NOT_ALLOWED, "used", enrolment.enrol(invitation.token(), Requests.p256()));
        assertRefused(Kind.NOT_ALLOWED, "used", enrolment.enrol(invitation.token(), new byte[] {1, 2, 3}));
    }

    @Test
    void handsACertificateOutAgainOnlyWhileTheTokenWouldBeValidAndTheCertificateStands() {
        givenTenant(TenantAuthority.INTUNE);
        String token = invite(Platform.WINDOWS, Optional.empty(), "").token();
        byte[] csr = Requests.rsa(2048);
        List<X509Certificate> first = issued(enrolment.enrol(token, csr));
        TokenEnrolment later = at(Duration.ofMinutes(59));
        assertEquals(first, issued(later.enrol(token, csr)));
        TokenEnrolment tooLate = at(Duration.ofHours(2));
        assertRefused(Kind.NOT_ALLOWED, "expired", tooLate.enrol(token, csr));
        assertTrue(store.enrolments().revoke(CONTOSO, ours(first.getFirst()).fingerprint(), clock.instant()));
        assertRefused(Kind.NOT_ALLOWED, "used", enrolment.enrol(token, csr));
    }

    private List<EnrolmentAnswer> atOnce(String token, int times, Supplier<byte[]> csr) throws Exception {
        List<Callable<EnrolmentAnswer>> tries = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            byte[] request = csr.get();
            tries.add(() -> enrolment.enrol(token, request));
        }
        List<EnrolmentAnswer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<EnrolmentAnswer> answer : threads.invokeAll(tries)) {
                answers.add(answer.get());
            }
        }
        return answers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "contoso", "contoso.", "contoso.AAAA", "CONTOSO.AAAA", "nobody.AAAA",
            "con toso.A"})
    void refusesWhatIsNoToken(String token) {
        givenTenant(TenantAuthority.INTUNE);
        assertRefused(Kind.NOT_ALLOWED, "unknown, used or expired", enrolment.enrol(token, Requests.p256()));
    }

    @Test
    void refusesATokenOfAnotherTenantOrTooLongAfterwards() {
        givenTenant(TenantAuthority.INTUNE);
        store.tenants().create(new TenantId("fabrikam"), "Fabrikam", TenantAuthority.INTUNE, TenantOptions.NONE,
                clock.instant());
        String token = invite(Platform.ANDROID, Optional.empty(), "").token();
        assertRefused(Kind.NOT_ALLOWED, "unknown", enrolment.enrol(token.replace("contoso", "fabrikam"), new byte[0]));
        TokenEnrolment later = at(Duration.ofHours(2));
        assertRefused(Kind.NOT_ALLOWED, "expired", later.enrol(token, Requests.p256()));
    }

    @Test
    void enrolsNobodyWhileTheAuthorityIsUnknown_R4() {
        givenTenant(TenantAuthority.UNKNOWN);
        String token = invite(Platform.ANDROID, Optional.empty(), "").token();
        assertRefused(Kind.NO_AUTHORITY, "not chosen", enrolment.enrol(token, Requests.p256()));
    }

    @Test
    void needsAPlanOfTheServingAuthorityAndKeepsTheTokenUntilThen_R26() {
        givenTenant(TenantAuthority.OFFICE365);
        UserId ada = givenUser("ada", Entitlement.NONE);
        String token = invite(Platform.WINDOWS, Optional.of(ada), "").token();
        assertRefused(Kind.NO_LICENCE, "Basic Mobility and Security", enrolment.enrol(token, Requests.p256()));
        store.directory().setLicences(CONTOSO, ada, List.of(), OFFICE365, clock.instant());
        issued(enrolment.enrol(token, Requests.p256()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ios", "macos"})
    void enrolsNoAppleDeviceBeforeItsAuthorityHasATopic_R13(String platform) {
        givenTenant(TenantAuthority.INTUNE);
        String token = invite(Platform.ofWireName(platform).orElseThrow(), Optional.empty(), "").token();
        assertRefused(Kind.NOT_READY, "(R13)", enrolment.enrol(token, Requests.p256()));
        givenPushCertificate(ManagementAuthority.OFFICE365);
        assertRefused(Kind.NOT_READY, "(R13)", enrolment.enrol(token, Requests.p256()));
        givenPushCertificate(ManagementAuthority.INTUNE);
        issued(enrolment.enrol(token, Requests.p256()));
    }

    @Test
    void placesAUserlessDeviceUnderIntuneInCoexistence_R8() {
        givenTenant(TenantAuthority.COEXISTENCE);
        Invitation invitation = invite(Platform.WINDOWS, Optional.empty(), "");
        issued(enrolment.enrol(invitation.token(), Requests.p256()));
        assertEquals(Optional.of(ManagementAuthority.INTUNE),
                store.devices().device(CONTOSO, invitation.device()).orElseThrow().device().placedUnder());
    }

    @Test
    void refusesABadRequestAndKeepsTheToken() {
        givenTenant(TenantAuthority.INTUNE);
        String token = invite(Platform.WINDOWS, Optional.empty(), "").token();
        assertRefused(Kind.BAD_REQUEST, "PKCS#10", enrolment.enrol(token, new byte[] {1, 2, 3}));
        assertRefused(Kind.BAD_REQUEST, "2048 bits", enrolment.enrol(token, Requests.rsa(1024)));
        issued(enrolment.enrol(token, Requests.rsa(2048)));
    }

    @Test
    void saysThatItCannotWhileTheStoreDoesNotAnswer() {
        givenTenant(TenantAuthority.INTUNE);
        String token = invite(Platform.WINDOWS, Optional.empty(), "").token();
        store.close();
        assertRefused(Kind.UNAVAILABLE, "Try again later", enrolment.enrol(token, Requests.p256()));
    }

    @Test
    void aTokenBoundToAUdidNamesTheDeviceThatHasItOfTheSameUserOnly() {
        givenTenant(TenantAuthority.OFFICE365);
        UserId ada = givenUser("ada", OFFICE365);
        UserId grace = givenUser("grace", OFFICE365);
        Invitation first = invite(Platform.WINDOWS, Optional.of(ada), "UDID-1");
        ClientCertificate certificate = ours(issued(enrolment.enrol(first.token(), Requests.p256())).getFirst());
        givenReported(first.device(), certificate, "UDID-1");
        assertEquals(first.device(), invite(Platform.WINDOWS, Optional.of(ada), "UDID-1").device());
        assertNotEquals(first.device(), invite(Platform.WINDOWS, Optional.of(grace), "UDID-1").device());
        assertNotEquals(first.device(), invite(Platform.WINDOWS, Optional.of(ada), "UDID-2").device());
        assertNotEquals(first.device(), invite(Platform.WINDOWS, Optional.of(ada), "").device());
    }

    @Test
    void theStoreHoldsNoTokenThatCouldBeUsed() throws Exception {
        givenTenant(TenantAuthority.INTUNE);
        String token = invite(Platform.WINDOWS, Optional.empty(), "").token();
        String secret = token.substring(token.indexOf('.') + 1);
        assertEquals(43, secret.length());
        store.close();
        for (String file : List.of("muster.db", "muster.db-wal")) {
            Path stored = directory.resolve(file);
            if (Files.exists(stored)) {
                assertFalse(Files.readString(stored, StandardCharsets.ISO_8859_1).contains(secret), file);
            }
        }
        assertTrue(Files.exists(directory.resolve("muster.db")));
    }

    private void givenTenant(TenantAuthority authority) {
        assertTrue(store.tenants().create(CONTOSO, "Contoso", authority, TenantOptions.NONE, clock.instant()));
    }

    private UserId givenUser(String name, Entitlement entitlement) {
        UserId id = new UserId(UUID.randomUUID());
        assertTrue(store.directory().create(CONTOSO, id, name));
        store.directory().setLicences(CONTOSO, id, List.of(), entitlement, clock.instant());
        return id;
    }

    private void givenPushCertificate(ManagementAuthority authority) {
        Instant now = clock.instant();
        assertTrue(store.pushCertificates().put(CONTOSO, new PushCertificateStore.Stored(authority,
                "com.apple.mgmt.External.a", now.plusSeconds(86_400), "certificate", "key", now)));
    }

    private void givenReported(DeviceId id, ClientCertificate certificate, String udid) {
        Device before = store.checkIns()
                .read(new Caller(CONTOSO, id, certificate.fingerprint()), false, clock.instant())
                .orElseThrow().device();
        Device after = new Device(before.tenant(), id, before.version() + 1, before.platform(), before.user(),
                DeviceState.ENROLLED, 1, Optional.of(certificate.fingerprint()), Optional.empty(),
                new Device.Hardware(udid, "", "", "", ""), before.placedUnder(), before.managedBy(), 0, "", List.of());
        store.checkIns().write(new CheckInWrite(after, List.of(), List.of(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), clock.instant()));
    }

    private Invitation invite(Platform platform, Optional<UserId> user, String udid) {
        return tokens.invite(new Guest(CONTOSO, platform, user, udid, "", Duration.ofHours(1)));
    }

    private ClientCertificate ours(X509Certificate certificate) {
        Verdict verdict = new CertificateVerifier(ca.issuers(), 10).verify(Pem.encoded(certificate), clock.instant());
        return assertInstanceOf(Verdict.Ours.class, verdict).certificate();
    }

    private static List<X509Certificate> issued(EnrolmentAnswer answer) {
        return assertInstanceOf(Issued.class, answer, answer.toString()).chain();
    }

    private static void assertRefused(Kind kind, String words, EnrolmentAnswer answer) {
        Refused refused = assertInstanceOf(Refused.class, answer, answer.toString());
        assertEquals(kind, refused.kind(), refused.sentence());
        assertTrue(refused.sentence().contains(words), refused.sentence());
    }
}
