package dev.muster.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.Reply;
import dev.muster.protocol.apple.AppleDeviceCodec.ReceivedCommand;
import dev.muster.protocol.apple.AppleMessage.DeclarativeManagement;
import dev.muster.protocol.apple.AppleMessage.Secret;

/**
 * The declarative half of an Apple device, as strict as a real one: it fetches the manifest when the token is another, every
 * declaration that is new in it, and the profile it names; it reports all configurations.
 */
final class DeclaredDevice {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASE = "https://mdm.example.com:8443/mdm/apple/profiles/";

    private record Held(String serverToken, String content) {}

    private final TestDevice device;
    private final Map<String, Held> configurations = new TreeMap<>();
    private String token = "";
    /** Configurations this device finds invalid. */
    final List<String> invalid = new ArrayList<>();
    int fetched;

    DeclaredDevice(TestDevice device) {
        this.device = device;
    }

    /** What it holds of the gateway's profiles, by identifier. */
    Map<String, String> held() {
        Map<String, String> held = new TreeMap<>();
        configurations.forEach((identifier, profile) -> {
            if (!profile.content().isEmpty() && !invalid.contains(identifier)) {
                held.put(identifier, profile.content());
            }
        });
        return held;
    }

    /** Carries a DeclarativeManagement command out. */
    void synchronises(ReceivedCommand command) throws IOException {
        assertEquals("DeclarativeManagement", command.requestType());
        JsonNode tokens = JSON.readTree(command.content().data("Data").orElseThrow()).path("SyncTokens");
        assertTrue(tokens.path("Timestamp").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"));
        if (!tokens.path("DeclarationsToken").asText().equals(token)) {
            fetches();
        }
    }

    /** Looks for changes without being told to. */
    void synchronisesByItself() throws IOException {
        fetches();
    }

    private void fetches() throws IOException {
        JsonNode manifest = asks("declaration-items");
        assertEquals(asks("tokens").path("SyncTokens").path("DeclarationsToken"), manifest.path("DeclarationsToken"));
        Map<String, Held> next = new LinkedHashMap<>();
        JsonNode declarations = manifest.path("Declarations");
        assertEquals(4, declarations.size(), "all four kinds");
        List<String> activated = new ArrayList<>();
        for (JsonNode activation : declarations.path("Activations")) {
            JsonNode payload = declaration("activation", activation).path("Payload");
            payload.path("StandardConfigurations").forEach(name -> activated.add(name.asText()));
        }
        for (JsonNode item : declarations.path("Configurations")) {
            String identifier = item.path("Identifier").asText();
            assertTrue(activated.contains(identifier), identifier + " is activated");
            Held before = configurations.get(identifier);
            String serverToken = item.path("ServerToken").asText();
            next.put(identifier, before != null && before.serverToken().equals(serverToken)
                    ? before
                    : new Held(serverToken, content(declaration("configuration", item))));
        }
        configurations.clear();
        configurations.putAll(next);
        token = manifest.path("DeclarationsToken").asText();
    }

    private JsonNode declaration(String kind, JsonNode item) throws IOException {
        String identifier = item.path("Identifier").asText();
        JsonNode declaration = asks("declaration/" + kind + "/" + identifier);
        assertEquals(identifier, declaration.path("Identifier").asText());
        assertEquals(item.path("ServerToken"), declaration.path("ServerToken"));
        assertTrue(declaration.path("Type").asText().startsWith("com.apple." + kind + "."));
        return declaration;
    }

    private String content(JsonNode declaration) {
        if (!declaration.path("Type").asText().equals("com.apple.configuration.legacy")) {
            return "";
        }
        String url = declaration.path("Payload").path("ProfileURL").asText();
        assertTrue(url.startsWith(BASE), url);
        String[] named = url.substring(BASE.length()).split("/", -1);
        assertTrue(named[1].matches("[A-Za-z0-9]{1,64}"), "an address that the listener has: " + url);
        fetched++;
        Reply.Document profile = assertInstanceOf(Reply.Document.class, fetchesProfile(named[0], named[1]));
        return new String(profile.body(), StandardCharsets.UTF_8).lines().toList().getLast();
    }

    Reply fetchesProfile(String identifier, String version) {
        return device.scenario.engine.handle(new CheckIn.ProfileFetch(device.caller(), identifier, version));
    }

    private JsonNode asks(String endpoint) throws IOException {
        Reply.Document answer = assertInstanceOf(Reply.Document.class, says(endpoint));
        assertEquals("application/json", answer.mediaType());
        return JSON.readTree(answer.body());
    }

    Reply says(String endpoint) {
        return device.says(new DeclarativeManagement(device.ids(), endpoint, Optional.empty()));
    }

    /** Sends a status report of everything it holds. */
    Reply reports() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode said = root.putObject("StatusItems").putObject("management").putObject("declarations")
                .putArray("configurations");
        configurations.forEach((identifier, held) -> {
            boolean bad = invalid.contains(identifier);
            ObjectNode one = said.addObject();
            one.put("identifier", identifier).put("server-token", held.serverToken()).put("active", !bad)
                    .put("valid", bad ? "invalid" : "valid");
            if (bad) {
                one.putArray("reasons").addObject().put("code", "Error.Bad").put("description", "secret words");
            }
        });
        root.putArray("Errors");
        return reports(JSON.writeValueAsBytes(root));
    }

    Reply reports(byte[] report) {
        return device.says(new DeclarativeManagement(device.ids(), "status", Optional.of(new Secret(report))));
    }
}
