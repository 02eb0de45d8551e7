package dev.muster.protocol.apple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.apple.AppleDeclaration.Activation;
import dev.muster.protocol.apple.AppleDeclaration.LegacyProfile;
import dev.muster.protocol.apple.AppleDeclaration.StatusSubscription;

/**
 * The JSON of declarative management (Apple's device-management schema, declarative): tokens, the manifest and declarations
 * out, status reports in. Stateless; any thread may call it.
 */
public final class DeclarationCodec {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_DECLARATIONS = 1_000;
    private static final int MAX_TEXT = 255;
    private static final JsonFactory FACTORY = JsonFactory.builder().streamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxStringLength(1 << 20).build()).build();
    private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

    /** What a device makes of one configuration: as the gateway declared it, or as it stands on the device. */
    public enum Validity {
        VALID, INVALID, UNKNOWN
    }

    /**
     * A configuration as a status report tells it.
     *
     * @param reason code of the first reason; empty if none is given
     */
    public record Reported(String identifier, String serverToken, boolean active, Validity validity, String reason) {}

    private DeclarationCodec() {}

    /** The synchronisation tokens: whether anything changed since the device last asked. */
    public static byte[] tokens(String declarationsToken, Instant changedAt) {
        return json(out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("SyncTokens");
            out.writeStringField("DeclarationsToken", declarationsToken);
            out.writeStringField("Timestamp", changedAt.truncatedTo(ChronoUnit.SECONDS).toString());
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    /** The manifest: which declarations there are, each with the token of its content. */
    public static byte[] manifest(String declarationsToken, List<AppleDeclaration> declarations) {
        return json(out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("Declarations");
            for (AppleDeclaration.Kind kind : AppleDeclaration.Kind.values()) {
                out.writeArrayFieldStart(kind.manifestKey());
                for (AppleDeclaration declaration : declarations) {
                    if (declaration.kind() == kind) {
                        out.writeStartObject();
                        out.writeStringField("Identifier", declaration.identifier());
                        out.writeStringField("ServerToken", declaration.serverToken());
                        out.writeEndObject();
                    }
                }
                out.writeEndArray();
            }
            out.writeEndObject();
            out.writeStringField("DeclarationsToken", declarationsToken);
            out.writeEndObject();
        });
    }

    /** One declaration. */
    public static byte[] declaration(AppleDeclaration declaration) {
        return json(out -> {
            out.writeStartObject();
            out.writeStringField("Type", declaration.type());
            out.writeStringField("Identifier", declaration.identifier());
            out.writeStringField("ServerToken", declaration.serverToken());
            out.writeObjectFieldStart("Payload");
            switch (declaration) {
                case LegacyProfile profile -> out.writeStringField("ProfileURL", profile.url());
                case Activation activation -> {
                    out.writeArrayFieldStart("StandardConfigurations");
                    out.writeString(activation.configuration());
                    out.writeEndArray();
                }
                case StatusSubscription subscription -> {
                    out.writeArrayFieldStart("StatusItems");
                    out.writeStartObject();
                    out.writeStringField("Name", subscription.statusItem());
                    out.writeEndObject();
                    out.writeEndArray();
                }
            }
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    /**
     * The configurations a status report tells of; empty if it tells nothing of declarations. What it tells is all of them:
     * the item is reported as a whole. At most 1,000 of them, identifiers of at most 255 characters.
     *
     * @throws MalformedMessage if it is no JSON object of that form
     */
    public static Optional<List<Reported>> configurations(byte[] report) throws MalformedMessage {
        JsonNode items = read(report).path("StatusItems");
        JsonNode declarations = items.path("management").path("declarations");
        if (declarations.isMissingNode()) {
            declarations = items.path("management.declarations");
        }
        if (declarations.isMissingNode()) {
            return Optional.empty();
        }
        JsonNode configurations = declarations.path("configurations");
        if (!configurations.isArray() || configurations.size() > MAX_DECLARATIONS) {
            throw malformed("configurations are no array of at most " + MAX_DECLARATIONS);
        }
        List<Reported> reported = new ArrayList<>(configurations.size());
        for (JsonNode configuration : configurations) {
            reported.add(new Reported(text(configuration, "identifier"), text(configuration, "server-token"),
                    configuration.path("active").asBoolean(false), validity(configuration.path("valid").asText()),
                    cut(configuration.path("reasons").path(0).path("code").asText())));
        }
        return Optional.of(reported);
    }

    private static JsonNode read(byte[] report) throws MalformedMessage {
        try {
            JsonNode root = MAPPER.readTree(report);
            if (root != null && root.isObject()) {
                return root;
            }
        } catch (IOException broken) {
            throw new MalformedMessage(Reason.SYNTAX, -1, "status", "no JSON");
        }
        throw malformed("no JSON object");
    }

    private static String text(JsonNode configuration, String key) throws MalformedMessage {
        JsonNode value = configuration.path(key);
        if (!value.isTextual() || value.textValue().length() > MAX_TEXT) {
            throw malformed("a configuration without " + key + " of at most " + MAX_TEXT + " characters");
        }
        return value.textValue();
    }

    private static Validity validity(String text) {
        return switch (text) {
            case "valid" -> Validity.VALID;
            case "invalid" -> Validity.INVALID;
            default -> Validity.UNKNOWN;
        };
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), MAX_TEXT));
    }

    private static MalformedMessage malformed(String detail) {
        return new MalformedMessage(Reason.STRUCTURE, -1, "status", detail);
    }

    private interface Writing {
        void write(JsonGenerator out) throws IOException;
    }

    private static byte[] json(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            writing.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory does not fail to be written", impossible);
        }
        return bytes.toByteArray();
    }
}
