package dev.muster.loadtest.fake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.muster.certs.apns.PushCertificateForge;

/**
 * Google's push service, faked: verifies the assertion of its service account, checks messages as FCM's HTTP v1 interface does,
 * and what it would only lose (a push of low priority, or one that expires at once). Tokens come from {@code /token}.
 */
public final class FakeFcm extends FakePushServer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SHORTEST_LIFE = Duration.ofDays(6);

    private final String project;
    private final KeyPair account;

    public FakeFcm(PushCertificateForge forge, String project) throws IOException {
        super(forge);
        this.project = project;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            this.account = generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IOException("no RSA", impossible);
        }
    }

    /** Where pushes go. */
    public String service() {
        return "https://localhost:" + port();
    }

    /** Where tokens come from. */
    public String tokenUrl() {
        return service() + "/token";
    }

    /** Writes the JSON file of its service account. */
    public Path writeAccount(Path file) throws IOException {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(account.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return Files.writeString(file,
                JSON.writeValueAsString(Map.of("type", "service_account", "project_id", project, "private_key_id", "k1",
                        "private_key", pem, "client_email", "muster@" + project + ".example", "token_uri",
                        "https://elsewhere.example/token")));
    }

    @Override
    boolean isLogin(String path) {
        return path.equals("/token");
    }

    @Override
    Said login(Asked asked) {
        Map<String, String> form = Forms.parse(asked.body());
        return "urn:ietf:params:oauth:grant-type:jwt-bearer".equals(form.get("grant_type"))
                && isGood(form.getOrDefault("assertion", "")) ? grant() : refuse(400, "the assertion is not valid");
    }

    private boolean isGood(String assertion) {
        String[] parts = assertion.split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(account.getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            long now = Instant.now().getEpochSecond();
            long issued = claims.path("iat").asLong();
            long expires = claims.path("exp").asLong();
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]))
                    && "RS256".equals(header.path("alg").asText()) && "k1".equals(header.path("kid").asText())
                    && tokenUrl().equals(claims.path("aud").asText())
                    && claims.path("scope").asText().endsWith("/auth/firebase.messaging") && issued <= now + 60
                    && expires > now && expires - issued <= 3_600;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException malformed) {
            return false;
        }
    }

    @Override
    Said push(Asked asked) {
        if (!asked.path().equals("/v1/projects/" + project + "/messages:send")) {
            return refuse(404, "another project");
        }
        try {
            JsonNode message = JSON.readTree(asked.body()).path("message");
            JsonNode android = message.path("android");
            if (!"HIGH".equals(android.path("priority").asText()) || message.path("token").asText("").isEmpty()) {
                return error(400, "INVALID_ARGUMENT", "no token, or not of high priority");
            }
            String ttl = android.path("ttl").asText("");
            if (!ttl.endsWith("s") || seconds(ttl.substring(0, ttl.length() - 1)).compareTo(SHORTEST_LIFE) < 0) {
                return error(400, "INVALID_ARGUMENT", "lost if the device is briefly offline");
            }
            return deliver(message.path("token").asText())
                    ? new Said(200, Map.of("Content-Type", "application/json"), "{\"name\":\"m\"}")
                    : error(404, "UNREGISTERED", "nobody listens at the registration");
        } catch (IOException noJson) {
            return error(400, "INVALID_ARGUMENT", "no JSON");
        }
    }

    private Said error(int status, String code, String why) {
        refuse(status, why);
        String general = status == 404 ? "NOT_FOUND" : code;
        return new Said(status, Map.of("Content-Type", "application/json"), "{\"error\":{\"code\":" + status
                + ",\"status\":\"" + general + "\",\"details\":[{\"@type\":\"type.googleapis.com/"
                + "google.firebase.fcm.v1.FcmError\",\"errorCode\":\"" + code + "\"}]}}");
    }
}
