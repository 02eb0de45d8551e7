package dev.muster.gateway.enrollment.windows;

import static dev.muster.gateway.enrollment.windows.WindowsHarness.ADA;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.CONTOSO;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.PASSWORD;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.ada;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.assertFault;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.csr;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.provisioned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.TokenText;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.EnrolmentPolicy;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.EnrolmentAccessStore.BulkToken;
import dev.muster.protocol.enrollment.AuthPolicy;
import dev.muster.protocol.enrollment.Credential;
import dev.muster.protocol.enrollment.EnrollmentCodec;
import dev.muster.protocol.enrollment.EnrollmentRequest.ContextItem;
import dev.muster.protocol.enrollment.EnrollmentRequest.Format;
import dev.muster.protocol.enrollment.EnrollmentRequest.RequestSecurityToken;
import dev.muster.protocol.enrollment.ProvisioningDocument;
import dev.muster.protocol.enrollment.ProvisioningDocument.Characteristic;
import dev.muster.protocol.enrollment.Secret;

/** A Windows device asks for its certificate with a password or a bulk token (MS-WSTEP; R4, R8, R26). */
@Timeout(120)
class EnrollingTest {
    private final WindowsHarness harness;

    EnrollingTest(@TempDir Path directory) {
        harness = new WindowsHarness(directory);
    }

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void provisionsADeviceOfAUser() throws Exception {
        UserId ada = harness.givenContosoWithAda();
        ProvisioningDocument document = provisioned(harness.enrol(ada(), csr()));
        X509Certificate certificate = WindowsHarness.certificate(document, "User");
        Characteristic stores = document.characteristics().getFirst();
        X509Certificate root = WindowsHarness
                .decoded(stores.child("Root").orElseThrow().child("System").orElseThrow().children().getFirst());
        X509Certificate issuing = WindowsHarness
                .decoded(stores.child("CA").orElseThrow().child("System").orElseThrow().children().getFirst());
        assertEquals(harness.ca.root(), root);
        certificate.verify(issuing.getPublicKey());
        issuing.verify(root.getPublicKey());

        Characteristic provider = document.child("DMClient").orElseThrow().child("Provider").orElseThrow()
                .child("Muster").orElseThrow();
        String id = provider.value("EntDMID").orElseThrow();
        assertEquals(Optional.of(ADA), provider.value("UPN"));
        assertEquals(Optional.of("Family_1"), provider.child("Push").orElseThrow().value("PFN"));
        assertEquals(Optional.of("480"),
                provider.child("Poll").orElseThrow().value("IntervalForRemainingScheduledRetries"));
        Characteristic application = document.child("APPLICATION").orElseThrow();
        assertEquals(Optional.of("https://g.example:8443/omadm"), application.value("ADDR"));
        assertEquals(Optional.of("Contoso Ltd"), application.value("NAME"));
        assertEquals(Optional.of("Subject=O%3Dcontoso%2CCN%3D" + id + "&Stores=My%5CUser"),
                application.value("SSLCLIENTCERTSEARCHCRITERIA"));
        assertEquals("CN=" + id + ",O=contoso", certificate.getSubjectX500Principal().getName(),
                "as it is searched for");

        Device device = device(id);
        assertEquals(DeviceState.ISSUED, device.state());
        assertEquals(Platform.WINDOWS, device.platform());
        assertEquals(Optional.of(ada), device.user());
        assertEquals(Fingerprint.of(Pem.encoded(certificate)),
                harness.store.enrolments().certificatesOf(CONTOSO, device.id(), 5).getFirst().fingerprint());
    }

    private Device device(String id) {
        return harness.store.devices()
                .device(CONTOSO, new dev.muster.gateway.model.DeviceId(java.util.UUID.fromString(id))).orElseThrow()
                .device();
    }

    @Test
    void putsTheCertificateWhereTheDeviceKeepsIt() {
        harness.givenContosoWithAda();
        ProvisioningDocument document = provisioned(harness.enrol(ada(), csr(),
                new ContextItem("DeviceType", "CIMClient_Windows"), new ContextItem("EnrollmentType", "Device")));
        assertEquals(3, WindowsHarness.certificate(document, "System").getVersion());
        assertTrue(document.characteristics().get(1).child("My").orElseThrow().child("WSTEP").orElseThrow()
                .child("Renew").orElseThrow().value("ServerURL").orElseThrow().endsWith("/Renewal.svc?store=system"));
    }

    @Test
    void relatesEveryAnswerToItsRequest() {
        harness.givenContosoWithAda();
        RequestSecurityToken request = WindowsHarness.token(ada(), csr());
        assertEquals(request.header().messageId(),
                WindowsHarness.answer(harness.post("/EnrollmentServer/contoso/Enrollment.svc", request)).relatesTo());
    }

    @Test
    void handsTheSameCertificateToADeviceThatLostTheAnswer() throws Exception {
        harness.givenContosoWithAda();
        byte[] csr = csr();
        List<Callable<EnrolmentReply>> tries = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tries.add(() -> harness.enrol(ada(), csr));
        }
        java.util.Set<X509Certificate> certificates = new java.util.HashSet<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var reply : threads.invokeAll(tries)) {
                certificates.add(WindowsHarness.certificate(provisioned(reply.get()), "User"));
            }
        }
        assertEquals(1, certificates.size());
        assertEquals(1, harness.devices());
        assertNotEquals(certificates.iterator().next(),
                WindowsHarness.certificate(provisioned(harness.enrol(ada(), csr())), "User"), "another key");
    }

    @Test
    void refusesWhoDoesNotKnowThePasswordWithoutSayingWhy() {
        harness.givenContosoWithAda();
        String wrong = assertFault(Complaint.WRONG_CREDENTIALS,
                harness.enrol(new Credential.UsernameToken(ADA, Secret.of("wrong")), csr())).reason();
        String nobody = assertFault(Complaint.WRONG_CREDENTIALS,
                harness.enrol(new Credential.UsernameToken("eve@contoso.example", PASSWORD), csr())).reason();
        assertEquals(wrong, nobody, "who guesses names learns nothing");
        assertFault(Complaint.WRONG_CREDENTIALS,
                harness.enrol(new Credential.UsernameToken(ADA, Secret.of("")), csr()));
        assertFault(Complaint.NO_CREDENTIALS, harness.enrol(Credential.None.NONE, csr()));
        assertEquals(0, harness.devices());
    }

    @Test
    void stopsWhoFailsTooOftenAndLetsThemInAgainLater() {
        harness.givenContosoWithAda();
        for (int i = 0; i < PasswordCheck.MOST_OF_USER; i++) {
            assertFault(Complaint.WRONG_CREDENTIALS,
                    harness.enrol(
                            new Credential.UsernameToken(i % 2 == 0 ? ADA : ADA.toUpperCase(java.util.Locale.ROOT),
                                    Secret.of("wrong" + i)),
                            csr()));
        }
        assertFault(Complaint.TOO_MANY_FAILURES, harness.enrol(ada(), csr()));
        assertEquals(List.of("enrol-failures"), harness.bounds);
        harness.clock.forward(PasswordCheck.WITHIN);
        var _ = provisioned(harness.enrol(ada(), csr()));
    }

    @Test
    void stopsAnAddressThatTriesManyNames() {
        harness.givenContosoWithAda();
        for (int i = 0; i < PasswordCheck.MOST_OF_ADDRESS; i++) {
            assertFault(Complaint.WRONG_CREDENTIALS,
                    harness.enrol(new Credential.UsernameToken("user" + i + "@contoso.example", PASSWORD), csr()));
        }
        assertFault(Complaint.TOO_MANY_FAILURES, harness.enrol(ada(), csr()));
        RequestSecurityToken request = WindowsHarness.token(ada(), csr());
        var _ = provisioned(harness.post("/EnrollmentServer/contoso/Enrollment.svc", EnrollmentCodec.encode(request),
                "another address"));
    }

    @Test
    void knowsUsersOfItsTenantOnly() {
        harness.givenContosoWithAda();
        TenantId fabrikam = new TenantId("fabrikam");
        harness.givenTenant(fabrikam, "fabrikam.example", TenantAuthority.INTUNE, "bo@fabrikam.example");
        assertFault(Complaint.WRONG_CREDENTIALS,
                harness.enrol(new Credential.UsernameToken("bo@fabrikam.example", PASSWORD), csr()));
        assertFault(Complaint.UNKNOWN_ORGANISATION,
                harness.post("/EnrollmentServer/nobody/Enrollment.svc", WindowsHarness.token(ada(), csr())));
    }

    @Test
    void enrolsNobodyWhileTheTenantHasNoAuthorityR4() {
        harness.givenTenant(CONTOSO, "contoso.example", TenantAuthority.UNKNOWN, ADA);
        assertTrue(assertFault(Complaint.NO_AUTHORITY, harness.enrol(ada(), csr())).reason().contains("not chosen"));
        assertEquals(0, harness.devices());
    }

    @Test
    void enrolsNobodyWithoutAPlanOfTheServingAuthorityR26() {
        UserId ada = harness.givenContosoWithAda();
        harness.store.directory().setLicences(CONTOSO, ada, List.of(), Entitlement.NONE, harness.clock.instant());
        assertTrue(assertFault(Complaint.NO_LICENCE, harness.enrol(ada(), csr())).reason().contains("Intune"));
        assertEquals(0, harness.devices());
    }

    @Test
    void letsAUserHaveAsManyDevicesAsTheTenantAllows() {
        harness.givenContosoWithAda();
        harness.store.enrolmentAccess().putPolicy(CONTOSO,
                new EnrolmentPolicy(AuthPolicy.ON_PREMISE, Optional.empty(), List.of(), 2, false));
        byte[] first = csr();
        var _ = provisioned(harness.enrol(ada(), first));
        var _ = provisioned(harness.enrol(ada(), csr()));
        assertFault(Complaint.TOO_MANY_DEVICES, harness.enrol(ada(), csr()));
        var _ = provisioned(harness.enrol(ada(), first));
        assertEquals(2, harness.devices());
    }

    @Test
    void refusesKeysAndRequestsThatAreNoGood() throws Exception {
        harness.givenContosoWithAda();
        assertFault(Complaint.BAD_CERTIFICATE_REQUEST, harness.enrol(ada(), new byte[] {1, 2, 3}));
        assertFault(Complaint.BAD_CERTIFICATE_REQUEST, harness.enrol(ada(), new byte[20_000]));
        byte[] tampered = csr();
        tampered[tampered.length - 1] ^= 1;
        assertFault(Complaint.BAD_CERTIFICATE_REQUEST, harness.enrol(ada(), tampered));
        assertFault(Complaint.BAD_CERTIFICATE_REQUEST, harness.enrol(ada(), weak("RSA", 1024, "SHA256withRSA")));
        assertFault(Complaint.BAD_CERTIFICATE_REQUEST, harness.enrol(ada(), weak("EC", 521, "SHA256withECDSA")));
        assertEquals(0, harness.devices());
    }

    private static byte[] weak(String algorithm, int bits, String signature) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        KeyPair keys = generator.generateKeyPair();
        return new org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder(
                new org.bouncycastle.asn1.x500.X500Name("CN=x"),
                org.bouncycastle.asn1.x509.SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()))
                .build(new org.bouncycastle.operator.jcajce.JcaContentSignerBuilder(signature).build(keys.getPrivate()))
                .getEncoded();
    }

    @Test
    void renewsNothingWithoutMutualTls() {
        harness.givenContosoWithAda();
        RequestSecurityToken renewal = new RequestSecurityToken(WindowsHarness.header(ada()), true, Format.PKCS7,
                csr(), List.of());
        assertFault(Complaint.WRONG_ADDRESS, harness.post("/EnrollmentServer/contoso/Enrollment.svc", renewal));
    }

    @Test
    void refusesDevicesOfOtherKinds() {
        harness.givenContosoWithAda();
        assertFault(Complaint.DEVICE_TYPE,
                harness.enrol(ada(), csr(), new ContextItem("DeviceType", "WindowsPhone")));
        assertFault(Complaint.DEVICE_TYPE,
                harness.enrol(ada(), csr(), new ContextItem("DeviceType", DeviceTypes.ANDROID_AGENT)));
    }

    @Test
    void makesDevicesWithoutAUserFromABulkTokenR8() {
        harness.givenContosoWithAda();
        Credential bulk = bulk(CONTOSO, 2, Duration.ofHours(1));
        byte[] first = csr();
        ProvisioningDocument document = provisioned(harness.enrol(bulk, first));
        Characteristic provider = document.child("DMClient").orElseThrow().child("Provider").orElseThrow()
                .child("Muster").orElseThrow();
        Device device = device(provider.value("EntDMID").orElseThrow());
        assertEquals(Optional.empty(), device.user());
        assertEquals(Optional.of(ManagementAuthority.INTUNE), device.placedUnder());
        assertEquals(Optional.empty(), provider.value("UPN"));
        assertEquals(3, WindowsHarness.certificate(document, "System").getVersion(), "no user, no user's store");
        assertEquals(WindowsHarness.certificate(document, "System"),
                WindowsHarness.certificate(provisioned(harness.enrol(bulk, first)), "System"));
        var _ = provisioned(harness.enrol(bulk, csr()));
        assertFault(Complaint.BULK_TOKEN_GONE, harness.enrol(bulk, csr()));
        assertEquals(2, harness.devices());
    }

    @Test
    void takesABulkTokenForItsTenantPlatformAndTimeOnly() {
        harness.givenContosoWithAda();
        TenantId fabrikam = new TenantId("fabrikam");
        harness.givenTenant(fabrikam, "fabrikam.example", TenantAuthority.INTUNE, "bo@fabrikam.example");
        assertFault(Complaint.BULK_TOKEN_GONE, harness.enrol(bulk(fabrikam, 5, Duration.ofHours(1)), csr()));
        Credential late = bulk(CONTOSO, 5, Duration.ofHours(1));
        Credential invented = new Credential.UsernameToken("x",
                Secret.of(TokenText.make(CONTOSO, harness.random).text()));
        assertFault(Complaint.BULK_TOKEN_GONE, harness.enrol(invented, csr()));
        harness.clock.forward(Duration.ofHours(2));
        assertFault(Complaint.BULK_TOKEN_GONE, harness.enrol(late, csr()));
        assertEquals(0, harness.devices());
    }

    private Credential bulk(TenantId tenant, int most, Duration valid) {
        TokenText text = TokenText.make(tenant, harness.random);
        harness.store.enrolmentAccess().putBulkToken(tenant, new BulkToken(text.hash(), Platform.WINDOWS,
                harness.clock.instant(), harness.clock.instant().plus(valid), most, 0));
        return new Credential.UsernameToken("package@contoso.example", Secret.of(text.text()));
    }

    @Test
    void answersAStoreThatIsSilentAsMaintenance() {
        harness.givenContosoWithAda();
        RequestSecurityToken request = WindowsHarness.token(ada(), csr());
        harness.store.close();
        EnrolmentReply reply = harness.post("/EnrollmentServer/contoso/Enrollment.svc", request);
        assertEquals(request.header().messageId(), assertFault(Complaint.BUSY, reply).relatesTo());
    }

    @Test
    void showsNoSecretInAFault() {
        harness.givenContosoWithAda();
        String text = new String(harness.enrol(new Credential.UsernameToken(ADA, Secret.of("hush-hush")), csr()).body(),
                StandardCharsets.UTF_8);
        assertFalse(text.contains("hush"));
        assertFalse(text.contains(ADA));
    }
}
