package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;
import dev.muster.gateway.enrollment.EnrolmentRequest;

/** Renewals are asked at the check-in listener, where the certificate says who asks (R18). */
@Timeout(60)
class RenewalDoorTest {
    private final List<EnrolmentRequest> requests = new CopyOnWriteArrayList<>();
    private Harness harness;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        harness = new Harness(directory);
        harness.enrolment = request -> {
            requests.add(request);
            return new EnrolmentReply(Outcome.FAULT, "not-renewable", "application/soap+xml", new byte[] {'x'});
        };
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private static String renewal(String method) {
        return Requests.request(method, "/renewal?store=system", "Content-Type: application/soap+xml\r\n", "body");
    }

    @Test
    void knowsWhoAsksAndFromWhere() throws Exception {
        Identities.Identity device = harness.identities.device();
        RawClient.Answer answer = harness.client(device).once(renewal("POST"));
        assertEquals(500, answer.status(), "a SOAP fault, never a 401 or 403 (R14)");
        EnrolmentRequest request = requests.getFirst();
        assertEquals(device.fingerprint(), request.caller().orElseThrow().certificate());
        assertEquals("store=system", request.query());
        assertEquals("7f000001", request.address());
        assertTrue(harness.events.tell("enrolment fake/not-renewable"));
        assertEquals(List.of(), List.copyOf(harness.handled), "it is no check-in");
    }

    @Test
    void cannotBeReachedWithoutACertificateNorByAnotherMethod() throws Exception {
        assertEquals(404, harness.enrolling().once(renewal("POST")).status());
        assertEquals(405, harness.device().once(renewal("GET")).status());
        assertEquals(404, harness.device().once(Requests.request("POST", "/enroll/certificate", "", "x")).status());
        assertEquals(List.of(), requests);
    }

    @Test
    void aCertificateThatIsRevokedMeanwhileRenewsNothing() throws Exception {
        Identities.Identity device = harness.identities.device();
        try (var connection = harness.client(device).connect()) {
            connection.send(renewal("POST"));
            assertEquals(500, connection.read().status());
            harness.revoke(device);
            connection.send(renewal("POST"));
            RawClient.Answer answer = connection.read();
            assertEquals(403, answer.status());
            assertEquals(0, answer.body().length, "without a body (R14)");
        }
        assertEquals(1, requests.size());
    }
}
