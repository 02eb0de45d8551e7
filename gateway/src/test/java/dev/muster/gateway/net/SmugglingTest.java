package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests whose end two readers could see in different places (RFC 9112, section 11.2): each is refused, the connection ends,
 * and what might be a second request inside is never looked at.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {
    private static final String SMUGGLED = Requests.idle();
    private Harness harness;

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        harness = new Harness(directory);
    }

    @AfterAll
    void close() {
        harness.close();
    }

    @BeforeEach
    void forget() {
        harness.handled.clear();
    }

    private static String head(String lines) {
        return "POST /mdm/apple HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n";
    }

    static List<String> ambiguous() {
        return List.of(
                head("Content-Length: 0\r\nContent-Length: 5\r\n"),
                head("Content-Length: 5\r\nContent-Length: 5\r\n"),
                head("Content-Length: 5, 5\r\n"),
                head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
                head("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") + "0\r\n\r\n",
                head("Transfer-Encoding: identity\r\n"),
                head("Transfer-Encoding: xchunked\r\n"),
                head("Transfer-Encoding: chunked, identity\r\n") + "0\r\n\r\n",
                head("Content-Length: -1\r\n"),
                head("Content-Length: +5\r\n"),
                head("Content-Length: 0x5\r\n"),
                head("Content-Length: 99999999999999999999\r\n"),
                head("Content-Length : 5\r\n"),
                head("Content-Length\r\n"),
                head("X: a\0b\r\n"),
                head("Transfer-Encoding: chunked\r\n") + "zz\r\n",
                head("Transfer-Encoding: chunked\r\n") + "-1\r\n",
                head("Transfer-Encoding: chunked\r\n") + "5\nhello\r\n0\r\n\r\n",
                "POST /mdm/apple HTTP/1.1\nHost: x\nContent-Length: 0\n\n",
                "POST /mdm/apple HTTP/1.1\r\nHost: x\nContent-Length: 0\r\n\r\n",
                "POST /mdm/apple HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
                "POST /mdm/apple HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n",
                "POST /mdm/apple HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "POST /mdm/apple HTTP/9.9\r\nHost: x\r\n\r\n",
                "POST  /mdm/apple\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001 garbage\r\n\r\n",
                head("Expect: 200-ok\r\nContent-Length: 5\r\n"));
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void refusesAmbiguousRequestsAndEndsTheConnection(String request) throws Exception {
        try (var connection = harness.device().connect()) {
            connection.send(request + SMUGGLED);
            RawClient.Answer answer = connection.read();

            assertEquals(400, answer.status());
            assertEquals("close", answer.header("connection"));
            assertEquals(0, answer.body().length);
            assertTrue(connection.isEnded());
        }
        assertEquals(List.of(), List.copyOf(harness.handled), "nothing was handled");
        assertEquals(200, harness.device().once(Requests.idle()).status());
    }

    @Test
    void readsAFoldedHeaderAsOneValue() throws IOException {
        String body = Requests.idleBody();
        try (var connection = harness.device().connect()) {
            connection.send(head("X-Note: a\r\n Content-Length: 1\r\nContent-Length: " + body.length() + "\r\n") + body
                    + SMUGGLED);

            assertEquals(200, connection.read().status());
            assertEquals(200, connection.read().status());
        }
        assertEquals(2, harness.handled.size());
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    void refusesHeadsOverTheirBounds(String request) throws IOException {
        try (var connection = harness.device().connect()) {
            connection.send(request);

            assertEquals(413, connection.read().status());
            assertTrue(connection.isEnded());
        }
        assertEquals(0, harness.handled.size());
    }

    static List<String> tooLong() {
        return List.of("POST /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                head("X: " + "x".repeat(17_000) + "\r\n"),
                head("X: y\r\n".repeat(6_000)));
    }

    @Test
    void nothingOfARequestComesBackInAHeader() throws IOException {
        RawClient.Answer answer = harness.device().once(Requests.request("POST", "/x%0d%0aSet-Cookie:%20a=b",
                "User-Agent: a\tb\r\nOrigin: https://evil.example\r\n", ""));

        assertEquals(404, answer.status());
        assertEquals(Set.of("content-length", "date"), answer.headers().keySet());
    }
}
