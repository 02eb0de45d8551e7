package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.cms.CMSSignedData;
import org.jscep.client.EnrollmentResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.config.GatewayConfig;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.apple.AppleDeviceCodec;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.EnrollmentIds;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;

/** The link an administrator sends: what an iPhone gets from it, and what people read where there is nothing to get. */
@Timeout(180)
class AppleEnrolmentGatewayTest {
    private static final EnrollmentIds IDS = EnrollmentIds.ofDevice("UDID-1");
    private static final KeyPair KEYS = ScepClient.rsa(2048);

    private final Path directory;
    private Gateway gateway;
    private Fleet fleet;

    AppleEnrolmentGatewayTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void start() throws Exception {
        Path file = Files.writeString(directory.resolve("muster.yaml"), """
                data: %1$s
                listeners:
                  checkIn: {address: %2$s, port: 0}
                  enrol: {address: %2$s, port: 0}
                  admin: {address: %2$s, port: 0}
                apple: {enrolment: {accessRights: 8191, signMessage: true}}
                """.formatted(directory.resolve("data"), InetAddress.getLoopbackAddress().getHostAddress()));
        gateway = Gateway.start(GatewayConfig.read(file));
        fleet = new Fleet(gateway, gateway.newAdministratorToken().orElseThrow(), directory.resolve("data"));
        fleet.administer(201, "POST", "/tenants", "{\"id\":\"contoso\",\"displayName\":\"Contoso & Sons\"}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private String token(String platform) {
        return fleet.administer(201, "POST", "/tenants/contoso/enrolment-tokens",
                "{\"platform\":\"" + platform + "\"}").at("/token").asText();
    }

    private HttpResponse<byte[]> link(String token) {
        return fleet.enrolling("GET", "/enroll/apple?token=" + token, "", new byte[0]);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private PlistDict profile(byte[] signed) throws Exception {
        Path file = Files.write(directory.resolve("profile.mobileconfig"), signed);
        Process openssl = new ProcessBuilder("openssl", "cms", "-verify", "-inform", "DER", "-in", file.toString(),
                "-CAfile", directory.resolve("data/ca/root.pem").toString(), "-purpose", "any", "-out",
                directory.resolve("profile.plist").toString()).redirectErrorStream(true).start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, openssl.waitFor(), said);
        byte[] plain = (byte[]) new CMSSignedData(signed).getSignedContent().getContent();
        assertEquals(Files.readString(directory.resolve("profile.plist")), new String(plain, StandardCharsets.UTF_8));
        return assertInstanceOf(PlistDict.class, PlistCodec.decode(plain, DecodeLimits.DEFAULT));
    }

    private static PlistDict payload(PlistDict profile, String type) {
        List<PlistValue> all = assertInstanceOf(PlistArray.class, profile.get("PayloadContent")).values();
        return all.stream().map(PlistDict.class::cast)
                .filter(each -> each.string("PayloadType").equals(Optional.of(type))).findFirst().orElseThrow();
    }

    private int says(Fleet.Phone phone, AppleMessage message) {
        return fleet.says(phone, AppleDeviceCodec.encode(message)).statusCode();
    }

    @Test
    void theLinkGivesASignedProfileByWhichAnIndependentClientEnrolsAndChecksIn() throws Exception {
        fleet.givenPushCertificate("contoso");
        String token = token("ios");
        HttpResponse<byte[]> response = link(token);
        assertEquals(200, response.statusCode(), text(response));
        assertEquals(Optional.of("application/x-apple-aspen-config"), response.headers().firstValue("content-type"));
        PlistDict profile = profile(response.body());
        assertEquals(Optional.of("Contoso & Sons"), profile.string("PayloadOrganization"));

        PlistDict management = payload(profile, "com.apple.mdm");
        assertEquals(Optional.of("com.apple.mgmt.External.test"), management.string("Topic"));
        assertEquals(Optional.of(gateway.checkInUrl() + "/mdm/apple"), management.string("ServerURL"));
        assertEquals(management.string("ServerURL"), management.string("CheckInURL"));
        assertEquals(new PlistInteger(8191), management.get("AccessRights"));
        assertTrue(management.bool("SignMessage") && management.bool("CheckOutWhenRemoved"));
        PlistDict identity = payload(profile, "com.apple.security.scep");
        assertEquals(management.string("IdentityCertificateUUID"), identity.string("PayloadUUID"));
        assertTrue(payload(profile, "com.apple.security.root").data("PayloadContent").isPresent());
        PlistDict scep = assertInstanceOf(PlistDict.class, identity.get("PayloadContent"));
        assertEquals(Optional.of(gateway.enrolUrl() + "/enroll/scep/contoso"), scep.string("URL"));
        assertEquals(Optional.of("RSA"), scep.string("Key Type"));

        EnrollmentResponse issued = new ScepClient(fleet, "contoso").enrol(KEYS,
                scep.string("Challenge").orElseThrow());
        assertTrue(issued.isSuccess());
        Fleet.Phone phone = new Fleet.Phone("", KEYS, ScepClient.chain(issued));
        assertEquals(200, says(phone, new Authenticate(IDS, "t", Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty())));
        assertEquals(200, says(phone, new TokenUpdate(IDS, "t", new Secret(new byte[32]),
                new Secret("magic".getBytes(StandardCharsets.US_ASCII)), Optional.empty(), false)));
        assertEquals(200, says(phone, new Idle(IDS)));
        assertEquals(403, link(token).statusCode(), "the token is used up");
    }

    @Test
    void theLinkMayBeOpenedAgainUntilTheDeviceHasItsCertificateAndItsIdentifiersStay() throws Exception {
        fleet.givenPushCertificate("contoso");
        String token = token("macos");
        PlistDict first = profile(link(token).body());
        assertEquals(first, profile(link(token).body()));
        PlistDict another = profile(link(token("macos")).body());
        assertEquals(payload(first, "com.apple.mdm"), payload(another, "com.apple.mdm"), "a renewal replaces it (R14)");
        assertFalse(first.equals(another), "another device, another challenge");
    }

    @Test
    void peopleReadWhyThereIsNothingToGet() throws Exception {
        String html = fleet.browsing("/enroll/apple?token=" + token("ios"), 503);
        assertTrue(html.startsWith("<!DOCTYPE html>") && html.contains("push certificate (R13)"), html);
        assertTrue(fleet.browsing("/enroll/apple?token=contoso.%3Cb%3E", 403).contains("unknown, used or expired"));
        assertTrue(fleet.browsing("/enroll/apple", 400).contains("lacks its token"));
        assertTrue(fleet.browsing("/enroll/apple?token=" + token("windows"), 403).contains("another kind"));
        HttpResponse<byte[]> plain = link(token("ios"));
        assertEquals(503, plain.statusCode());
        assertTrue(text(plain).startsWith("Apple devices cannot enrol yet"), text(plain));
        assertEquals("2.0", fleet.metric("muster_enrolments_total{outcome=\"apple/not-ready\"}"));
        assertEquals("2.0", fleet.metric("muster_enrolments_total{outcome=\"apple/not-allowed\"}"));
    }

    @Test
    void aUserWithoutAPlanAndATenantWithoutAuthorityReadItTooR26AndR4() throws IOException {
        fleet.givenPushCertificate("contoso");
        String ada = fleet.administer(201, "POST", "/tenants/contoso/users",
                "{\"principalName\":\"ada@contoso.example\"}").at("/id").asText();
        String token = fleet.administer(201, "POST", "/tenants/contoso/enrolment-tokens",
                "{\"platform\":\"ios\",\"user\":\"" + ada + "\"}").at("/token").asText();
        assertTrue(fleet.browsing("/enroll/apple?token=" + token, 403).contains("no licence that contains Intune"));
        fleet.administer(201, "POST", "/tenants", "{\"id\":\"fabrikam\",\"authority\":\"unknown\"}");
        String early = fleet.administer(201, "POST", "/tenants/fabrikam/enrolment-tokens", "{\"platform\":\"ios\"}")
                .at("/token").asText();
        assertTrue(fleet.browsing("/enroll/apple?token=" + early, 403).contains("has not chosen who manages"));
    }
}
