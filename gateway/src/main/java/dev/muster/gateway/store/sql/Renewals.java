package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.EnrolmentStore.Issue;

/** Serves {@link SqlEnrolments}: certificates that renew those of an enrolment that stands (R18). */
final class Renewals {
    /** A device that never finishes one renewal begins no more than this many in a day. */
    static final int MOST_A_DAY = 16;

    private static final Duration DAY = Duration.ofDays(1);
    private static final String STANDING = """
            SELECT user_id FROM device
            WHERE tenant_id = ? AND device_id = ? AND enrolment = ? AND state = 'ENROLLED'""";
    private static final String RECENT = """
            SELECT count(*) FROM device_certificate
            WHERE tenant_id = ? AND device_id = ? AND issued_at > ? AND renews > 0""";
    private static final String RENEW = """
            INSERT INTO device_certificate (tenant_id, fingerprint, device_id, status, user_id, udid, serial, not_before,
                not_after, issued_at, renews, public_key, certificate, number)
            VALUES (?, ?, ?, 'ISSUED', ?, '', '', ?, ?, ?, ?, ?, ?, ?)""";
    private static final String BEFORE = """
            SELECT certificate FROM device_certificate
            WHERE tenant_id = ? AND device_id = ? AND issued_at > ? AND renews = ? AND public_key = ? AND not_after > ?
                AND status IN ('ISSUED', 'BOUND', 'ACTIVE') ORDER BY issued_at DESC LIMIT 1""";

    /** Offers that a device lets run up before it gets no more until they expire. */
    static final int MOST_OFFERS = 8;
    private static final String OFFERED = """
            SELECT problem FROM enrolment_token
            WHERE tenant_id = ? AND device_id = ? AND expires_at > ? AND renews = ? AND used_at IS NULL
            ORDER BY expires_at DESC, token_hash LIMIT ?""";
    private static final String NEWEST = """
            SELECT token_hash FROM enrolment_token
            WHERE tenant_id = ? AND device_id = ? AND expires_at > ? AND renews = ? AND used_at IS NULL
            ORDER BY expires_at DESC, token_hash LIMIT 1""";
    private static final String FAILED = """
            UPDATE enrolment_token SET problem = ? WHERE tenant_id = ? AND token_hash = ?""";

    private Renewals() {}

    static List<String> offered(Link link, TenantId tenant, DeviceId device, int enrolment, Instant now)
            throws SQLException {
        return link.list(OFFERED,
                args -> args.tenant(tenant).device(device).at(now).small(enrolment).small(MOST_OFFERS), Row::text);
    }

    static void failed(Link link, TenantId tenant, DeviceId device, int enrolment, String problem, Instant now)
            throws SQLException {
        Optional<byte[]> newest = link.one(NEWEST,
                args -> args.tenant(tenant).device(device).at(now).small(enrolment), Row::bytes);
        if (newest.isPresent()) {
            link.update(FAILED, args -> args.text(problem).tenant(tenant).bytes(newest.get()));
        }
    }

    /** Part of the caller's transaction; false if that enrolment does not stand or renewed too often today. */
    static boolean record(Link link, TenantId tenant, DeviceId device, int enrolment, Issue issue, Instant now)
            throws SQLException {
        Optional<Optional<UserId>> standing = link.one(link.dialect().locking(STANDING),
                args -> args.tenant(tenant).device(device).small(enrolment), Row::maybeUser);
        if (standing.isEmpty()) {
            return false;
        }
        long recent = link.one(RECENT, args -> args.tenant(tenant).device(device).at(now.minus(DAY)), Row::number)
                .orElse(0L);
        return recent < MOST_A_DAY && link.update(RENEW, args -> args.tenant(tenant)
                .fingerprint(issue.facts().fingerprint()).device(device).user(standing.get())
                .at(issue.facts().notBefore()).at(issue.facts().notAfter()).at(now).small(enrolment)
                .bytes(HexFormat.of().parseHex(issue.key())).bytes(issue.certificate())
                .maybeBytes(CertificateLife.number(issue.certificate()))) == 1;
    }

    /** What the key got within the last day. */
    static Optional<byte[]> before(Link link, TenantId tenant, DeviceId device, int enrolment, String key, Instant now)
            throws SQLException {
        byte[] named = HexFormat.of().parseHex(key);
        return link.one(BEFORE, args -> args.tenant(tenant).device(device).at(now.minus(DAY)).small(enrolment)
                .bytes(named).at(now), Row::bytes);
    }
}
