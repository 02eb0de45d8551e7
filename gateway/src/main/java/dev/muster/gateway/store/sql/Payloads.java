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
 * A setting's payload as text, before it is sealed: {@code ["apple1", identifier, base64]}, {@code ["dm1", [locUri, format,
 * type, data], ...]}, or, where the first form cannot say it, {@code ["dm2", together, [locUri, format, type, data, way],
 * ...]}; the digit is the number of the form.
 */
final class Payloads {
    private static final String APPLE = "apple1";
    private static final String DM = "dm1";
    private static final String DM_WITH_WAYS = "dm2";

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
        boolean plain = !nodes.together() && nodes.nodes().stream().allMatch(node -> node.way() == DmNode.Way.SET);
        out.writeString(plain ? DM : DM_WITH_WAYS);
        if (!plain) {
            out.writeString(Boolean.toString(nodes.together()));
        }
        for (DmNode node : nodes.nodes()) {
            List<String> texts = List.of(node.locUri(), node.format(), node.type(), node.data(), node.way().name());
            Json.writeTexts(out, plain ? texts.subList(0, 4) : texts);
        }
    }

    static SettingPayload read(String text) {
        return Json.read("payload", text, in -> {
            Json.expect(in, JsonToken.START_ARRAY);
            String form = Json.nextText(in);
            return switch (form) {
                case APPLE -> readProfile(in);
                case DM -> new SettingPayload.DmNodes(readNodes(in, false));
                case DM_WITH_WAYS -> {
                    boolean together = Boolean.parseBoolean(Json.nextText(in));
                    yield new SettingPayload.DmNodes(readNodes(in, true), together);
                }
                default -> throw new IOException("form " + form);
            };
        });
    }

    private static SettingPayload readProfile(JsonParser in) throws IOException {
        String identifier = Json.nextText(in);
        Json.expect(in, JsonToken.VALUE_STRING);
        return new SettingPayload.AppleProfile(identifier, in.getBinaryValue());
    }

    private static List<DmNode> readNodes(JsonParser in, boolean withWays) throws IOException {
        List<DmNode> nodes = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_ARRAY) {
            String locUri = Json.nextText(in);
            String format = Json.nextText(in);
            String type = Json.nextText(in);
            String data = Json.nextText(in);
            DmNode.Way way = withWays ? Names.constant(DmNode.Way.class, Json.nextText(in)) : DmNode.Way.SET;
            nodes.add(new DmNode(way, locUri, format, type, data));
            Json.expect(in, JsonToken.END_ARRAY);
        }
        return nodes;
    }
}
