package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.muster.gateway.model.Declarations;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.DeclarationStore;

/** Declared sets and status reports. Whoever changes one locks the device's row first, as {@link SqlApple} does. */
final class SqlDeclarations implements DeclarationStore {
    static final String GET = """
            SELECT c.enrolment, c.version, c.by_commands, c.items, c.withdrawn, c.changed_at, c.reported, c.states
            FROM declaration_set c WHERE c.tenant_id = ? AND c.device_id = ?""";
    private static final String REPORT = """
            SELECT report FROM declaration_set WHERE tenant_id = ? AND device_id = ? AND reported""";
    private static final String INSERT = """
            INSERT INTO declaration_set (tenant_id, device_id, version, enrolment, changed_at, updated_at, by_commands,
                reported, items, withdrawn, states, report)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, device_id) DO NOTHING""";
    private static final String UPDATE = """
            UPDATE declaration_set SET version = ?, enrolment = ?, changed_at = ?, updated_at = ?, by_commands = ?,
                reported = ?, items = ?, withdrawn = ?, states = ?
            WHERE tenant_id = ? AND device_id = ? AND version = ?""";
    private static final String KEEP_REPORT = """
            UPDATE declaration_set SET report = ? WHERE tenant_id = ? AND device_id = ?""";
    private static final String CLEAR = """
            DELETE FROM declaration_set WHERE tenant_id = ? AND device_id = ? AND enrolment < ?""";

    private final Database database;

    SqlDeclarations(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Declarations> declarations(TenantId tenant, DeviceId device) {
        return database.read(link -> link.one(GET, args -> args.tenant(tenant).device(device),
                row -> read(tenant, device, row)));
    }

    private static Declarations read(TenantId tenant, DeviceId device, Row row) throws SQLException {
        int enrolment = row.small();
        long version = row.number();
        boolean byCommands = row.flag();
        List<Declarations.Item> items = items(row.text());
        List<String> withdrawn = Json.read("declared set", row.text(), Json::nextTexts);
        Instant changedAt = row.at();
        Optional<List<Declarations.State>> reported = row.flag() ? Optional.of(states(row.text())) : Optional.empty();
        return new Declarations(tenant, device, enrolment, version, byCommands, items, withdrawn, changedAt, reported);
    }

    @Override
    public Optional<byte[]> report(TenantId tenant, DeviceId device) {
        return database.read(link -> link.one(REPORT, args -> args.tenant(tenant).device(device), Row::bytes));
    }

    @Override
    public WriteOutcome write(Declarations after, Optional<byte[]> report, Instant at) {
        return database.change(link -> {
            boolean won = SqlApple.isUnder(link, after.tenant(), after.device(), after.enrolment())
                    && (after.version() == 1 ? insert(link, after, at) : update(link, after, at));
            if (won && report.isPresent()) {
                link.update(KEEP_REPORT,
                        args -> args.bytes(report.get()).tenant(after.tenant()).device(after.device()));
            }
            return won ? WriteOutcome.COMMITTED : WriteOutcome.CONFLICT;
        });
    }

    private static boolean insert(Link link, Declarations after, Instant at) throws SQLException {
        return link.update(INSERT, args -> args.tenant(after.tenant()).device(after.device()).number(after.version())
                .small(after.enrolment()).at(after.changedAt()).at(at).flag(after.byCommands())
                .flag(after.reported().isPresent()).text(text(after.items())).text(texts(after.withdrawn()))
                .text(stateText(after)).bytes(new byte[0])) == 1;
    }

    private static boolean update(Link link, Declarations after, Instant at) throws SQLException {
        return link.update(UPDATE, args -> args.number(after.version()).small(after.enrolment()).at(after.changedAt())
                .at(at).flag(after.byCommands()).flag(after.reported().isPresent()).text(text(after.items()))
                .text(texts(after.withdrawn())).text(stateText(after)).tenant(after.tenant()).device(after.device())
                .number(after.version() - 1)) == 1;
    }

    /** Serves a completed enrolment, in its transaction. */
    static void clear(Link link, TenantId tenant, DeviceId device, int enrolment) throws SQLException {
        link.update(CLEAR, args -> args.tenant(tenant).device(device).small(enrolment));
    }

    private static String texts(List<String> texts) {
        return Json.write(out -> Json.writeTexts(out, texts));
    }

    private static String text(List<Declarations.Item> items) {
        return Json.write(out -> {
            out.writeStartArray();
            for (Declarations.Item item : items) {
                Json.writeTexts(out, List.of(item.identifier(), item.serverToken()));
            }
            out.writeEndArray();
        });
    }

    private static String stateText(Declarations after) {
        return Json.write(out -> {
            out.writeStartArray();
            for (Declarations.State state : after.reported().orElse(List.of())) {
                Json.writeTexts(out, List.of(state.identifier(), state.serverToken(), state.standing().name(),
                        state.reason()));
            }
            out.writeEndArray();
        });
    }

    private static List<Declarations.Item> items(String text) {
        return Json.read("declared set", text, in -> {
            List<Declarations.Item> items = new ArrayList<>();
            Json.expect(in, JsonToken.START_ARRAY);
            while (in.nextToken() == JsonToken.START_ARRAY) {
                items.add(new Declarations.Item(Json.nextText(in), Json.nextText(in)));
                Json.expect(in, JsonToken.END_ARRAY);
            }
            return items;
        });
    }

    private static List<Declarations.State> states(String text) {
        return Json.read("status report", text, in -> {
            List<Declarations.State> states = new ArrayList<>();
            Json.expect(in, JsonToken.START_ARRAY);
            while (in.nextToken() == JsonToken.START_ARRAY) {
                states.add(state(in));
                Json.expect(in, JsonToken.END_ARRAY);
            }
            return states;
        });
    }

    private static Declarations.State state(JsonParser in) throws IOException {
        return new Declarations.State(Json.nextText(in), Json.nextText(in),
                Names.constant(Declarations.Standing.class, Json.nextText(in)), Json.nextText(in));
    }
}
