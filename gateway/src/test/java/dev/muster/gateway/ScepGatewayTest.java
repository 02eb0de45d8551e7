package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import org.jscep.client.EnrollmentResponse;
import org.jscep.transaction.FailInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.muster.gateway.config.GatewayConfig;
import dev.muster.protocol.apple.AppleDeviceCodec;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.EnrollmentIds;

/** jscep enrols and renews through the real listener; the JDK's client checks in with what it got. */
@Timeout(180)
class ScepGatewayTest {
    private static final EnrollmentIds IDS = EnrollmentIds.ofDevice("UDID-1");
    private static final KeyPair KEYS = ScepClient.rsa(2048);
    private static final KeyPair MORE_KEYS = ScepClient.rsa(2048);

    private final Path directory;
    private Gateway gateway;
    private Fleet fleet;

    ScepGatewayTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void start() throws Exception {
        Path file = directory.resolve("muster.yaml");
        Files.writeString(file, """
                data: %1$s
                listeners:
                  checkIn: {address: %2$s, port: 0}
                  enrol: {address: %2$s, port: 0}
                  admin: {address: %2$s, port: 0}
                """.formatted(directory.resolve("data"), InetAddress.getLoopbackAddress().getHostAddress()));
        gateway = Gateway.start(GatewayConfig.read(file));
        fleet = new Fleet(gateway, gateway.newAdministratorToken().orElseThrow(), directory.resolve("data"));
        fleet.administer(201, "POST", "/tenants", "{\"id\":\"contoso\",\"displayName\":\"Contoso\"}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void givenPushCertificate() {
        fleet.givenPushCertificate("contoso");
    }

    private String challenge(String tenant, String platform) {
        return fleet.administer(201, "POST", "/tenants/" + tenant + "/enrolment-tokens",
                "{\"platform\":\"" + platform + "\"}").at("/token").asText();
    }

    private ScepClient client() {
        return new ScepClient(fleet, "contoso");
    }

    private String counted(String outcome) {
        return fleet.metric("muster_enrolments_total{outcome=\"scep/" + outcome + "\"}");
    }

    private int says(Fleet.Phone phone, AppleMessage message) {
        return fleet.says(phone, AppleDeviceCodec.encode(message)).statusCode();
    }

    private Fleet.Phone enrolled(ScepClient client) throws Exception {
        EnrollmentResponse response = client.enrol(KEYS, challenge("contoso", "ios"));
        assertTrue(response.isSuccess(), "refused");
        return new Fleet.Phone("", KEYS, ScepClient.chain(response));
    }

    private void enrolsWithTheGateway(Fleet.Phone phone) {
        assertEquals(200, says(phone, new Authenticate(IDS, "t", Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())));
        assertEquals(200, says(phone, new TokenUpdate(IDS, "t", new Secret(new byte[32]),
                new Secret("magic".getBytes(StandardCharsets.US_ASCII)),
                Optional.empty(), false)));
        assertEquals(200, says(phone, new Idle(IDS)));
    }

    @ParameterizedTest
    @EnumSource(ScepClient.Way.class)
    void anIndependentClientEnrolsChecksInAndRenews(ScepClient.Way way) throws Exception {
        givenPushCertificate();
        Fleet.Phone phone = enrolled(client().by(way));
        assertEquals(3, phone.chain().size());
        enrolsWithTheGateway(phone);

        EnrollmentResponse renewed = client().by(way).renew(phone, MORE_KEYS);
        assertTrue(renewed.isSuccess(), "R18: signed by the certificate that stands");
        List<X509Certificate> chain = ScepClient.chain(renewed);
        assertFalse(chain.getFirst().equals(phone.chain().getFirst()));
        assertEquals(200, says(phone, new Idle(IDS)), "the one before is good until the new one was used");
        Fleet.Phone next = new Fleet.Phone("", MORE_KEYS, chain);
        assertEquals(200, says(next, new Idle(IDS)));
        assertEquals("1.0", counted("issued"));
        assertEquals("1.0", counted("renewed"));
    }

    @Test
    void aLostAnswerAskedForAgainWithTheSameKeyIsTheSameCertificateR18() throws Exception {
        givenPushCertificate();
        String challenge = challenge("contoso", "ios");
        List<X509Certificate> first = ScepClient.chain(client().enrol(KEYS, challenge));
        assertEquals(first, ScepClient.chain(client().enrol(KEYS, challenge)));
        Fleet.Phone phone = new Fleet.Phone("", KEYS, first);
        enrolsWithTheGateway(phone);
        List<X509Certificate> renewed = ScepClient.chain(client().renew(phone, MORE_KEYS));
        assertEquals(renewed, ScepClient.chain(client().renew(phone, MORE_KEYS)));
    }

    @Test
    void aChallengeIsGoodOnceForItsTenantAlone() throws Exception {
        givenPushCertificate();
        String challenge = challenge("contoso", "ios");
        assertTrue(client().enrol(KEYS, challenge).isSuccess());
        EnrollmentResponse replayed = client().enrol(MORE_KEYS, challenge);
        assertEquals(FailInfo.badRequest, replayed.getFailInfo());
        assertEquals(FailInfo.badRequest, client().enrol(MORE_KEYS, "").getFailInfo());
        assertEquals(FailInfo.badRequest, client().enrol(MORE_KEYS, "contoso.guessed").getFailInfo());
        fleet.administer(201, "POST", "/tenants", "{\"id\":\"fabrikam\",\"displayName\":\"Fabrikam\"}");
        String others = challenge("fabrikam", "windows");
        assertEquals(FailInfo.badRequest, client().enrol(MORE_KEYS, others).getFailInfo());
        assertEquals("3.0", counted("not-allowed"));
        assertEquals("1.0", counted("no-challenge"));
        assertEquals("1.0", counted("issued"));
        assertTrue(new ScepClient(fleet, "fabrikam").enrol(MORE_KEYS, others).isSuccess(), "the token is still good");
    }

    @Test
    void onlyTheCertificateOfAnEnrolmentThatStandsRenews() throws Exception {
        givenPushCertificate();
        Fleet.Phone phone = enrolled(client());
        assertTrue(client().renew(phone, MORE_KEYS).isFailure(), "issued, and never used");
        enrolsWithTheGateway(phone);
        Fleet.Phone stranger = new Fleet.Phone("", MORE_KEYS, List.of(ScepClient.issuedBy("CN=nobody", MORE_KEYS)));
        assertEquals(FailInfo.badMessageCheck, client().renew(stranger, ScepClient.rsa(2048)).getFailInfo());
        assertEquals("1.0", counted("wrong-signer"));
        fleet.administer(201, "POST", "/tenants", "{\"id\":\"fabrikam\",\"displayName\":\"Fabrikam\"}");
        assertTrue(new ScepClient(fleet, "fabrikam").renew(phone, MORE_KEYS).isFailure(), "of another tenant");
        String id = fleet.administer(200, "GET", "/tenants/contoso/devices", "").at("/devices/0/id").asText();
        String fingerprint = fleet.administer(200, "GET", "/tenants/contoso/devices/" + id, "")
                .at("/certificates/0/fingerprint").asText();
        assertFalse(fingerprint.isEmpty());
        fleet.administer(204, "POST", "/tenants/contoso/devices/" + id + "/certificates/" + fingerprint + "/revoke",
                "{}");
        assertTrue(client().renew(phone, MORE_KEYS).isFailure(), "revoked");
        assertEquals("", counted("renewed"));
    }

    @Test
    void oldAlgorithmsAreForTenantsThatAllowThem() throws Exception {
        givenPushCertificate();
        String old = "POSTPKIOperation\nSHA-1\n";
        EnrollmentResponse refused = client().believing(old).enrol(KEYS, challenge("contoso", "ios"));
        assertEquals(FailInfo.badAlg, refused.getFailInfo());
        assertEquals("1.0", counted("legacy"));
        fleet.administer(201, "POST", "/tenants", "{\"id\":\"museum\",\"options\":{\"legacyAlgorithms\":true}}");
        assertTrue(new ScepClient(fleet, "museum").believing(old).enrol(KEYS, challenge("museum", "windows"))
                .isSuccess());
        assertTrue(text("GET", "/enroll/scep/museum?operation=GetCACaps", new byte[0]).contains("SHA-1\n"));
    }

    @Test
    void weakKeysGetNothing() throws Exception {
        givenPushCertificate();
        KeyPair weak = ScepClient.rsa(1024);
        assertThrows(Exception.class, () -> client().enrol(weak, challenge("contoso", "ios")));
        assertEquals("1.0", counted("signer-key"));
    }

    @Test
    void anAppleDeviceWaitsForThePushCertificateR13() throws Exception {
        String challenge = challenge("contoso", "ios");
        assertThrows(Exception.class, () -> client().enrol(KEYS, challenge));
        assertEquals("1.0", counted("not-ready"));
        givenPushCertificate();
        assertTrue(client().enrol(KEYS, challenge).isSuccess(), "the challenge was kept");
    }

    @Test
    void whatIsNoScepIsAClearErrorWithoutAnEffect() {
        assertEquals(400, status("POST", "/enroll/scep/contoso?operation=PKIOperation", "no CMS"));
        assertEquals(400, status("POST", "/enroll/scep/contoso?operation=PKIOperation", ""));
        assertEquals(400, status("GET", "/enroll/scep/contoso?operation=PKIOperation&message=%21", ""));
        assertEquals(400, status("GET", "/enroll/scep/contoso", ""));
        assertEquals(400, status("GET", "/enroll/scep/contoso?operation=GetNextCACert", ""));
        assertEquals(404, status("GET", "/enroll/scep/nobody?operation=GetCACaps", ""));
        assertEquals(404, status("GET", "/enroll/scep/..%2F?operation=GetCACaps", ""));
        assertEquals(200, status("GET", "/enroll/scep/contoso/pkiclient.exe?operation=GetCACaps&message=x", ""));
        assertEquals("3.0", counted("not-signed-data"));
    }

    private int status(String method, String target, String body) {
        return fleet.enrolling(method, target, "", body.getBytes(StandardCharsets.US_ASCII)).statusCode();
    }

    private String text(String method, String target, byte[] body) {
        HttpResponse<byte[]> response = fleet.enrolling(method, target, "", body);
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
