package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients without manners do to the administrators' listener, byte by byte. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class AdminRawHttpTest {
    @SuppressWarnings("NullAway.Init") // set before each test
    private ApiHarness api;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        api = new ApiHarness(directory);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: -1\r\n\r\n",
            "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n", "Content-Length: x\r\n\r\n{}"})
    void aBodyWithoutAClearLengthIsABadRequest(String rest) throws IOException {
        String answer = answer(
                "POST /muster/v1/tenants HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + api.token + "\r\n"
                        + rest);
        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
        assertEquals(404, api.get("/tenants/a").status());
    }

    @Test
    void aQueryParameterThatIsGivenTwiceIsRefused() {
        api.post("/tenants", "{\"id\":\"contoso\"}");
        assertEquals(400, api.get("/tenants/contoso/devices?limit=1&limit=2").status());
        assertEquals(400, api.get("/tenants/contoso/devices?limit=%D9%A1").status(), "an Arabic digit");
    }

    @Test
    void connectionsThatNeverFinishAHeadGiveWayToTheAdministrator() throws IOException {
        for (int i = 0; i < AdminListener.MAX_CONNECTIONS + 20; i++) {
            Socket socket = socket();
            if (i % 2 == 0) {
                socket.getOutputStream().write("GET /livez HT".getBytes(StandardCharsets.US_ASCII));
            }
        }
        assertEquals(404, api.get("/tenants/a").status());
    }

    @Test
    void aHeadThatTricklesInIsCutOff() throws IOException, InterruptedException {
        Socket socket = socket();
        long end = System.nanoTime() + ConnectionWatch.WAITS_AT_MOST.plus(Duration.ofSeconds(15)).toNanos();
        boolean cut = false;
        while (!cut && System.nanoTime() < end) {
            try {
                socket.getOutputStream().write('G');
                Thread.sleep(300);
            } catch (IOException closed) {
                cut = true;
            }
        }
        assertTrue(cut, "it may go on for ever");
    }

    private String answer(String request) throws IOException {
        Socket socket = socket();
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[4096];
        int length = socket.getInputStream().read(answer);
        return length < 0 ? "closed" : new String(answer, 0, length, StandardCharsets.UTF_8);
    }

    private Socket socket() throws IOException {
        URI url = URI.create(api.url);
        Socket socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort());
        socket.setSoTimeout(10_000);
        sockets.add(socket);
        return socket;
    }
}
