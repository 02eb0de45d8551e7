package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.gateway.config.GatewayConfig;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleDeviceCodec;
import dev.muster.protocol.apple.AppleDeviceCodec.ReceivedCommand;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.DeclarativeManagement;
import dev.muster.protocol.apple.AppleMessage.GetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.SetBootstrapToken;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.EnrollmentIds;
import dev.muster.protocol.plist.PlistValue.PlistDict;

/** An Apple device against the whole gateway, over its own TLS: declarations, profiles and the bootstrap token. */
@Timeout(180)
class AppleGatewayTest {
    private static final EnrollmentIds IDS = EnrollmentIds.ofDevice("UDID-1");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TENANT = "/tenants/contoso";

    private final Path directory;

    AppleGatewayTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aMacFetchesWhatIsDeclaredAndItsReportIsTheAcknowledgement() throws Exception {
        try (Gateway gateway = Gateway.start(config("declarations: true"))) {
            Fleet fleet = new Fleet(gateway, gateway.newAdministratorToken().orElseThrow(), directory.resolve("data"));
            Fleet.Phone mac = enrolled(fleet);
            ReceivedCommand command = AppleDeviceCodec.decode(says(fleet, mac, new Idle(IDS)).body(),
                    DecodeLimits.DEFAULT);
            assertEquals("DeclarativeManagement", command.requestType());
            assertEquals(0,
                    says(fleet, mac, new Acknowledged(IDS, command.commandUuid(), new PlistDict(Map.of())))
                            .body().length);

            JsonNode manifest = asks(fleet, mac, "declaration-items");
            JsonNode item = manifest.at("/Declarations/Configurations/1");
            JsonNode declaration = asks(fleet, mac,
                    "declaration/configuration/" + item.path("Identifier").asText());
            String url = declaration.at("/Payload/ProfileURL").asText();
            assertTrue(url.startsWith(gateway.checkInUrl() + "/mdm/apple/profiles/"), url);
            HttpResponse<byte[]> profile = fleet.fetch(mac, url);
            assertEquals(200, profile.statusCode());
            assertEquals(Optional.of("application/x-apple-aspen-config"),
                    profile.headers().firstValue("content-type"));
            assertTrue(new String(profile.body(), StandardCharsets.UTF_8).contains("com.apple.wifi.managed"));
            assertEquals(404, fleet.fetch(mac, url + "0").statusCode());

            assertEquals("sent", setting(fleet, mac));
            String report = "{\"StatusItems\":{\"management\":{\"declarations\":{\"configurations\":[{\"identifier\":\""
                    + item.path("Identifier").asText() + "\",\"server-token\":\"" + item.path("ServerToken").asText()
                    + "\",\"active\":true,\"valid\":\"valid\"}]}}},\"Errors\":[]}";
            assertEquals(200, says(fleet, mac, new DeclarativeManagement(IDS, "status",
                    Optional.of(secret(report)))).statusCode());
            assertEquals("installed", setting(fleet, mac));
        }
    }

    @Test
    void aBootstrapTokenOutlivesTheProcess() throws Exception {
        String token;
        Fleet.Phone mac;
        try (Gateway gateway = Gateway.start(config("userChannels: false"))) {
            token = gateway.newAdministratorToken().orElseThrow();
            Fleet fleet = new Fleet(gateway, token, directory.resolve("data"));
            mac = enrolled(fleet);
            assertEquals(200,
                    says(fleet, mac, new SetBootstrapToken(IDS, Optional.of(secret("hush-hush")))).statusCode());
        }
        try (Gateway gateway = Gateway.start(config("userChannels: false"))) {
            Fleet fleet = new Fleet(gateway, token, directory.resolve("data"));
            String answer = new String(says(fleet, mac, new GetBootstrapToken(IDS)).body(), StandardCharsets.UTF_8);
            assertTrue(answer.contains("aHVzaC1odXNo"), "base64 of the token");
        }
        for (String file : new String[] {"muster.db", "muster.db-wal"}) {
            Path kept = directory.resolve("data").resolve(file);
            assertTrue(
                    !Files.exists(kept) || !Files.readString(kept, StandardCharsets.ISO_8859_1).contains("hush-hush"),
                    file + " holds the token in the clear");
        }
    }

    @Test
    void saysThatTheWifiProfileForReturnToServiceCannotBeRead() {
        CannotStart cannot = Assertions.assertThrows(CannotStart.class, () -> Gateway
                .start(config("{returnToService: true, returnToServiceWifiProfile: " + directory + "/none}")));
        assertTrue(String.valueOf(cannot.getMessage()).contains("apple.returnToServiceWifiProfile"),
                cannot.getMessage());
    }

    private static Secret secret(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    private Fleet.Phone enrolled(Fleet fleet) throws MalformedMessage, IOException {
        fleet.administer(201, "POST", "/tenants", "{\"id\":\"contoso\"}");
        PushCertificateForge.Forged push = new PushCertificateForge(new SecureRandom(), Instant.now())
                .pushCertificate("com.apple.mgmt.External.test", PushCertificateForge.KeyKind.P_256,
                        Duration.ofDays(365));
        fleet.administer(200, "PUT", TENANT + "/push-certificates/intune", JSON.writeValueAsString(
                Map.of("certificate", push.certificatePem(), "key", push.keyPem(), "consent", true)));
        fleet.administer(200, "PUT", TENANT + "/settings/intune/Office",
                "{\"kind\":\"wifi\",\"values\":{\"ssid\":\"office\",\"passphrase\":\"correct horse\"}}");
        Fleet.Phone mac = fleet.enrol("contoso", "macos");
        assertEquals(200,
                says(fleet, mac, new Authenticate(IDS, "t", Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.empty())).statusCode());
        assertEquals(200, says(fleet, mac,
                new TokenUpdate(IDS, "t", secret("token"), secret("magic"), Optional.empty(), false)).statusCode());
        return mac;
    }

    private static HttpResponse<byte[]> says(Fleet fleet, Fleet.Phone mac, AppleMessage message) {
        return fleet.says(mac, AppleDeviceCodec.encode(message));
    }

    private static JsonNode asks(Fleet fleet, Fleet.Phone mac, String endpoint) throws IOException {
        HttpResponse<byte[]> answer = says(fleet, mac, new DeclarativeManagement(IDS, endpoint, Optional.empty()));
        assertEquals(200, answer.statusCode(), endpoint);
        assertEquals(Optional.of("application/json"), answer.headers().firstValue("content-type"));
        return JSON.readTree(answer.body());
    }

    private static String setting(Fleet fleet, Fleet.Phone mac) {
        return fleet.administer(200, "GET", TENANT + "/devices/" + mac.id(), "").at("/settings/0/state").asText();
    }

    private GatewayConfig config(String apple) throws IOException {
        String section = apple.startsWith("{") ? apple : "{" + apple + "}";
        return GatewayConfig.read(Files.writeString(directory.resolve("muster.yaml"), """
                data: %s
                listeners:
                  checkIn: {address: 127.0.0.1, port: 0}
                  enrol: {address: 127.0.0.1, port: 0}
                  admin: {port: 0}
                apns: {host: 127.0.0.1, port: 1}
                apple: %s
                """.formatted(directory.resolve("data"), section)));
    }
}
