package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.AuditStore;
import dev.muster.gateway.store.DepartureStore;

/** Devices whose certificates ended long ago leave (R19). */
final class SqlDepartures implements DepartureStore {
    /** Everything that is kept of a device, its own row last; not invitations and their answers, which end by themselves. */
    static final List<String> TABLES = List.of("last_seen", "push_address", "unlock_token", "pending_command",
            "finished_command", "dm_session", "dm_account", "user_channel", "bootstrap_token", "declaration_set",
            "dm_poll", "unknown_device", "connector_outbox", "device_certificate", "device");
    static final String ENDED = """
            SELECT device_id, fingerprint FROM device_certificate
            WHERE tenant_id = ? AND not_after <= ? ORDER BY not_after LIMIT ?""";
    private static final String ROW = """
            SELECT platform, serial, udid FROM device WHERE tenant_id = ? AND device_id = ?""";
    private static final String LAST = """
            SELECT max(not_after) FROM device_certificate WHERE tenant_id = ? AND device_id = ?""";
    private static final String SEEN = "SELECT seen_at FROM last_seen WHERE tenant_id = ? AND device_id = ?";
    private static final String FORGET = "DELETE FROM device_certificate WHERE tenant_id = ? AND fingerprint = ?";
    private static final List<String> REMOVALS = TABLES.stream()
            .map(table -> "DELETE FROM " + table + " WHERE tenant_id = ? AND device_id = ?").toList();

    private record Ended(DeviceId device, Fingerprint certificate) {}

    private record Known(String platform, String serial, String udid) {}

    private final Database database;

    SqlDepartures(Database database) {
        this.database = database;
    }

    @Override
    public Round depart(TenantId tenant, Instant endedBy, int most, Instant now) {
        return database.change(link -> {
            List<Ended> ended = link.list(ENDED, args -> args.tenant(tenant).at(endedBy).small(most),
                    row -> new Ended(row.device(), row.fingerprint()));
            List<Departed> departed = new ArrayList<>();
            for (Ended certificate : ended) {
                depart(link, tenant, certificate, endedBy, now).ifPresent(departed::add);
            }
            return new Round(departed, ended.size() == most);
        });
    }

    private static Optional<Departed> depart(Link link, TenantId tenant, Ended ended, Instant endedBy, Instant now)
            throws SQLException {
        Args.Binding device = args -> args.tenant(tenant).device(ended.device());
        Optional<Known> known = link.one(link.dialect().locking(ROW), device,
                row -> new Known(row.text(), row.text(), row.text()));
        Optional<Instant> last = link.one(LAST, device, Row::maybeAt).flatMap(end -> end);
        if (known.isEmpty() || last.isEmpty()) {
            return Optional.empty(); // it left with an earlier certificate of this round
        }
        if (last.get().isAfter(endedBy)) {
            link.update(FORGET, args -> args.tenant(tenant).fingerprint(ended.certificate()));
            return Optional.empty();
        }
        Optional<Instant> seen = link.one(SEEN, device, Row::at);
        for (String removal : REMOVALS) {
            link.update(removal, device);
        }
        Map<String, String> detail = new TreeMap<>(Map.of("device", ended.device().toString(), "platform",
                known.get().platform(), "serial", known.get().serial(), "udid", known.get().udid(),
                "certificateExpired", last.get().toString()));
        seen.ifPresent(moment -> detail.put("lastSeen", moment.toString()));
        SqlAudit.append(link, new AuditStore.Entry(tenant, now, "muster", "device.depart", Json.ofMap(detail)));
        return Optional.of(new Departed(ended.device(), Names.platform(known.get().platform()), last.get(), seen));
    }
}
