package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.PushCertificateStore;

/** Push certificates, for administrators and wake-ups. Their topics stand in the tenant's row too: every check-in asks (R13). */
final class SqlPushCertificates implements PushCertificateStore {
    private static final String PUT = """
            INSERT INTO push_certificate (tenant_id, authority, topic, not_after, uploaded_at, certificate, sealed_key)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, authority) DO UPDATE SET topic = excluded.topic, not_after = excluded.not_after,
                uploaded_at = excluded.uploaded_at, certificate = excluded.certificate,
                sealed_key = excluded.sealed_key""";
    private static final String DELETE = "DELETE FROM push_certificate WHERE tenant_id = ? AND authority = ?";
    private static final String TOPICS = "SELECT authority, topic FROM push_certificate WHERE tenant_id = ?";
    private static final String DERIVE = "UPDATE tenant SET push_topics = ? WHERE tenant_id = ?";
    private static final String ALL = """
            SELECT authority, topic, not_after, certificate, sealed_key, uploaded_at FROM push_certificate
            WHERE tenant_id = ? ORDER BY authority""";
    private static final String BY_TOPIC = """
            SELECT a.topic, count(*)
            FROM push_address a
            JOIN device d ON d.tenant_id = a.tenant_id AND d.device_id = a.device_id
            WHERE a.tenant_id = ? AND d.state = 'ENROLLED' AND a.topic <> ''
            GROUP BY a.topic""";

    private record Topic(String authority, String topic) {}

    private record Count(String topic, long devices) {}

    private final Database database;

    SqlPushCertificates(Database database) {
        this.database = database;
    }

    @Override
    public boolean put(TenantId tenant, Stored certificate) {
        byte[] sealed = database.seals().pushKey(tenant, certificate.authority(), certificate.keyPem());
        return database.change(link -> {
            if (!Epochs.raiseForAll(link, tenant)) {
                return false;
            }
            link.update(PUT, args -> args.tenant(tenant).text(certificate.authority().wireName())
                    .text(certificate.topic()).at(certificate.notAfter()).at(certificate.uploadedAt())
                    .text(certificate.certificatePem()).bytes(sealed));
            deriveTopics(link, tenant);
            return true;
        });
    }

    @Override
    public boolean delete(TenantId tenant, ManagementAuthority authority) {
        return database.change(link -> {
            if (!Epochs.raiseForAll(link, tenant)
                    || link.update(DELETE, args -> args.tenant(tenant).text(authority.wireName())) == 0) {
                return false;
            }
            deriveTopics(link, tenant);
            return true;
        });
    }

    private static void deriveTopics(Link link, TenantId tenant) throws SQLException {
        Map<String, String> topics = new TreeMap<>();
        link.list(TOPICS, args -> args.tenant(tenant), row -> new Topic(row.text(), row.text()))
                .forEach(topic -> topics.put(topic.authority(), topic.topic()));
        link.update(DERIVE, args -> args.text(Json.ofMap(topics)).tenant(tenant));
    }

    @Override
    public Optional<Stored> certificate(TenantId tenant, ManagementAuthority authority) {
        return all(tenant).stream().filter(stored -> stored.authority() == authority).findFirst();
    }

    @Override
    public List<Stored> all(TenantId tenant) {
        return database.read(link -> link.list(ALL, args -> args.tenant(tenant), row -> stored(tenant, row)));
    }

    private Stored stored(TenantId tenant, Row row) throws SQLException {
        ManagementAuthority authority = row.authority();
        return new Stored(authority, row.text(), row.at(), row.text(),
                database.seals().pushKey(tenant, authority, row.bytes()), row.at());
    }

    @Override
    public Map<String, Long> devicesByTopic(TenantId tenant) {
        Map<String, Long> counts = new TreeMap<>();
        database.read(link -> link.list(BY_TOPIC, args -> args.tenant(tenant),
                row -> new Count(row.text(), row.number())))
                .forEach(count -> counts.put(count.topic(), count.devices()));
        return counts;
    }
}
