package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.config.Limits;
import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.model.Reply;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlEncoding;

/** Good and bad requests at the check-in listener, over real TLS: each is answered as PROTOCOLS.md says, and nothing breaks. */
@Timeout(60)
class CheckInHttpTest {
    private static final int LARGEST = 128 << 10;

    private Harness harness;
    private RawClient.Connection connection;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        harness = new Harness(directory,
                Limits.DEFAULTS.with(Limits.DEFAULTS.requests().withBodies(LARGEST, 4L * LARGEST)));
        connection = harness.device().connect();
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        harness.close();
    }

    private RawClient.Answer ask(String request) throws IOException {
        connection.send(request);
        return connection.read();
    }

    private void connectionStillServes() throws IOException {
        assertEquals(200, ask(Requests.idle()).status(), "the connection serves the next good request");
    }

    @Test
    void answersAnAppleReportWithAPropertyList() throws IOException {
        RawClient.Answer answer = ask(Requests.idle());

        assertEquals(200, answer.status());
        assertEquals("application/xml; charset=UTF-8", answer.header("content-type"));
        Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(answer.header("date")));
        assertTrue(Duration.between(date, Instant.now()).abs().toMinutes() < 1, answer.header("date"));
        assertEquals(Harness.COMMAND, answer.text());
        var message = assertInstanceOf(CheckIn.AppleCheckIn.class, harness.handled.getFirst());
        assertInstanceOf(AppleMessage.Idle.class, message.message());
        assertEquals("acme", message.caller().tenant().value());
    }

    @Test
    void answersOmaDmInItsMediaTypeAndHashesTheBody() throws Exception {
        String body = Requests.syncMlBody(Requests.alert("1201"));
        RawClient.Answer answer = ask(Requests.omaDm(body));

        assertEquals(200, answer.status());
        assertEquals("application/vnd.syncml.dm+xml", answer.header("content-type"));
        var message = assertInstanceOf(CheckIn.OmaDmCheckIn.class, harness.handled.getFirst());
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(body.getBytes(StandardCharsets.UTF_8));
        assertEquals(HexFormat.of().formatHex(hash), message.bodyHash());
    }

    @Test
    void answersTheOlderNameOfTheMediaTypeWithTheSame() throws IOException {
        RawClient.Answer answer = ask(Requests.request("POST", "/devicegatewayproxy/cimhandler.ashx?Platform=WoA",
                "Content-Type: application/vnd.syncml+xml\r\n", Requests.syncMlBody(Requests.alert("1201"))));

        assertEquals(200, answer.status());
        assertEquals("application/vnd.syncml+xml", answer.header("content-type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/vnd.syncml.dm+wbxml", "application/vnd.syncml+wbxml"})
    void answersWbxmlInItsMediaTypeAndReadsItAsSuch(String type) throws Exception {
        byte[] body = SyncMlCodec.encode(SyncMlCodec.decode(
                Requests.syncMlBody(Requests.alert("1201")).getBytes(StandardCharsets.UTF_8), DecodeLimits.DEFAULT),
                SyncMlEncoding.WBXML);
        String header = "Content-Type: " + type + "\r\n";
        RawClient.Answer answer = ask(
                Requests.request("POST", "/omadm", header, new String(body, StandardCharsets.ISO_8859_1)));

        assertEquals(200, answer.status());
        assertEquals(type, answer.header("content-type"));
        var message = assertInstanceOf(CheckIn.OmaDmCheckIn.class, harness.handled.getFirst());
        assertEquals(SyncMlEncoding.WBXML, message.encoding());
        assertInstanceOf(SyncMlCommand.Alert.class, message.message().commands().getFirst());
        assertEquals(400, ask(Requests.request("POST", "/omadm", header, Requests.syncMlBody(""))).status());
        connectionStillServes();
    }

    /** A declaration names a profile by its address; it is fetched over the device's own certificate. */
    @Test
    void servesAProfileThatIsFetched() throws IOException {
        harness.engine = checkIn -> new Reply.Document("profile".getBytes(StandardCharsets.UTF_8),
                "application/x-apple-aspen-config");
        RawClient.Answer answer = ask(
                "GET /mdm/apple/profiles/dev.muster.acme.office-12/00ff HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals(200, answer.status());
        assertEquals("application/x-apple-aspen-config", answer.header("content-type"));
        assertEquals("profile", answer.text());
        var fetch = assertInstanceOf(CheckIn.ProfileFetch.class, harness.handled.getFirst());
        assertEquals("dev.muster.acme.office-12", fetch.identifier());
        assertEquals("00ff", fetch.version());
        assertEquals("acme", fetch.caller().tenant().value());
        assertEquals(405, ask(Requests.request("POST", "/mdm/apple/profiles/a/1", "", Requests.idleBody())).status());
        connectionStillServes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mdm/apple/profiles/", "/mdm/apple/profiles/a", "/mdm/apple/profiles/a/b/c",
            "/mdm/apple/profiles/a%2e/1", "/mdm/apple/profiles/a/1.2", "/mdm/apple/profiles//1"})
    void knowsNoOtherPathsOfProfiles(String target) throws IOException {
        assertEquals(404, ask("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").status());
        assertTrue(harness.handled.isEmpty());
    }

    /** An Idle report as Python's plistlib writes it in binary. */
    @Test
    void readsABinaryPropertyListAndAnswersWithAnXmlOne() throws IOException {
        byte[] body = HexFormat.of().parseHex(
                "62706c6973743030d20102030454554449445653746174757353552d315449646c65080d12191d0000000000000101000000"
                        + "000000000500000000000000000000000000000022");
        RawClient.Answer answer = ask(Requests.apple(new String(body, StandardCharsets.ISO_8859_1)));

        assertEquals(200, answer.status());
        assertEquals("application/xml; charset=UTF-8", answer.header("content-type"));
        var message = assertInstanceOf(CheckIn.AppleCheckIn.class, harness.handled.getFirst());
        assertEquals("U-1", assertInstanceOf(AppleMessage.Idle.class, message.message()).ids().udid().orElseThrow());
        connectionStillServes();
    }

    @Test
    void answersNothingWithAnEmptyBody() throws IOException {
        harness.engine = checkIn -> Reply.NOTHING;
        RawClient.Answer answer = ask(Requests.idle());

        assertEquals(200, answer.status());
        assertEquals("0", answer.header("content-length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mdm/apple", "/mdm/apple?x=1", "/devicegatewayproxy/ioshandler.ashx",
            "https://localhost:8443/mdm/apple", "HTTPS://elsewhere/mdm/apple?y"})
    void knowsThePathsOfAppleDevicesAlsoInAbsoluteForm(String target) throws IOException {
        assertEquals(200, ask(Requests.request("POST", target, "", Requests.idleBody())).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/mdm", "/mdm/apple/", "/MDM/apple", "/mdm/%61pple", "//mdm/apple", "/x/../mdm/apple",
            "/enroll/certificate?token=a.b", "*", "https://localhost", "/muster/v1/tenants"})
    void knowsNoOtherPath(String target) throws Exception {
        assertEquals(404, ask(Requests.request("POST", target, "", Requests.idleBody())).status());
        assertTrue(harness.events.tell("refused UNKNOWN WRONG_PATH"));
        connectionStillServes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "BREW"})
    void refusesOtherMethodsAndNamesTheAllowedOnes(String method) throws Exception {
        RawClient.Answer answer = ask(Requests.request(method, "/mdm/apple", "", ""));

        assertEquals(405, answer.status());
        assertEquals("POST, PUT", answer.header("allow"));
        assertTrue(harness.events.tell("refused APPLE WRONG_METHOD"));
        connectionStillServes();
    }

    @Test
    void refusesPutOfOmaDm() throws IOException {
        RawClient.Answer answer = ask(
                Requests.request("PUT", "/omadm", "Content-Type: application/vnd.syncml.dm+xml\r\n",
                        Requests.syncMlBody("")));

        assertEquals(405, answer.status());
        assertEquals("POST", answer.header("allow"));
    }

    /** Names of headers and media types have no case, parameters say nothing that the document does not say better. */
    @ParameterizedTest
    @ValueSource(strings = {"content-type: Application/VND.SyncML.DM+XML",
            "CONTENT-TYPE: application/vnd.syncml.dm+xml; charset=utf-8",
            "Content-type:application/vnd.syncml.dm+xml ;charset=\"UTF-16\" ; x=y",
            "Content-Type: \t application/vnd.syncml.dm+xml;",
            "cOnTeNt-tYpE: application/vnd.syncml.dm+xml\r\nContent-Encoding: Identity\r\nACCEPT-CHARSET: utf-7"})
    void readsAContentTypeHoweverItIsWritten(String header) throws IOException {
        RawClient.Answer answer = ask(Requests.request("POST", "/omadm?mode=Maintenance&Platform=WoA", header + "\r\n",
                Requests.syncMlBody(Requests.alert("1201"))));
        assertEquals(200, answer.status());
        assertEquals("application/vnd.syncml.dm+xml", answer.header("content-type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-www-form-urlencoded", "application/vnd.syncml.dm",
            "multipart/form-data; boundary=x", ";"})
    void refusesOtherContentTypesAndGoesOn(String type) throws Exception {
        assertEquals(415, ask(Requests.request("POST", "/omadm", "Content-Type: " + type + "\r\n", "body")).status());
        assertTrue(harness.events.tell("refused OMA_DM WRONG_CONTENT_TYPE"));
        connectionStillServes();
    }

    @Test
    void refusesCompressedBodies() throws IOException {
        assertEquals(415, ask(Requests.request("PUT", "/mdm/apple", "Content-Encoding: gzip\r\n", "x")).status());
        connectionStillServes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "<plist><dict>", "<plist></dict></plist>", "bplist00", "\0\0\0",
            "<plist><dict><key>Status</key><string>Idle</string></dict></plist>",
            "<plist version=\"1.0\"><array/></plist>"})
    void refusesWhatIsNoMessage(String body) throws Exception {
        RawClient.Answer answer = ask(Requests.apple(body));

        assertEquals(400, answer.status());
        assertEquals(0, answer.body().length);
        assertTrue(harness.events.tell("refused APPLE MALFORMED"));
        connectionStillServes();
    }

    @Test
    void refusesAnUnknownMessageType() throws Exception {
        String body = Requests.plist("<key>MessageType</key><string>Frobnicate</string>");

        assertEquals(400, ask(Requests.apple(body)).status());
        assertTrue(harness.events.tell("refused APPLE UNKNOWN_MESSAGE_TYPE"));
        connectionStillServes();
    }

    @Test
    void refusesOverDeepDocuments() throws Exception {
        String apple = Requests.plist("<key>A</key>" + "<array>".repeat(200) + "</array>".repeat(200));
        String omaDm = Requests.syncMlBody("<Add><Item>".repeat(200) + "</Item></Add>".repeat(200));

        assertEquals(400, ask(Requests.apple(apple)).status());
        assertEquals(400, ask(Requests.omaDm(omaDm)).status());
        assertTrue(harness.events.tell("refused OMA_DM MALFORMED"));
        connectionStillServes();
    }

    @Test
    void decodesLargeBodiesOffTheLoopAndRefusesBadOnesThere() throws IOException {
        String padding = "<!-- " + "x".repeat(100 << 10) + " -->";

        assertEquals(200, ask(Requests.apple(padding + Requests.idleBody().substring(Requests.PLIST_HEAD.length())))
                .status());
        assertEquals(400, ask(Requests.apple(padding)).status());
        connectionStillServes();
    }

    @Test
    void refusesADeclaredBodyOverTheBoundUnread() throws Exception {
        RawClient.Answer answer = ask("PUT /mdm/apple HTTP/1.1\r\nHost: x\r\nContent-Length: " + (LARGEST + 1)
                + "\r\n\r\n");

        assertEquals(413, answer.status());
        assertEquals("close", answer.header("connection"));
        assertTrue(connection.isEnded());
        assertTrue(harness.events.tell("refused APPLE TOO_LARGE"));
        assertEquals(200, harness.device().once(Requests.idle()).status());
    }

    @Test
    void refusesAChunkedBodyThatGrowsOverTheBound() throws Exception {
        RawClient.Answer answer = ask(Requests.chunked("/mdm/apple", "", 8_000, "x".repeat(LARGEST + 1)));

        assertEquals(413, answer.status());
        assertTrue(connection.isEnded());
        assertTrue(harness.events.tell("refused APPLE TOO_LARGE"));
    }

    @Test
    void answersAlthoughTheClientGoesOnSendingAHugeBody() throws Exception {
        connection
                .send("PUT /mdm/apple HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n" + "x".repeat(100_000));

        assertEquals(413, connection.read().status());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void readsChunkedBodies(int chunk) throws IOException {
        assertEquals(200, ask(Requests.chunked("/mdm/apple", "", chunk, Requests.idleBody())).status());
        connectionStillServes();
    }

    @Test
    void readsTenThousandTinyChunksWithoutDeepRecursion() throws IOException {
        String body = "<!--" + "x".repeat(30_000) + "-->"
                + Requests.idleBody().substring(Requests.PLIST_HEAD.length());

        assertEquals(200, ask(Requests.chunked("/mdm/apple", "", 1, body)).status());
    }

    @Test
    void answersPipelinedRequestsOneAfterAnotherInOrder() throws IOException {
        harness.engine = checkIn -> new Reply.Answer(
                checkIn instanceof CheckIn.OmaDmCheckIn ? "dm".getBytes(StandardCharsets.UTF_8)
                        : "apple".getBytes(StandardCharsets.UTF_8));
        connection.send(Requests.idle() + Requests.omaDm(Requests.syncMlBody("")) + Requests.apple("broken")
                + Requests.idle());

        assertEquals("apple", connection.read().text());
        assertEquals("dm", connection.read().text());
        assertEquals(400, connection.read().status());
        assertEquals("apple", connection.read().text());
    }

    @Test
    void closesAConnectionThatSendsTooManyRequestsAhead() throws Exception {
        connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000));

        assertTrue(harness.events.tell("bound pipelined"));
        assertEquals(200, harness.device().once(Requests.idle()).status());
    }

    @Test
    void invitesABodyThatWaitsForIt() throws IOException {
        String body = Requests.idleBody();
        connection.send("PUT /mdm/apple HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
                + body.length() + "\r\n\r\n");

        assertEquals(100, connection.read().status());
        assertEquals(200, ask(body).status());
        connectionStillServes();
    }

    @Test
    void doesNotInviteABodyItWouldRefuse() throws IOException {
        RawClient.Answer answer = ask(
                "PUT /nowhere HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");

        assertEquals(404, answer.status());
        assertTrue(connection.isEnded());
    }

    @Test
    void closesWhenTheClientAsksForIt() throws IOException {
        RawClient.Answer answer = ask(
                Requests.request("PUT", "/mdm/apple", "Connection: close\r\n", Requests.idleBody()));

        assertEquals(200, answer.status());
        assertEquals("close", answer.header("connection"));
        assertTrue(connection.isEnded());
    }

    @Test
    void ignoresWhatComesAfterTheEnd() throws IOException {
        connection.send(Requests.request("PUT", "/mdm/apple", "Connection: close\r\n", Requests.idleBody())
                + Requests.idle());

        assertEquals(200, connection.read().status());
        assertTrue(connection.isEnded());
        assertEquals(1, harness.handled.size());
    }

    @Test
    void speaksHttp10OnceAConnection() throws IOException {
        String body = Requests.idleBody();
        RawClient.Answer answer = ask(
                "PUT /mdm/apple HTTP/1.0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

        assertEquals(200, answer.status());
        assertTrue(connection.isEnded());
    }

    @Test
    void anExceptionOfTheEngineIsATemporaryRefusalWithoutDetails() throws Exception {
        harness.engine = checkIn -> {
            throw new IllegalStateException("secret");
        };
        RawClient.Answer answer = ask(Requests.idle());

        assertEquals(503, answer.status());
        assertEquals(0, answer.body().length);
        assertTrue(harness.events.tell("refused APPLE INTERNAL"));
        harness.engine = checkIn -> Reply.NOTHING;
        connectionStillServes();
    }

    @ParameterizedTest
    @EnumSource(value = Refusal.Category.class, names = {"CERTIFICATE_REVOKED", "IDENTITY_MISMATCH",
            "ENROLMENT_REFUSED"})
    void answersSecurityRefusalsOfTheEngineWith403WithoutABodyAndCloses(Refusal.Category category)
            throws IOException {
        harness.engine = checkIn -> new Reply.Refused(new Refusal(category, "test"));
        RawClient.Answer answer = ask(Requests.idle());

        assertEquals(403, answer.status());
        assertEquals(0, answer.body().length);
        assertEquals("close", answer.header("connection"));
        assertTrue(connection.isEnded());
    }

    @Test
    void keepsTheConnectionAfterATemporaryRefusalOfTheEngine() throws IOException {
        harness.engine = checkIn -> new Reply.Refused(
                new Refusal(Refusal.Category.PUSH_CERTIFICATE_MISSING, "R13"));
        RawClient.Answer answer = ask(Requests.idle());

        assertEquals(503, answer.status());
        assertTrue(Integer.parseInt(answer.header("retry-after")) > 0);
        harness.engine = checkIn -> Reply.NOTHING;
        connectionStillServes();
    }
}
