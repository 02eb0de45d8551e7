package dev.muster.gateway.wake.fcm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A Google service account, from the JSON file its console gives out. Signs the assertion of RFC 7523 with RS256.
 *
 * @param project the Firebase project
 * @param email who signs
 * @param keyId name of the key
 * @param key its RSA key; the text form does not show it
 */
public record ServiceAccount(String project, String email, String keyId, PrivateKey key) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
    private static final Duration LIVES = Duration.ofMinutes(55);
    private static final long LARGEST = 64 * 1024;

    /** Reads the file; throws {@link IOException} with what, why and what to do, and never with content. */
    public static ServiceAccount read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException(file + " is larger than 64 KB; that is no service account's file");
        }
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            String pem = text(file, json, "private_key").replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            PrivateKey key = KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
            String project = text(file, json, "project_id");
            if (!PROJECT.matcher(project).matches()) {
                throw new IOException(file + ": project_id is no name of a project");
            }
            return new ServiceAccount(project, text(file, json, "client_email"), text(file, json, "private_key_id"),
                    key);
        } catch (JsonProcessingException | GeneralSecurityException | IllegalArgumentException unusable) {
            // Without its cause: a parser's message may quote the key.
            throw new IOException(file + " is no service account's file with an RSA key; download it again from the"
                    + " Google console");
        }
    }

    private static String text(Path file, JsonNode json, String field) throws IOException {
        String text = json.path(field).asText("");
        if (text.isEmpty()) {
            throw new IOException(file + " lacks " + field + "; download it again from the Google console");
        }
        return text;
    }

    /** The assertion that is exchanged for an access token. */
    String assertion(String audience, Instant now) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", "RS256");
        header.put("typ", "JWT");
        header.put("kid", keyId);
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", email);
        claims.put("scope", SCOPE);
        claims.put("aud", audience);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(LIVES).getEpochSecond());
        try {
            String signed = encoded(JSON.writeValueAsBytes(header)) + "." + encoded(JSON.writeValueAsBytes(claims));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encoded(signature.sign());
        } catch (GeneralSecurityException | JsonProcessingException impossible) {
            throw new IllegalStateException("the service account's key does not sign", impossible);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "ServiceAccount[project=" + project + "]";
    }
}
