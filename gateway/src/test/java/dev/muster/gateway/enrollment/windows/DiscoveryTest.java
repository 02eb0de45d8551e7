package dev.muster.gateway.enrollment.windows;

import static dev.muster.gateway.enrollment.windows.WindowsHarness.CONTOSO;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.assertFault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;
import dev.muster.gateway.enrollment.EnrolmentRequest;
import dev.muster.gateway.model.EnrolmentPolicy;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.protocol.enrollment.AuthPolicy;
import dev.muster.protocol.enrollment.Credential;
import dev.muster.protocol.enrollment.EnrollmentCodec;
import dev.muster.protocol.enrollment.EnrollmentRequest.Discover;
import dev.muster.protocol.enrollment.EnrollmentRequest.GetPolicies;
import dev.muster.protocol.enrollment.EnrollmentResponse.DiscoverResult;
import dev.muster.protocol.enrollment.EnrollmentResponse.Policies;

/** How a device finds out where to enrol (MS-MDE2, section 3.1; MS-XCEP). */
@Timeout(60)
class DiscoveryTest {
    private static final String KNOWN_BY_ALL = "/EnrollmentServer/Discovery.svc";
    private static final List<AuthPolicy> ALL = List.of(AuthPolicy.ON_PREMISE, AuthPolicy.FEDERATED,
            AuthPolicy.CERTIFICATE);

    private final WindowsHarness harness;

    DiscoveryTest(@TempDir Path directory) {
        harness = new WindowsHarness(directory);
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private static Discover discover(String address, String version, List<AuthPolicy> offered) {
        return new Discover(WindowsHarness.header(Credential.None.NONE), address, version, "CIMClient_Windows",
                "10.0.26100.1", Optional.of("4"), offered);
    }

    private DiscoverResult discovered(String path, Discover discover) {
        EnrolmentReply reply = harness.post(path, discover);
        assertEquals(Outcome.OK, reply.outcome());
        DiscoverResult result = assertInstanceOf(DiscoverResult.class, WindowsHarness.answer(reply));
        assertEquals(discover.header().messageId(), result.relatesTo());
        return result;
    }

    private EnrolmentReply get(String path) {
        return harness.windows.enrolment().serve(new EnrolmentRequest("GET", path, "", "", "g.example", "",
                Optional.empty(), new byte[0]));
    }

    @Test
    void answersTheProbeWithNothing() {
        assertEquals(Outcome.OK, get(KNOWN_BY_ALL).outcome());
        assertEquals(0, get(KNOWN_BY_ALL).body().length);
        assertEquals(Outcome.NOT_FOUND, get("/EnrollmentServer/contoso/Enrollment.svc").outcome());
    }

    @Test
    void findsTheTenantByTheDomainOfTheUsersAddress() {
        harness.givenContosoWithAda();
        harness.givenTenant(new TenantId("fabrikam"), "fabrikam.example", TenantAuthority.INTUNE,
                "bo@fabrikam.example");
        DiscoverResult ours = discovered(KNOWN_BY_ALL, discover("Ada@CONTOSO.example", "5.0", ALL));
        assertEquals("https://g.example:8444/EnrollmentServer/contoso/Enrollment.svc", ours.enrollmentUrl());
        assertEquals("https://g.example:8444/EnrollmentServer/contoso/Policy.svc", ours.policyUrl());
        assertEquals(AuthPolicy.ON_PREMISE, ours.authPolicy());
        assertEquals(Optional.empty(), ours.authenticationUrl());
        DiscoverResult theirs = discovered(KNOWN_BY_ALL, discover("bo@fabrikam.example", "5.0", ALL));
        assertEquals("https://g.example:8444/EnrollmentServer/fabrikam/Enrollment.svc", theirs.enrollmentUrl());
        assertEquals("https://g.example:8444/EnrollmentServer/contoso/Enrollment.svc",
                discovered("/EnrollmentServer/contoso/Discovery.svc", discover("", "5.0", ALL)).enrollmentUrl());
    }

    @ParameterizedTest
    @CsvSource({"4.0,4.0", "5.0,5.0", "6.0,6.0", "7.0,6.0", "10.0,6.0"})
    void speaksVersionsFourToSix(String asked, String answered) {
        harness.givenContosoWithAda();
        assertEquals(answered, discovered(KNOWN_BY_ALL, discover(WindowsHarness.ADA, asked, ALL)).enrollmentVersion());
    }

    @ParameterizedTest
    @CsvSource({"1.0,OLD_CLIENT", "2.0,OLD_CLIENT", "3.0,OLD_CLIENT", "four,UNREADABLE", "4,UNREADABLE",
            "999999999999.0,UNREADABLE"})
    void refusesOtherVersions(String asked, Complaint complaint) {
        harness.givenContosoWithAda();
        assertFault(complaint, harness.post(KNOWN_BY_ALL, discover(WindowsHarness.ADA, asked, ALL)));
    }

    @Test
    void asksForTheProofThatTheTenantChose() {
        harness.givenContosoWithAda();
        harness.store.enrolmentAccess().putPolicy(CONTOSO, new EnrolmentPolicy(AuthPolicy.FEDERATED,
                Optional.of("https://login.example/enrol"), List.of(), 15, false));
        DiscoverResult result = discovered(KNOWN_BY_ALL, discover(WindowsHarness.ADA, "5.0", ALL));
        assertEquals(AuthPolicy.FEDERATED, result.authPolicy());
        assertEquals(Optional.of("https://login.example/enrol"), result.authenticationUrl());
        // A provisioning package offers a name and a secret only, and may hold a bulk token.
        assertEquals(AuthPolicy.ON_PREMISE, discovered(KNOWN_BY_ALL,
                discover(WindowsHarness.ADA, "5.0", List.of(AuthPolicy.ON_PREMISE))).authPolicy());
        assertFault(Complaint.NO_COMMON_PROOF, harness.post(KNOWN_BY_ALL,
                discover(WindowsHarness.ADA, "5.0", List.of(AuthPolicy.CERTIFICATE))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ada", "ada@", "ada@nobody.example", "@", "ada@contoso.example.evil"})
    void refusesAnAddressOfNoTenant(String address) {
        harness.givenContosoWithAda();
        var fault = assertFault(Complaint.UNKNOWN_ORGANISATION,
                harness.post(KNOWN_BY_ALL, discover(address, "5.0", ALL)));
        assertTrue(address.isEmpty() || address.length() < 5 || !fault.reason().contains(address));
        assertFault(Complaint.UNKNOWN_ORGANISATION,
                harness.post("/EnrollmentServer/nobody/Discovery.svc", discover("ada@contoso.example", "5.0", ALL)));
    }

    @Test
    void saysWhichKeyAndSignatureItWants() {
        harness.givenContosoWithAda();
        GetPolicies asked = new GetPolicies(WindowsHarness.header(WindowsHarness.ada()));
        Policies policies = assertInstanceOf(Policies.class,
                WindowsHarness.answer(harness.post("/EnrollmentServer/contoso/Policy.svc", asked)));
        assertEquals(new Policies(asked.header().messageId(), 2048, "1.2.840.113549.1.1.11", 365L * 86_400,
                60L * 86_400), policies);
    }

    @Test
    void keepsEveryRequestAtItsOwnAddress() {
        harness.givenContosoWithAda();
        GetPolicies policies = new GetPolicies(WindowsHarness.header(Credential.None.NONE));
        assertFault(Complaint.WRONG_ADDRESS, harness.post(KNOWN_BY_ALL, policies));
        assertFault(Complaint.WRONG_ADDRESS, harness.post("/EnrollmentServer/contoso/Enrollment.svc", policies));
        assertFault(Complaint.WRONG_ADDRESS,
                harness.post("/EnrollmentServer/contoso/Policy.svc", discover(WindowsHarness.ADA, "5.0", ALL)));
        for (String path : List.of("/EnrollmentServer/", "/EnrollmentServer/Policy.svc",
                "/EnrollmentServer/a/b/Policy.svc",
                "/EnrollmentServer/CONTOSO/Policy.svc", "/EnrollmentServer/../Policy.svc",
                "/enrollmentserver/Discovery.svc")) {
            assertFalse(harness.windows.enrolment().serves(path), path);
        }
    }

    @Test
    void answersWhatCannotBeReadWithTheIdItCouldRead() {
        byte[] request = EnrollmentCodec.encode(discover(WindowsHarness.ADA, "5.0", ALL));
        String wrong = new String(request, StandardCharsets.UTF_8).replace("IDiscoveryService/Discover",
                "IDiscoveryService/Other");
        String id = wrong.substring(wrong.indexOf("urn:uuid:"), wrong.indexOf("urn:uuid:") + 45);
        assertEquals(id, assertFault(Complaint.UNREADABLE,
                harness.post(KNOWN_BY_ALL, wrong.getBytes(StandardCharsets.UTF_8), "")).relatesTo());
        assertEquals("http://www.w3.org/2005/08/addressing/unspecified",
                assertFault(Complaint.UNREADABLE, harness.post(KNOWN_BY_ALL, new byte[] {1, 2}, "")).relatesTo());
    }
}
