package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.SettingName;

/**
 * A device's ledger in one column: it is read and written with its row and never searched. An array that begins with the
 * number of its form, then one array per setting; an empty ledger is an empty text.
 */
final class Ledgers {
    private static final int FORM = 1;

    private Ledgers() {}

    static String write(List<InstalledSetting> ledger) {
        if (ledger.isEmpty()) {
            return "";
        }
        return Json.write(out -> {
            out.writeStartArray();
            out.writeNumber(FORM);
            for (InstalledSetting entry : ledger) {
                write(out, entry);
            }
            out.writeEndArray();
        });
    }

    static List<InstalledSetting> read(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        return Json.read("ledger", text, in -> {
            Json.expect(in, JsonToken.START_ARRAY);
            Json.expect(in, JsonToken.VALUE_NUMBER_INT);
            if (in.getIntValue() != FORM) {
                throw new IOException("form " + in.getIntValue());
            }
            List<InstalledSetting> ledger = new ArrayList<>();
            while (in.nextToken() == JsonToken.START_ARRAY) {
                ledger.add(readEntry(in));
            }
            return ledger;
        });
    }

    private static void write(JsonGenerator out, InstalledSetting entry) throws IOException {
        out.writeStartArray();
        out.writeString(entry.name().value());
        out.writeString(entry.authority().wireName());
        out.writeString(entry.version());
        out.writeString(entry.heldVersion());
        out.writeString(entry.state().name());
        out.writeNumber(entry.attempt());
        Json.writeTexts(out, entry.owns());
        out.writeString(entry.identifier());
        out.writeNumber(entry.since().toEpochMilli());
        out.writeString(entry.detail());
        out.writeEndArray();
    }

    private static InstalledSetting readEntry(JsonParser in) throws IOException {
        SettingName name = new SettingName(Json.nextText(in));
        var authority = Names.authority(Json.nextText(in));
        String version = Json.nextText(in);
        String held = Json.nextText(in);
        var state = Names.constant(InstalledSetting.State.class, Json.nextText(in));
        Json.expect(in, JsonToken.VALUE_NUMBER_INT);
        int attempt = in.getIntValue();
        List<String> owns = Json.nextTexts(in);
        String identifier = Json.nextText(in);
        Json.expect(in, JsonToken.VALUE_NUMBER_INT);
        Instant since = Instant.ofEpochMilli(in.getLongValue());
        String detail = Json.nextText(in);
        Json.expect(in, JsonToken.END_ARRAY);
        return new InstalledSetting(name, authority, version, held, state, attempt, owns, identifier, since, detail);
    }
}
