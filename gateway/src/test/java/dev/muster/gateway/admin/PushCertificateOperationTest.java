package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;

@Timeout(60)
class PushCertificateOperationTest {
    private static final String INTUNE = "/tenants/contoso/push-certificates/intune";
    private static final String TOPIC = "com.apple.mgmt.External.a";
    private static final String OTHER = "com.apple.mgmt.External.b";
    private static final TenantId CONTOSO = new TenantId("contoso");

    private final ApiHarness api;
    private final PushCertificateForge forge;

    PushCertificateOperationTest(@TempDir Path directory) {
        this.api = new ApiHarness(directory);
        this.forge = new PushCertificateForge(new SecureRandom(), api.clock.instant());
    }

    @BeforeEach
    void givenATenant() {
        api.post("/tenants", "{\"id\":\"contoso\"}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void storesTheCertificateUsesItAtOnceAndStartsTheWave_R13() {
        PushCertificateForge.Forged forged = forge(TOPIC);
        ApiHarness.Reply stored = api.put(INTUNE, body(forged, true));
        assertEquals(200, stored.status(), stored.text());
        assertEquals(TOPIC, stored.at("/topic"));
        assertEquals(forged.certificate().getNotAfter().toInstant().toString(), stored.at("/notAfter"));
        assertEquals(TOPIC, api.get("/tenants/contoso").at("/pushTopics/intune"));
        assertEquals(List.of("certificates contoso", "tenant contoso"), api.wakes.taken());
        assertFalse(stored.text().contains("PRIVATE"), "a key never comes back");
    }

    @Test
    void needsTheConsentToShareDataWithApple_R21() {
        ApiHarness.Reply refused = api.put(INTUNE, body(forge(TOPIC), false));
        assertEquals(409, refused.status(), refused.text());
        assertEquals("consent_missing", refused.at("/error/code"));
        assertTrue(refused.at("/error/remedy").contains("PUT /tenants/contoso/consents/apple"), refused.text());
        assertTrue(api.get("/tenants/contoso").json().at("/pushTopics").isEmpty());
        assertEquals(List.of(), api.wakes.taken());
    }

    @Test
    void recordsWhoAgreedWhenAndRefusesAgainOnceThatIsWithdrawn_R21() {
        String given = api.clock.instant().toString();
        assertEquals(200, api.put("/tenants/contoso/consents/apple", "{\"by\":\"Ada Lovelace, IT\"}").status());
        api.clock.advance(Duration.ofDays(1));
        api.put("/tenants/contoso/consents/apple", "{\"by\":\"somebody else\"}");
        ApiHarness.Reply all = api.get("/tenants/contoso/consents");
        assertEquals("Ada Lovelace, IT", all.at("/consents/0/by"), all.text());
        assertEquals(given, all.at("/consents/0/at"));
        assertEquals(200, api.put(INTUNE, body(forge(TOPIC), false)).status());
        assertEquals(204, api.delete("/tenants/contoso/consents/apple").status());
        assertEquals(404, api.delete("/tenants/contoso/consents/apple").status());
        assertEquals(409, api.put(INTUNE, body(forge(TOPIC), false)).status());
        assertEquals(TOPIC, api.get("/tenants/contoso").at("/pushTopics/intune"), "what stands is left alone");
        assertEquals(404, api.put("/tenants/contoso/consents/acme", "{\"by\":\"Ada\"}").status());
        assertEquals(404, api.put("/tenants/nobody/consents/apple", "{\"by\":\"Ada\"}").status());
    }

    @Test
    void agreesInTheUploadItselfToo_R21() {
        assertEquals(200, api.put(INTUNE, body(forge(TOPIC), true)).status());
        assertEquals("administrator", api.get("/tenants/contoso/consents").at("/consents/0/by"));
    }

    @Test
    void refusesATopicThatWouldOrphanDevicesAndSaysHowMany_R13() {
        enrolledWith(TOPIC);
        enrolledWith(TOPIC);
        ApiHarness.Reply refused = api.put(INTUNE, body(forge(OTHER), true));
        assertEquals(409, refused.status(), refused.text());
        assertEquals("topic_differs", refused.at("/error/code"));
        assertTrue(refused.at("/error/message").startsWith("2 enrolled Apple devices"), refused.text());
        assertEquals(Optional.empty(), api.store.pushCertificates().certificate(CONTOSO, ManagementAuthority.INTUNE));
        assertTrue(refused.at("/error/remedy").endsWith("\"force\": 2"), refused.text());
        for (long wrong : new long[] {0, 1, 3, -2}) {
            assertEquals(409, api.put(INTUNE, forcing(forge(OTHER), wrong)).status(), "forced by " + wrong);
        }
        assertEquals(400, api.put(INTUNE, forcing(forge(OTHER), 2).replace(":2", ":true")).status());
        ApiHarness.Reply forced = api.put(INTUNE, forcing(forge(OTHER), 2));
        assertEquals("2", forced.at("/orphaned"), forced.text());
    }

    @Test
    void acceptsARenewalOfTheSameTopicWhateverOtherDevicesHave_R13() {
        api.put(INTUNE, body(forge(TOPIC), true));
        enrolledWith(TOPIC);
        enrolledWith(OTHER);
        assertEquals(200, api.put(INTUNE, body(forge(TOPIC), true)).status());
    }

    @Test
    void saysWhichPartOfTheUploadCannotBeUsed() {
        PushCertificateForge.Forged forged = forge(TOPIC);
        String key = forge(TOPIC).keyPem();
        assertField("certificate is missing", Map.of("key", forged.keyPem(), "consent", true));
        assertField("certificate cannot be used", Map.of("certificate", "x", "key", forged.keyPem(), "consent", true));
        assertField("key cannot be used: the private key is not readable",
                Map.of("certificate", forged.certificatePem(), "key", "x", "consent", true));
        assertField("key cannot be used: the private key does not belong",
                Map.of("certificate", forged.certificatePem(), "key", key, "consent", true));
        assertField("certificate must have at most",
                Map.of("certificate", "x".repeat(70_000), "key", key, "consent", true));
    }

    @Test
    void refusesACertificateThatHasExpired() {
        PushCertificateForge.Forged forged = forge(TOPIC);
        api.clock.advance(Duration.ofDays(400));
        assertTrue(
                api.put(INTUNE, body(forged, true)).at("/error/message").startsWith("certificate expired at"));
    }

    @Test
    void anUnknownAuthorityIs404() {
        assertEquals(404, api.put("/tenants/contoso/push-certificates/coexistence", "{}").status());
    }

    private void assertField(String message, Map<String, Object> body) {
        ApiHarness.Reply reply = api.put(INTUNE, Json.text(body));
        assertEquals(400, reply.status(), reply.text());
        assertTrue(reply.at("/error/message").startsWith(message), reply.text());
    }

    private void enrolledWith(String topic) {
        EnrolledDevice device = EnrolledDevice.of(api, CONTOSO, Platform.IOS, Optional.empty(),
                Optional.of(ManagementAuthority.INTUNE), topic);
        assertEquals("enrolled", api.get("/tenants/contoso/devices/" + device.id()).at("/state"));
    }

    private PushCertificateForge.Forged forge(String topic) {
        return forge.pushCertificate(topic, PushCertificateForge.KeyKind.P_256, Duration.ofDays(365));
    }

    private static String body(PushCertificateForge.Forged forged, boolean consent) {
        return Json.text(Map.of("certificate", forged.certificatePem(), "key", forged.keyPem(), "consent", consent));
    }

    private static String forcing(PushCertificateForge.Forged forged, long devices) {
        return Json.text(Map.of("certificate", forged.certificatePem(), "key", forged.keyPem(), "consent", true,
                "force", devices));
    }
}
