package dev.muster.gateway.independent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.apns.PushCertificateForge.Forged;
import dev.muster.certs.apns.PushCertificateForge.KeyKind;
import dev.muster.loadtest.target.AdminClient;
import dev.muster.loadtest.target.AdminRefused;
import dev.muster.loadtest.target.GatewayHome;
import dev.muster.loadtest.target.GatewayProcess;

/**
 * A real gateway process and clients we did not write: openssl makes keys and requests, curl enrols, and curl replays every
 * captured request of the Apple and the OMA-DM client, rewritten for its own identity. Answers are read by the JDK's parser.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CurlReplayTest {
    private static final String APPLE_UDID = "4935672F-0C38-49BD-A308-57589C1073A8";
    private static final String TOPIC = "com.apple.mgmt.External.lab";
    private static final String DM = "application/vnd.syncml.dm+xml";

    @SuppressWarnings("NullAway.Init") // set before all tests
    private Path directory;
    @SuppressWarnings("NullAway.Init") // set before all tests
    private GatewayProcess gateway;
    @SuppressWarnings("NullAway.Init") // set before all tests
    private GatewayHome home;
    @SuppressWarnings("NullAway.Init") // set before all tests
    private AdminClient admin;
    private String user = "";

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), Clock.systemUTC().instant());
        home = GatewayHome.make(java.util.Optional.of(directory), "curl", GatewayHome.Ports.free(new Random()), 9,
                forge.authority(), "");
        gateway = Tool.start(home);
        admin = new AdminClient(gateway.admin(), gateway.token());
        admin.post("/tenants", Map.of("id", "lab", "displayName", "Lab"));
        Forged push = forge.pushCertificate(TOPIC, KeyKind.RSA_2048, Duration.ofDays(30));
        admin.put("/tenants/lab/push-certificates/intune",
                Map.of("certificate", push.certificatePem(), "key", push.keyPem(), "consent", true));
        user = admin.post("/tenants/lab/users", Map.of("principalName", "ada@lab.example")).path("id").asText();
        admin.put("/tenants/lab/users/" + user + "/licences", Map.of("licences", List.of(Map.of("sku", "EMS"))));
    }

    @AfterAll
    void stop() throws Exception {
        if (gateway != null) {
            admin.close();
            gateway.stop(Duration.ofSeconds(30));
        }
    }

    @Test
    void curlReplaysTheAppleRequestsAndGetsWellFormedAnswers() throws Exception {
        CurlDevice device = device("apple", "ios", Map.of("udid", APPLE_UDID), true);
        int replayed = 0;
        for (Path request : sorted(vectors("apple"), ".plist")) {
            String body = Files.readString(request);
            String type = body.contains("MessageType") ? "application/x-apple-aspen-mdm-checkin"
                    : "application/x-apple-aspen-mdm";
            CurlDevice.Answer answer = device.send("PUT", "/mdm/apple", type, body);
            assertEquals(200, answer.status(), request.getFileName() + ": " + answer);
            if (!answer.body().isEmpty()) {
                assertEquals("plist", parse(answer.body()).getDocumentElement().getTagName());
            }
            replayed++;
        }
        assertEquals(9, replayed);
    }

    @Test
    void curlReplaysEveryOmaDmSessionAndGetsWellFormedAnswers() throws Exception {
        int replayed = 0;
        for (Path session : sorted(vectors("omadm"), "")) {
            String name = String.valueOf(session.getFileName());
            CurlDevice device = device("dm-" + name, "windows", Map.of(), false);
            for (Path request : sorted(session, ".xml")) {
                String body = Files.readString(request, StandardCharsets.UTF_8).replace("DMCtest", "DMC-" + name);
                String http = replayed % 3 == 0 ? "--http1.1" : "--http2";
                CurlDevice.Answer answer = device.send("POST", "/omadm?mode=Maintenance", DM, body, http,
                        replayed % 2 == 0 ? "--tlsv1.3" : "--tls-max", replayed % 2 == 0 ? "-s" : "1.2");
                assertEquals(http.substring("--http".length()), answer.version(), "curl of this machine lacks HTTP/2?");
                assertEquals(200, answer.status(), session + " " + request.getFileName() + ": " + answer);
                assertTrue(answer.contentType().startsWith(DM), answer.contentType());
                assertAnswers(body.replace("\0", ""), answer.body(), name + "/" + request.getFileName());
                replayed++;
            }
        }
        assertTrue(replayed > 40, "only " + replayed + " requests were found");
    }

    @Test
    void aStrangerGetsNoByteOfHttp() throws Exception {
        CurlDevice stranger = new CurlDevice(directory.resolve("stranger"), gateway, home.rootCertificate());
        assertNotAnswered(stranger.send("PUT", "/mdm/apple", "application/x-apple-aspen-mdm", "x"));
        assertNotAnswered(stranger.selfSigned().send("PUT", "/mdm/apple", "application/x-apple-aspen-mdm", "x"));
    }

    @Test
    void wrongRequestsAreToldSoAndHarmNobody() throws Exception {
        CurlDevice device = device("careless", "windows", Map.of(), false);
        for (String http : List.of("--http1.1", "--http2")) {
            assertEquals(400, device.send("POST", "/omadm", DM, "<SyncML", http).status(), http);
            assertEquals(415, device.send("POST", "/omadm", "text/html", "<html/>", http).status(), http);
            assertEquals(405, device.send("DELETE", "/omadm", DM, "", http).status(), http);
            assertEquals(413, device.send("POST", "/omadm", DM, "x".repeat(2 << 20), http).status(), http);
        }
        String first = Files.readString(vectors("omadm").resolve("none/01-req.xml")).replace("DMCtest", "DMC-care");
        assertEquals(200, device.send("POST", "/omadm", DM, first).status());
    }

    private static void assertNotAnswered(CurlDevice.Answer answer) {
        assertNotEquals(0, answer.exit(), "curl was content");
        assertEquals(0, answer.status(), "an HTTP status went to a stranger");
    }

    /** A Status for the SyncHdr first, one for each command of the client, and Final, in the client's namespace. */
    private static void assertAnswers(String request, String answer, String which) throws Exception {
        Element root = parse(answer).getDocumentElement();
        Element asked = parse(request).getDocumentElement();
        assertEquals("SyncML", root.getLocalName(), which);
        assertEquals("SYNCML:SYNCML1.2", root.getNamespaceURI(), which);
        List<Element> commands = children(body(root));
        assertEquals("Status", commands.getFirst().getLocalName(), which);
        assertEquals("SyncHdr", text(commands.getFirst(), "Cmd"), which);
        assertEquals(text(asked, "MsgID"), text(commands.getFirst(), "MsgRef"), which);
        List<String> answered = commands.stream().filter(command -> command.getLocalName().equals("Status"))
                .map(command -> text(command, "CmdRef")).toList();
        for (Element command : children(body(asked))) {
            if (!List.of("Status", "Results", "Final").contains(command.getLocalName())) {
                assertTrue(answered.contains(text(command, "CmdID")),
                        which + ": no Status for " + command.getLocalName());
            }
        }
        assertEquals("Final", commands.getLast().getLocalName(), which);
    }

    private CurlDevice device(String name, String platform, Map<String, String> more, boolean rsa)
            throws AdminRefused, IOException, InterruptedException {
        Map<String, String> wanted = new HashMap<>(more);
        wanted.put("platform", platform);
        wanted.put("user", user);
        String token = admin.post("/tenants/lab/enrolment-tokens", wanted).path("token").asText();
        assertFalse(token.isEmpty());
        return new CurlDevice(directory.resolve(name), gateway, home.rootCertificate()).enrol(token, rsa);
    }

    private static Document parse(String document) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
    }

    private static Element body(Element root) {
        return (Element) Objects.requireNonNull(root.getElementsByTagNameNS("*", "SyncBody").item(0));
    }

    private static List<Element> children(Element parent) {
        NodeList nodes = parent.getChildNodes();
        return Stream.iterate(0, index -> index < nodes.getLength(), index -> index + 1).map(nodes::item)
                .filter(Element.class::isInstance).map(Element.class::cast).toList();
    }

    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagNameNS("*", name);
        return found.getLength() == 0 ? "" : Objects.requireNonNull(found.item(0)).getTextContent();
    }

    private static Path vectors(String below) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(CurlReplayTest.class.getResource("/vectors/" + below), below).toURI());
    }

    private static List<Path> sorted(Path directory, String ending) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path -> path.toString().endsWith(ending)).sorted().toList();
        }
    }
}
