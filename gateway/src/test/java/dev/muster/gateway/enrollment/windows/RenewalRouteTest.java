package dev.muster.gateway.enrollment.windows;

import static dev.muster.gateway.enrollment.windows.WindowsHarness.CONTOSO;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.ada;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.assertFault;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.csr;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.keys;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.provisioned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;
import dev.muster.gateway.enrollment.EnrolmentRequest;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.CheckInWrite;
import dev.muster.protocol.enrollment.Credential;
import dev.muster.protocol.enrollment.EnrollmentCodec;
import dev.muster.protocol.enrollment.EnrollmentRequest;
import dev.muster.protocol.enrollment.EnrollmentRequest.Format;
import dev.muster.protocol.enrollment.EnrollmentRequest.RequestSecurityToken;
import dev.muster.protocol.enrollment.ProvisioningDocument;

/** A device renews its certificate over the connection that it makes with the old one (R18, ROBO). */
@Timeout(60)
class RenewalRouteTest {
    private final WindowsHarness harness;
    private final KeyPair keys = keys();

    RenewalRouteTest(@TempDir Path directory) {
        harness = new WindowsHarness(directory);
    }

    @AfterEach
    void close() {
        harness.close();
    }

    /** Ada's device after its first session, with the certificate it enrolled with. */
    private X509Certificate enrolled() {
        harness.givenContosoWithAda();
        X509Certificate certificate = WindowsHarness.certificate(provisioned(harness.enrol(ada(), csr(keys))), "User");
        Device row = harness.store.devices().page(CONTOSO, Optional.empty(), 5).getFirst().device();
        Fingerprint own = Fingerprint.of(Pem.encoded(certificate));
        Device after = new Device(row.tenant(), row.id(), row.version() + 1, row.platform(), row.user(),
                DeviceState.ENROLLED, 1, Optional.of(own), row.pending(), row.hardware(), row.placedUnder(),
                row.managedBy(), row.epoch(), row.convergedHash(), row.ledger());
        assertEquals(WriteOutcome.COMMITTED,
                harness.store.checkIns().write(new CheckInWrite(after, List.of(), List.of(), Optional.empty(),
                        Optional.empty(), Optional.empty(),
                        Optional.of(new CheckInWrite.Enrolment(own, Optional.empty(), Optional.empty())),
                        harness.clock.instant())));
        return certificate;
    }

    private Caller caller(X509Certificate certificate) {
        return new Caller(CONTOSO, harness.store.devices().page(CONTOSO, Optional.empty(), 5).getFirst().device().id(),
                Fingerprint.of(Pem.encoded(certificate)));
    }

    private static byte[] signed(byte[] content, KeyPair keys, X509Certificate certificate) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
                    new JcaDigestCalculatorProviderBuilder().build())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()), certificate));
            generator.addCertificates(new JcaCertStore(List.of(certificate)));
            return generator.generate(new CMSProcessableByteArray(content), true).getEncoded();
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static RequestSecurityToken renewal(byte[] cms) {
        return new RequestSecurityToken(WindowsHarness.header(Credential.None.NONE), true, Format.PKCS7, cms,
                List.of());
    }

    private EnrolmentReply ask(Optional<Caller> caller, String query, EnrollmentRequest request) {
        return harness.windows.renewal().serve(new EnrolmentRequest("POST", "/EnrollmentServer/Renewal.svc", query,
                "application/soap+xml", "g.example", "", caller, "", EnrollmentCodec.encode(request)));
    }

    private EnrolmentReply ask(X509Certificate certificate, byte[] cms) {
        return ask(Optional.of(caller(certificate)), "", renewal(cms));
    }

    @Test
    void issuesAnotherCertificateToTheSameDevice() {
        X509Certificate old = enrolled();
        EnrolmentReply reply = ask(old, signed(csr(), keys, old));
        assertEquals("renewed", reply.counted());
        ProvisioningDocument document = provisioned(reply);
        X509Certificate renewed = WindowsHarness.certificate(document, "User");
        assertNotEquals(old, renewed);
        assertEquals(old.getSubjectX500Principal(), renewed.getSubjectX500Principal());
        assertEquals(Optional.of("Muster"), document.child("APPLICATION").orElseThrow().value("PROVIDER-ID"));
        assertEquals(2, harness.store.enrolments()
                .certificatesOf(CONTOSO, caller(old).device(), 10).size());
    }

    @Test
    void keepsTheCertificateInTheStoreItWasIn() {
        X509Certificate old = enrolled();
        EnrolmentReply reply = ask(Optional.of(caller(old)), "store=system", renewal(signed(csr(), keys, old)));
        assertEquals(3, WindowsHarness.certificate(provisioned(reply), "System").getVersion());
    }

    @Test
    void handsTheSameOutAgainWhenTheAnswerWasLost() {
        X509Certificate old = enrolled();
        byte[] cms = signed(csr(), keys, old);
        X509Certificate first = WindowsHarness.certificate(provisioned(ask(old, cms)), "User");
        assertEquals(first, WindowsHarness.certificate(provisioned(ask(old, cms)), "User"));
        assertEquals(2, harness.store.enrolments().certificatesOf(CONTOSO, caller(old).device(), 10).size());
    }

    @Test
    void boundsHowOftenADeviceRenewsInADay() {
        X509Certificate old = enrolled();
        for (int i = 0; i < 16; i++) {
            var _ = provisioned(ask(old, signed(csr(), keys, old)));
        }
        assertFault(Complaint.NOT_RENEWABLE, ask(old, signed(csr(), keys, old)));
    }

    @Test
    void refusesASignerThatIsNotTheConnectionsCertificate() {
        X509Certificate old = enrolled();
        KeyPair other = keys();
        assertFault(Complaint.BAD_CERTIFICATE_REQUEST, ask(old, signed(csr(), other, old)));
        X509Certificate another = WindowsHarness.certificate(provisioned(harness.enrol(ada(), csr(other))), "User");
        assertFault(Complaint.BAD_CERTIFICATE_REQUEST, ask(old, signed(csr(), other, another)));
        assertEquals(1, harness.store.enrolments().certificatesOf(CONTOSO, caller(old).device(), 10).size());
    }

    @Test
    void refusesWhatIsNoSignedRequest() {
        X509Certificate old = enrolled();
        assertFault(Complaint.BAD_CERTIFICATE_REQUEST, ask(old, new byte[] {1, 2, 3}));
        assertFault(Complaint.BAD_CERTIFICATE_REQUEST, ask(old, signed(new byte[] {1, 2, 3}, keys, old)));
        assertFault(Complaint.BAD_CERTIFICATE_REQUEST, ask(old, new byte[40_000]));
        RequestSecurityToken bare = new RequestSecurityToken(WindowsHarness.header(Credential.None.NONE), true,
                Format.PKCS10, csr(), List.of());
        assertFault(Complaint.WRONG_ADDRESS, ask(Optional.of(caller(old)), "", bare));
        assertEquals(Outcome.NOT_FOUND, ask(Optional.empty(), "", bare).outcome());
    }

    @Test
    void renewsNothingForADeviceThatIsNotUnderManagement() {
        harness.givenContosoWithAda();
        X509Certificate old = WindowsHarness.certificate(provisioned(harness.enrol(ada(), csr(keys))), "User");
        assertFault(Complaint.NOT_RENEWABLE, ask(old, signed(csr(), keys, old)));
    }

    /** R14, R26: losing a plan ends no enrolment, and so it ends no certificate. */
    @Test
    void renewsForAUserWhoLostThePlan() {
        X509Certificate old = enrolled();
        var user = harness.store.devices().page(CONTOSO, Optional.empty(), 5).getFirst().device().user().orElseThrow();
        harness.store.directory().setLicences(CONTOSO, user, List.of(), Entitlement.NONE,
                harness.clock.instant());
        harness.clock.forward(Duration.ofDays(300));
        X509Certificate renewed = WindowsHarness.certificate(provisioned(ask(old, signed(csr(), keys, old))), "User");
        assertTrue(renewed.getNotAfter().toInstant().isAfter(old.getNotAfter().toInstant()));
    }

    @Test
    void neverAnswersWithWhatADeviceTakesForTheEndR14() {
        X509Certificate old = enrolled();
        for (byte[] cms : List.of(new byte[0], new byte[] {1}, signed(csr(), keys(), old))) {
            assertEquals(Outcome.FAULT, ask(old, cms).outcome(), "an HTTP 500 with a SOAP fault, no 401, no 403");
        }
    }
}
