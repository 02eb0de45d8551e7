package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

import dev.muster.gateway.enrollment.EnrolmentAnswer;

/** The door of those who have no certificate yet. */
@Timeout(60)
class EnrolListenerTest {
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private Harness harness;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        harness = new Harness(directory);
        harness.enrolment = token -> {
            tokens.add(token);
            return new EnrolmentAnswer.Issued("PEM".getBytes(StandardCharsets.US_ASCII));
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
    void handsOutACertificateForAToken() throws Exception {
        RawClient.Answer answer = harness.enrolling().once(post("?token=acme.a-b_c"));

        assertEquals(200, answer.status());
        assertEquals("application/x-pem-file", answer.header("content-type"));
        assertEquals("PEM", answer.text());
        assertEquals(List.of("acme.a-b_c"), tokens);
        assertTrue(harness.events.tell("enrolment issued"));
    }

    @Test
    void readsAnEncodedTokenAndIgnoresOtherParameters() throws Exception {
        assertEquals(200, harness.enrolling().once(post("?x=1&token=acme%2Ea&y")).status());
        assertEquals(List.of("acme.a"), tokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "?token", "?token=", "?toke=x", "?token=a&token=b", "?token=%zz"})
    void asksForATokenWhereThereIsNone(String query) throws Exception {
        RawClient.Answer answer = harness.enrolling().once(post(query));

        assertEquals(400, answer.status());
        assertTrue(answer.text().contains("?token="));
        assertEquals(List.of(), tokens);
    }

    @ParameterizedTest
    @CsvSource({"BAD_REQUEST,400", "NOT_ALLOWED,403", "NOT_READY,503", "UNAVAILABLE,503"})
    void saysInAPlainSentenceWhyThereIsNone(EnrolmentAnswer.Kind kind, int status) throws Exception {
        harness.enrolment = token -> new EnrolmentAnswer.Refused(kind, "Because.");
        RawClient.Answer answer = harness.enrolling().once(post("?token=a.b"));

        assertEquals(status, answer.status());
        assertEquals("Because.\n", answer.text());
        assertEquals(status == 503, !answer.header("retry-after").isEmpty());
        assertTrue(harness.events.tell("enrolment " + kind.name().toLowerCase(Locale.ROOT)));
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
        assertEquals("POST", get.header("allow"));
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
        harness.enrolment = token -> {
            throw new IllegalStateException("secret");
        };
        RawClient.Answer answer = harness.enrolling().once(post("?token=a.b"));

        assertEquals(503, answer.status());
        assertEquals("", answer.text());
        assertTrue(harness.events.tell("enrolment internal"));
    }
}
