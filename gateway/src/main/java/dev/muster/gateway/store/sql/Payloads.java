package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.SettingPayload;

/**
 * A setting's payload as text, before it is sealed: {@code ["apple1", identifier, base64]} or {@code ["dm1", [locUri, format,
 * type, data], ...]}; the digit is the number of the form.
 */
final class Payloads {
    private static final String APPLE = "apple1";
    private static final String DM = "dm1";

    private Payloads() {}

    static String write(SettingPayload payload) {
        return Json.write(out -> {
            out.writeStartArray();
            switch (payload) {
                case SettingPayload.AppleProfile profile -> {
                    out.writeString(APPLE);
                    out.writeString(profile.identifier());
                    out.writeBinary(profile.mobileconfig());
                }
                case SettingPayload.DmNodes nodes -> write(out, nodes);
            }
            out.writeEndArray();
        });
    }

    private static void write(JsonGenerator out, SettingPayload.DmNodes nodes) throws IOException {
        out.writeString(DM);
        for (DmNode node : nodes.nodes()) {
            Json.writeTexts(out, List.of(node.locUri(), node.format(), node.type(), node.data()));
        }
    }

    static SettingPayload read(String text) {
        return Json.read("payload", text, in -> {
            Json.expect(in, JsonToken.START_ARRAY);
            String form = Json.nextText(in);
            return switch (form) {
                case APPLE -> readProfile(in);
                case DM -> readNodes(in);
                default -> throw new IOException("form " + form);
            };
        });
    }

    private static SettingPayload readProfile(JsonParser in) throws IOException {
        String identifier = Json.nextText(in);
        Json.expect(in, JsonToken.VALUE_STRING);
        return new SettingPayload.AppleProfile(identifier, in.getBinaryValue());
    }

    private static SettingPayload readNodes(JsonParser in) throws IOException {
        List<DmNode> nodes = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_ARRAY) {
            String locUri = Json.nextText(in);
            String format = Json.nextText(in);
            String type = Json.nextText(in);
            nodes.add(new DmNode(locUri, format, type, Json.nextText(in)));
            Json.expect(in, JsonToken.END_ARRAY);
        }
        return new SettingPayload.DmNodes(nodes);
    }
}
