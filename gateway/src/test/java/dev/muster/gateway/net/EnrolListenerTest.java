package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;
import dev.muster.gateway.enrollment.EnrolmentRequest;

/** The door of those who have no certificate yet. */
@Timeout(60)
class EnrolListenerTest {
    private final List<EnrolmentRequest> requests = new CopyOnWriteArrayList<>();
    private Harness harness;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        harness = new Harness(directory);
        harness.enrolment = request -> {
            requests.add(request);
            return new EnrolmentReply(Outcome.OK, "issued", EnrolmentReply.PEM,
                    "PEM".getBytes(StandardCharsets.US_ASCII));
        };
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private static String post(String query) {
        return Requests.request("POST", "/enroll/certificate" + query, "Content-Type: application/pkcs10\r\n", "csr");
    }

    @Test
    void handsARequestToTheRouteOfItsPath() throws Exception {
        RawClient.Answer answer = harness.enrolling().once(post("?token=acme.a-b_c"));

        assertEquals(200, answer.status());
        assertEquals("application/x-pem-file", answer.header("content-type"));
        assertEquals("no-store", answer.header("cache-control"));
        assertEquals("PEM", answer.text());
        EnrolmentRequest request = requests.getFirst();
        assertEquals("acme.a-b_c", request.parameter("token"));
        assertEquals("csr", new String(request.body(), StandardCharsets.US_ASCII));
        assertEquals("application/pkcs10", request.contentType());
        assertFalse(request.host().isEmpty());
        assertTrue(request.caller().isEmpty());
        assertTrue(harness.events.tell("enrolment fake/issued"));
    }

    @Test
    void aRouteMayServeAFamilyOfPaths() throws Exception {
        assertEquals(200, harness.enrolling().once(Requests.request("PUT", "/enroll/family/a?b", "", "x")).status());
        assertEquals("/enroll/family/a", requests.getFirst().path());
        assertEquals("b", requests.getFirst().query());
    }

    @Test
    void readsAnEncodedParameterAndIgnoresOthers() throws Exception {
        assertEquals(200, harness.enrolling().once(post("?x=1&token=acme%2Ea&y")).status());
        assertEquals("acme.a", requests.getFirst().parameter("token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "?token", "?token=", "?toke=x", "?token=a&token=b", "?token=%zz"})
    void aParameterThatIsMissingTwiceThereOrUnreadableIsNone(String query) throws Exception {
        assertEquals(200, harness.enrolling().once(post(query)).status());
        assertEquals("", requests.getFirst().parameter("token"));
    }

    @ParameterizedTest
    @CsvSource({"OK,200", "BAD_REQUEST,400", "NOT_ALLOWED,403", "NOT_FOUND,404", "NOT_READY,503", "UNAVAILABLE,503",
            "FAULT,500"})
    void everyOutcomeHasItsStatusAndKeepsItsWords(Outcome outcome, int status) throws Exception {
        harness.enrolment = request -> new EnrolmentReply(outcome, "text/plain; charset=utf-8",
                "Because.".getBytes(StandardCharsets.US_ASCII));
        RawClient.Answer answer = harness.enrolling().once(post("?token=a.b"));

        assertEquals(status, answer.status());
        assertEquals("Because.", answer.text());
        assertEquals(status == 503, !answer.header("retry-after").isEmpty());
        assertTrue(harness.events.tell("enrolment fake/" + outcome.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }

    @Test
    void handsOutTheRootCertificate() throws Exception {
        RawClient.Answer answer = harness.enrolling().once(Requests.request("GET", "/enroll/ca", "", ""));

        assertEquals(200, answer.status());
        assertEquals(harness.identities.ca.rootPem(), answer.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mdm/apple", "/omadm", "/enroll", "/muster/v1/tenants"})
    void noOtherPathLeadsThroughThisDoor(String path) throws Exception {
        assertEquals(404, harness.enrolling().once(Requests.request("POST", path, "", Requests.idleBody())).status());
        assertEquals(0, harness.handled.size());
    }

    @Test
    void namesTheMethodsItKnows() throws Exception {
        RawClient.Answer get = harness.enrolling().once(Requests.request("GET", "/enroll/certificate?token=a", "", ""));

        assertEquals(405, get.status());
        assertEquals("POST, PUT", get.header("allow"));
        assertEquals(405, harness.enrolling().once(Requests.request("POST", "/enroll/ca", "", "")).status());
        assertEquals(0, harness.enrolments.get());
    }

    @Test
    void refusesALargeBody() throws Exception {
        assertEquals(413, harness.enrolling()
                .once(Requests.request("POST", "/enroll/certificate?token=a", "", "x".repeat(65 << 10))).status());
        assertTrue(harness.events.tell("enrolment too_large"));
    }

    @Test
    void aDefectIsATemporaryRefusalWithoutDetails() throws Exception {
        harness.enrolment = request -> {
            throw new IllegalStateException("secret");
        };
        RawClient.Answer answer = harness.enrolling().once(post("?token=a.b"));

        assertEquals(503, answer.status());
        assertEquals("", answer.text());
        assertTrue(harness.events.tell("enrolment internal"));
    }
}
