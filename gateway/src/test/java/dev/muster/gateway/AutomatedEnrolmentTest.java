package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.cms.CMSSignedData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.cms.SignedDocument;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.config.GatewayConfig;
import dev.muster.protocol.apple.AppleDeviceCodec;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.EnrollmentIds;

/** Devices in Setup Assistant: who is given a profile, and what it is good for. */
@Timeout(180)
class AutomatedEnrolmentTest {
    private static final String SERIAL = "C02ORCHARD1";
    /** The maker is its own only device: what matters here is who is trusted. */
    private static final KeyPair MAKER = ScepClient.rsa(2048);
    private static final KeyPair DEVICE = ScepClient.rsa(2048);

    private final Path directory;
    private final X509Certificate maker;
    private Gateway gateway;
    private Fleet fleet;

    AutomatedEnrolmentTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        this.maker = ScepClient.issuedBy("CN=phone", MAKER);
    }

    @BeforeEach
    void start() throws Exception {
        Files.writeString(directory.resolve("makers.pem"), Pem.of(List.of(maker)));
        Path file = Files.writeString(directory.resolve("muster.yaml"), """
                data: %1$s
                listeners:
                  checkIn: {address: %2$s, port: 0}
                  enrol: {address: %2$s, port: 0}
                  admin: {address: %2$s, port: 0}
                apple: {enrolment: {makersFile: %3$s}}
                """.formatted(directory.resolve("data"), InetAddress.getLoopbackAddress().getHostAddress(),
                directory.resolve("makers.pem")));
        gateway = Gateway.start(GatewayConfig.read(file));
        fleet = new Fleet(gateway, gateway.newAdministratorToken().orElseThrow(), directory.resolve("data"));
        fleet.administer(201, "POST", "/tenants", "{\"id\":\"contoso\",\"displayName\":\"Contoso\"}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static byte[] machine(String serial) {
        return ("<plist version=\"1.0\"><dict><key>UDID</key><string>UDID-1</string><key>SERIAL</key><string>" + serial
                + "</string></dict></plist>").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] signed(byte[] said) throws Exception {
        X509Certificate hardware = ScepClient.issuedBy("CN=phone", MAKER, "CN=" + SERIAL, DEVICE);
        return SignedDocument.sign(said, DEVICE.getPrivate(), List.of(hardware), new SecureRandom());
    }

    private HttpResponse<byte[]> post(String tenant, byte[] body) {
        return fleet.enrolling("POST", "/enroll/dep/" + tenant, "application/pkcs7-signature", body);
    }

    private String counted(String outcome) {
        return fleet.metric("muster_enrolments_total{outcome=\"dep/" + outcome + "\"}");
    }

    private static String challenge(HttpResponse<byte[]> profile) throws Exception {
        assertEquals(200, profile.statusCode(), new String(profile.body(), StandardCharsets.UTF_8));
        String text = new String(
                (byte[]) new CMSSignedData(new ByteArrayInputStream(profile.body())).getSignedContent().getContent(),
                StandardCharsets.UTF_8);
        return text.substring(text.indexOf("<key>Challenge</key><string>") + 28).replaceAll("(?s)<.*", "");
    }

    private int authenticates(Fleet.Phone phone, String udid, String serial) {
        return fleet.says(phone, AppleDeviceCodec.encode(new Authenticate(EnrollmentIds.ofDevice(udid), "t",
                Optional.empty(), Optional.of(serial), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty()))).statusCode();
    }

    @Test
    void aKnownSerialNumberGetsAProfileWhoseChallengeIsForThisHardwareAlone() throws Exception {
        fleet.givenPushCertificate("contoso");
        fleet.administer(200, "PUT", "/tenants/contoso/consents/apple", "{\"by\":\"Ada\"}");
        String device = fleet.administer(200, "PUT",
                "/tenants/contoso/automated-devices/" + SERIAL.toLowerCase(java.util.Locale.ROOT),
                "{\"platform\":\"ios\"}").at("/device").asText();
        Fleet.Phone phone = new Fleet.Phone("", DEVICE, ScepClient.chain(
                new ScepClient(fleet, "contoso").enrol(DEVICE, challenge(post("contoso", signed(machine(SERIAL)))))));
        assertTrue(phone.chain().getFirst().getSubjectX500Principal().getName().contains(device));
        assertEquals(403, authenticates(phone, "UDID-2", SERIAL), "another UDID than the one that was proven");
        assertEquals(403, authenticates(phone, "UDID-1", "C02OTHER"), "another serial number");
        assertEquals(200, authenticates(phone, "UDID-1", SERIAL));

        Fleet.Phone again = new Fleet.Phone("", MAKER, ScepClient.chain(
                new ScepClient(fleet, "contoso").enrol(MAKER, challenge(post("contoso", signed(machine(SERIAL)))))));
        assertEquals(phone.chain().getFirst().getSubjectX500Principal(),
                again.chain().getFirst().getSubjectX500Principal(), "erased, it comes back under its row");
        assertNotEquals(phone.chain().getFirst(), again.chain().getFirst());
    }

    @Test
    void whoIsNotBelievedOrNotKnownGetsNothingAndIsCounted() throws Exception {
        fleet.givenPushCertificate("contoso");
        assertEquals(403, post("contoso", signed(machine(SERIAL))).statusCode());
        assertEquals(403, post("nobody", signed(machine(SERIAL))).statusCode());
        assertEquals("2.0", counted("unknown-serial"));
        X509Certificate stranger = ScepClient.issuedBy("CN=phone", DEVICE);
        assertEquals(400, post("contoso", SignedDocument.sign(machine(SERIAL), DEVICE.getPrivate(), List.of(stranger),
                new SecureRandom())).statusCode());
        assertEquals("1.0", counted("untrusted"));
        assertEquals(400, post("contoso", machine(SERIAL)).statusCode());
        assertEquals("1.0", counted("not-signed-data"));
        assertEquals(400, post("contoso", signed("<plist><dict/></plist>".getBytes(StandardCharsets.UTF_8)))
                .statusCode());
        assertEquals(400, post("contoso", signed(new byte[] {1, 2, 3})).statusCode());
        assertEquals("2.0", counted("machine-info"));
    }

    @Test
    void theRulesOfEnrollingAreAskedR13AndOffersHaveABound() throws Exception {
        fleet.administer(409, "PUT", "/tenants/contoso/automated-devices/" + SERIAL, "{\"platform\":\"ios\"}");
        fleet.administer(200, "PUT", "/tenants/contoso/consents/apple", "{\"by\":\"Ada\"}");
        fleet.administer(200, "PUT", "/tenants/contoso/automated-devices/" + SERIAL, "{\"platform\":\"ios\"}");
        assertEquals(503, post("contoso", signed(machine(SERIAL))).statusCode());
        fleet.givenPushCertificate("contoso");
        for (int offer = 0; offer < 8; offer++) {
            assertEquals(200, post("contoso", signed(machine(SERIAL))).statusCode());
        }
        assertEquals(503, post("contoso", signed(machine(SERIAL))).statusCode());
        assertEquals("1.0", counted("too-often"));
        fleet.administer(204, "DELETE", "/tenants/contoso/automated-devices/" + SERIAL, "");
        assertEquals(403, post("contoso", signed(machine(SERIAL))).statusCode());
    }

    @Test
    void administratorsAddListAndCorrect() throws IOException {
        fleet.administer(200, "PUT", "/tenants/contoso/consents/apple", "{\"by\":\"Ada\"}");
        String path = "/tenants/contoso/automated-devices";
        fleet.administer(400, "PUT", path + "/C02-1", "{\"platform\":\"ios\"}");
        fleet.administer(400, "PUT", path + "/" + SERIAL, "{\"platform\":\"windows\"}");
        fleet.administer(400, "PUT", path + "/" + SERIAL,
                "{\"platform\":\"ios\",\"user\":\"00000000-0000-4000-8000-000000000000\"}");
        String device = fleet.administer(200, "PUT", path + "/" + SERIAL, "{\"platform\":\"ios\"}").at("/device")
                .asText();
        String ada = fleet.administer(201, "POST", "/tenants/contoso/users",
                "{\"principalName\":\"ada@contoso.example\"}").at("/id").asText();
        var corrected = fleet.administer(200, "PUT", path + "/" + SERIAL,
                "{\"platform\":\"ipados\",\"user\":\"" + ada + "\"}");
        assertEquals(device, corrected.at("/device").asText(), "the same row");
        assertEquals(ada, corrected.at("/user").asText());
        fleet.administer(200, "PUT", path + "/C02ORCHARD2", "{\"platform\":\"macos\"}");
        var page = fleet.administer(200, "GET", path + "?limit=1", "");
        assertEquals(SERIAL, page.at("/devices/0/serial").asText());
        assertEquals("C02ORCHARD2",
                fleet.administer(200, "GET", path + "?after=" + page.at("/next").asText(), "")
                        .at("/devices/0/serial").asText());
        fleet.administer(404, "DELETE", path + "/C02UNKNOWN", "");
    }
}
