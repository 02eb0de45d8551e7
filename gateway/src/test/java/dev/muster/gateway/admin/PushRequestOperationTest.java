package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;

/** A push certificate from nothing: a key that never leaves the store, a request, and Apple's answer alone (R13). */
@Timeout(60)
class PushRequestOperationTest {
    private static final String INTUNE = "/tenants/contoso/push-certificates/intune";
    private static final String TOPIC = "com.apple.mgmt.External.a";
    private static final TenantId CONTOSO = new TenantId("contoso");

    private final Path directory;
    private final ApiHarness api;
    private final PushCertificateForge apple;

    PushRequestOperationTest(@TempDir Path directory) {
        this.directory = directory;
        this.api = new ApiHarness(directory);
        this.apple = new PushCertificateForge(new SecureRandom(), api.clock.instant());
    }

    @BeforeEach
    void givenATenantThatAgreed() {
        api.post("/tenants", "{\"id\":\"contoso\"}");
        api.put("/tenants/contoso/consents/apple", "{\"by\":\"Ada\"}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void makesARequestThatOpensslVerifiesAndKeepsItsKey() throws IOException, InterruptedException {
        ApiHarness.Reply made = api.post(INTUNE + "/request", "{}");
        assertEquals(201, made.status(), made.text());
        assertFalse(made.text().contains("PRIVATE"), "the key never leaves");
        String request = made.at("/request");
        Files.writeString(directory.resolve("request.csr"), request);
        Process openssl;
        try {
            openssl = new ProcessBuilder("openssl", "req", "-in", "request.csr", "-noout", "-verify", "-text")
                    .directory(directory.toFile()).redirectErrorStream(true).start();
        } catch (IOException missing) {
            Assumptions.abort("openssl is not installed: no independent judge");
            throw missing;
        }
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertTrue(openssl.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, openssl.exitValue(), said);
        assertTrue(said.contains("2048 bit") && said.contains("sha256WithRSAEncryption"), said);
        String sealed = new String(Files.readAllBytes(directory.resolve("muster.db")), StandardCharsets.ISO_8859_1);
        assertFalse(sealed.contains("BEGIN PRIVATE KEY"), "sealed on the disk");
    }

    @Test
    void givesTheSameRequestAgainUnlessAnotherOneIsAskedFor() {
        String first = api.post(INTUNE + "/request", "{}").at("/request");
        ApiHarness.Reply again = api.post(INTUNE + "/request", "{}");
        assertEquals(200, again.status());
        assertEquals(first, again.at("/request"), "its certificate may be on its way");
        assertNotEquals(first, api.post("/tenants/contoso/push-certificates/office365/request", "{}").at("/request"));
        ApiHarness.Reply replaced = api.post(INTUNE + "/request", "{\"replace\":true}");
        assertEquals(201, replaced.status());
        assertNotEquals(first, replaced.at("/request"));
        assertEquals(404, api.post("/tenants/nobody/push-certificates/intune/request", "{}").status());
    }

    @Test
    void takesTheReturnedCertificateAloneAndForgetsTheRequest_R13() {
        String request = api.post(INTUNE + "/request", "{}").at("/request");
        assertTrue(api.get("/tenants/contoso/push-certificates").json().at("/pushCertificates/0/requestedAt")
                .isTextual());
        ApiHarness.Reply stored = upload(request);
        assertEquals(200, stored.status(), stored.text());
        ApiHarness.Reply listed = api.get("/tenants/contoso/push-certificates");
        assertEquals(TOPIC, listed.at("/pushCertificates/0/topic"), listed.text());
        assertEquals("364", listed.at("/pushCertificates/0/daysLeft"), listed.text());
        assertTrue(listed.json().at("/pushCertificates/0/requestedAt").isNull(), listed.text());
        assertFalse(listed.text().contains("PRIVATE"), listed.text());
        assertTrue(api.store.pushRequests().waiting(CONTOSO, ManagementAuthority.INTUNE).isEmpty());
        assertEquals(200, upload(request).status(),
                "the same request once more, signed anew: its key is the one in use");
        assertNotEquals(request, api.post(INTUNE + "/request", "{}").at("/request"), "the next one has another key");
    }

    @Test
    void refusesACertificateWhoseKeyIsNotHere() {
        String other = api.post("/tenants/contoso/push-certificates/office365/request", "{}").at("/request");
        ApiHarness.Reply refused = upload(other);
        assertEquals(400, refused.status());
        assertTrue(refused.at("/error/message").startsWith("key cannot be used: no key that waits here belongs"),
                refused.text());
        assertTrue(api.store.pushRequests().waiting(CONTOSO, ManagementAuthority.OFFICE365).isPresent(), "still waits");
    }

    @Test
    void takesCertificateAndKeyInOneFileOfEitherKind() throws IOException, GeneralSecurityException {
        PushCertificateForge.Forged forged = apple.pushCertificate(TOPIC, PushCertificateForge.KeyKind.RSA_2048,
                Duration.ofDays(365));
        assertEquals(200, api.put(INTUNE, Json.text(Map.of("certificate", forged.keyPem() + forged.certificatePem())))
                .status());
        String file = Base64.getEncoder().encodeToString(pkcs12(forged, "hush"));
        assertEquals(200, api.put(INTUNE, Json.text(Map.of("pkcs12", file, "password", "hush"))).status());
        ApiHarness.Reply refused = api.put(INTUNE, Json.text(Map.of("pkcs12", file, "password", "wrong-hush")));
        assertEquals(400, refused.status());
        assertTrue(refused.at("/error/message").startsWith("pkcs12 cannot be used"), refused.text());
        assertFalse(refused.text().contains("wrong-hush"), refused.text());
        assertEquals(400, api.put(INTUNE, Json.text(Map.of("pkcs12", "***", "password", "hush"))).status());
        assertEquals(400, api.put(INTUNE, Json.text(Map.of("pkcs12", file, "key", forged.keyPem()))).status());
    }

    private ApiHarness.Reply upload(String request) {
        return api.put(INTUNE, Json.text(Map.of("certificate",
                Pem.of(List.of(apple.certify(request, TOPIC, Duration.ofDays(365)))))));
    }

    private static byte[] pkcs12(PushCertificateForge.Forged forged, String password)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("push", forged.key(), password.toCharArray(), new Certificate[] {forged.certificate()});
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        store.store(file, password.toCharArray());
        return file.toByteArray();
    }
}
