package dev.muster.gateway.store.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonToken;

import dev.muster.gateway.store.DirectoryStore.Licence;

/** A user's licences in one column, read only by administrators: {@code [["sku", "disabled plan", ...], ...]}. */
final class Licences {
    private Licences() {}

    static String write(List<Licence> licences) {
        return Json.write(out -> {
            out.writeStartArray();
            for (Licence licence : licences) {
                List<String> texts = new ArrayList<>();
                texts.add(licence.sku().toString());
                new TreeSet<>(licence.disabledPlans()).forEach(plan -> texts.add(plan.toString()));
                Json.writeTexts(out, texts);
            }
            out.writeEndArray();
        });
    }

    static List<Licence> read(String text) {
        return Json.read("list of licences", text, in -> {
            Json.expect(in, JsonToken.START_ARRAY);
            List<Licence> licences = new ArrayList<>();
            while (in.nextToken() == JsonToken.START_ARRAY) {
                UUID sku = UUID.fromString(Json.nextText(in));
                Set<UUID> disabled = new HashSet<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    disabled.add(UUID.fromString(in.getText()));
                }
                licences.add(new Licence(sku, disabled));
            }
            return licences;
        });
    }
}
