package dev.muster.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.certs.x509.Pem;

/** The command line as a person meets it: real processes, their lines and exit codes. */
@Timeout(300)
class ServeTest {
    private final Path directory;

    ServeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void printsItsListenersATokenOnceAndReadyAndExitsZeroOnSigterm() throws Exception {
        Path config = config("");
        try (MusterProcess first = serve(config).awaitReady()) {
            List<String> out = first.out();
            assertTrue(out.get(0).matches("check-in  https://localhost:\\d+"), out.toString());
            assertTrue(out.get(1).matches("enrol     https://localhost:\\d+"), out.toString());
            assertTrue(out.get(2).matches("admin     http://127\\.0\\.0\\.1:\\d+"), out.toString());
            assertTrue(out.get(3).matches("administrator token  [A-Za-z0-9_-]{43}  \\(shown once; stored hashed\\)"),
                    out.toString());
            assertEquals("ready", out.get(4));
            first.terminate();
            assertEquals(0, first.awaitExit());
            assertEquals(5, first.out().size());
            assertEquals(List.of(), first.err());
        }
        try (MusterProcess second = serve(config).awaitReady()) {
            assertEquals(5, second.out().size(), second.out().toString());
            assertEquals("token     the one of the first start; lost? muster token rotate --data "
                    + directory.resolve("data"), second.out().get(3));
            second.terminate();
            assertEquals(0, second.awaitExit());
        }
    }

    @Test
    void answersARequestThatIsUnderWayBeforeItStops() throws Exception {
        try (MusterProcess muster = serve(config("")).awaitReady()) {
            URI enrol = URI.create(muster.out().get(1).substring("enrol     ".length()));
            try (SSLSocket socket = trusting(directory.resolve("data/ca/root.pem")).connect(enrol)) {
                byte[] head = String.join("\r\n", "POST /enroll/certificate?token=a.b HTTP/1.1", "Host: localhost",
                        "Content-Type: application/pkcs10", "Content-Length: 3", "", "")
                        .getBytes(StandardCharsets.US_ASCII);
                socket.getOutputStream().write(head);
                socket.getOutputStream().flush();
                Thread.sleep(300); // the request has to arrive before the signal
                muster.terminate();
                Thread.sleep(500);
                assertTrue(muster.isAlive(), "it waits for the body");
                socket.getOutputStream().write(new byte[3]);
                socket.getOutputStream().flush();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
            }
            assertEquals(0, muster.awaitExit());
        }
    }

    @ParameterizedTest
    @CsvSource({"checkIn,check-in", "enrol,enrolment", "admin,administration"})
    void saysInOneLineThatAPortIsInUse(String key, String listener) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path config = Files.writeString(directory.resolve("taken.yaml"),
                    withoutPorts("    " + key + ": {address: 127.0.0.1, port: " + taken.getLocalPort() + "}\n", key));
            assertOneLine(1, "the " + listener + " listener cannot use 127.0.0.1:" + taken.getLocalPort(),
                    "the port is in use", "listeners." + key + ".port", serve(config));
        }
    }

    @Test
    void showsTheTokenAtTheFirstStartThatSucceeds() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path config = Files.writeString(directory.resolve("taken.yaml"), withoutPorts(
                    "    admin: {port: " + taken.getLocalPort() + "}\n", "admin"));
            assertOneLine(1, "administration", "in use", "", serve(config));
        }
        try (MusterProcess muster = serve(config("")).awaitReady()) {
            assertTrue(muster.out().get(3).startsWith("administrator token  "), muster.out().toString());
        }
    }

    @Test
    void saysInOneLineThatTheDataDirectoryCannotBeUsed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        for (Path impossible : List.of(file, file.resolve("below"))) {
            assertOneLine(1, "the data directory " + impossible, "cannot be used", "--data",
                    MusterProcess.start(directory, "serve", "--config", config("").toString(), "--data",
                            impossible.toString()));
        }
    }

    @Test
    void saysInOneLineThatAKeyIsUnknown() throws Exception {
        assertOneLine(2, "muster.yaml:1: unknown key hots", "did you mean host?", "Known here: data, host",
                serve(config("hots: a\n")));
    }

    @Test
    void saysInOneLineThatTheConfigurationDoesNotExist() throws Exception {
        assertOneLine(2, "missing.yaml", "does not exist", "--config", serve(directory.resolve("missing.yaml")));
    }

    @Test
    void saysInOneLineThatTheDatabaseUrlIsWrongOrLeadsNowhere() throws Exception {
        assertOneLine(2, "muster.yaml:1: store: url", "must begin with jdbc:postgresql:", "SQLite",
                serve(config("store: {url: 'jdbc:mysql://127.0.0.1/muster'}\n")));
        int free = freePort();
        assertOneLine(1, "127.0.0.1:" + free, "", "", serve(config("store: {url: 'jdbc:postgresql://127.0.0.1:" + free
                + "/muster', user: muster, password: hunter2}\n")));
    }

    @Test
    void saysInOneLineThatAUrlHoldsAPassword() throws Exception {
        assertOneLine(2, "muster.yaml:1: store: url", "must not hold a user or a password", "store.password",
                serve(config("store: {url: 'jdbc:postgresql://muster:hunter2@db/muster'}\n")));
    }

    @Test
    void saysInOneLineThatTheTrustFileHoldsNoCertificates() throws Exception {
        Path text = Files.writeString(directory.resolve("apns.pem"), "no certificate\n");
        assertOneLine(2, "apns.trustFile: " + text, "holds no certificates", "PEM",
                serve(config("apns: {trustFile: " + text + "}\n")));
        assertOneLine(2, "apns.trustFile: /nope.pem", "does not exist", "leave the key out",
                serve(config("apns: {trustFile: /nope.pem}\n")));
        assertFalse(Files.exists(directory.resolve("data")), "nothing is made before the files are looked at");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--data", "--config"})
    void saysInOneLineThatAnOptionIsEmpty(String option) throws Exception {
        assertOneLine(2, option + " is empty", "name a", "--help",
                MusterProcess.start(directory, "serve", option, ""));
    }

    @Test
    void saysInOneLineWhichDirectoryMayNotBeWrittenWithoutTheNamesOfOurLanguage() throws Exception {
        assertOneLine(1, "the data directory /proc/muster", "cannot be used", "--data",
                MusterProcess.start(directory, "serve", "--config", config("").toString(), "--data", "/proc/muster"));
    }

    @Test
    void replacesALostTokenOfAGatewayThatIsStopped() throws Exception {
        Path config = config("");
        String lost;
        try (MusterProcess first = serve(config).awaitReady()) {
            lost = first.out().get(3).split(" +", -1)[2];
            assertOneLine(1, "muster.db", "in use by another process", "Stop that one first", rotate(config));
            first.terminate();
            first.awaitExit();
        }
        String found;
        try (MusterProcess rotation = rotate(config)) {
            assertEquals(0, rotation.awaitExit(), rotation.err().toString());
            assertEquals(1, rotation.out().size(), rotation.out().toString());
            found = rotation.out().getFirst().split(" +", -1)[2];
        }
        try (MusterProcess second = serve(config).awaitReady(); HttpClient client = HttpClient.newHttpClient()) {
            URI metrics = URI.create(second.out().get(2).substring("admin     ".length())).resolve("/metrics");
            assertEquals(401, status(client, metrics, lost));
            assertEquals(200, status(client, metrics, found));
        }
    }

    @Test
    void saysThatThereIsNoTokenToReplaceWhereNoGatewayEverRan() throws Exception {
        assertOneLine(1, "holds no gateway's data", "no token to replace", "--data", rotate(config("")));
        assertFalse(Files.exists(directory.resolve("data")), "it makes nothing");
    }

    private MusterProcess rotate(Path config) {
        return MusterProcess.start(directory, "token", "rotate", "--config", config.toString());
    }

    private static int status(HttpClient client, URI address, String token) throws Exception {
        return client.send(HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void saysInOneLineThatAnotherProcessUsesTheSameFileAndLeavesThatAlone() throws Exception {
        Path config = config("");
        try (MusterProcess first = serve(config).awaitReady()) {
            assertOneLine(1, "muster.db", "process", "", serve(config));
            URI admin = URI.create(first.out().get(2).substring("admin     ".length()));
            try (HttpClient client = HttpClient.newHttpClient()) {
                assertEquals(200, client.send(HttpRequest.newBuilder(admin.resolve("/readyz"))
                        .timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.discarding()).statusCode());
            }
        }
    }

    @Test
    void startsAgainAfterItWasKilled() throws Exception {
        Path config = config("");
        try (MusterProcess killed = serve(config).awaitReady()) {
            killed.kill();
        }
        try (MusterProcess again = serve(config).awaitReady()) {
            assertTrue(again.out().get(3).startsWith("token     the one of the first start"), "it is not shown again");
            again.terminate();
            assertEquals(0, again.awaitExit());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve --dta x", "serv", "serve --config", "--nonsense"})
    void saysInOneLineWhatItDoesNotUnderstand(String arguments) throws Exception {
        assertOneLine(2, "muster: ", "Try: muster", "--help",
                MusterProcess.start(directory, arguments.split(" ", -1)));
    }

    @ParameterizedTest
    @CsvSource({"--help,muster serve --data", "serve --help,A muster.yaml with every kind of key",
            "--version,muster 0.",
            "help serve,--config=FILE", "--help,demo", "--help,soak", "token rotate --help,the one before is refused",
            "--help,muster token rotate"})
    void teaches(String arguments, String lesson) throws Exception {
        try (MusterProcess muster = MusterProcess.start(directory, arguments.split(" ", -1))) {
            assertEquals(0, muster.awaitExit());
            assertTrue(String.join("\n", muster.out()).contains(lesson), muster.out().toString());
            assertEquals(List.of(), muster.err());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private MusterProcess serve(Path config) {
        return MusterProcess.start(directory, "serve", "--config", config.toString());
    }

    private Path config(String first) throws IOException {
        return Files.writeString(directory.resolve("muster.yaml"), first + withoutPorts("", ""));
    }

    /** A configuration that takes free ports, but for one listener. */
    private String withoutPorts(String other, String except) {
        StringBuilder text = new StringBuilder("data: " + directory.resolve("data") + "\nlisteners:\n" + other);
        for (String listener : List.of("checkIn", "enrol", "admin")) {
            if (!listener.equals(except)) {
                text.append("    ").append(listener).append(": {address: 127.0.0.1, port: 0}\n");
            }
        }
        return text.toString();
    }

    private static void assertOneLine(int code, String what, String why, String cure, MusterProcess started)
            throws InterruptedException {
        try (MusterProcess muster = started) {
            assertEquals(code, muster.awaitExit(), muster.err().toString());
            assertEquals(1, muster.err().size(), muster.err().toString());
            String line = muster.err().getFirst();
            for (String part : List.of("muster: ", what, why, cure)) {
                assertTrue(line.contains(part), () -> "\"" + line + "\" lacks \"" + part + "\"");
            }
            assertFalse(line.contains("hunter2") || line.contains("Exception"), line);
            assertEquals(List.of(), muster.out());
        }
    }

    /** A TLS client that trusts one root. */
    private record Client(SSLContext context) {
        SSLSocket connect(URI url) throws IOException {
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", url.getPort());
            socket.setSoTimeout(20_000);
            return socket;
        }
    }

    private static Client trusting(Path root) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", Pem.certificates(Files.readString(root)).getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return new Client(context);
    }
}
