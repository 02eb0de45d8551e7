package dev.muster.gateway.store.sql;

import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.x509.RevokedSerial;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.EnrolmentStore;

/** Enrolment tokens and device certificates, for the enrolment listener, administrators and the revocation check. */
final class SqlEnrolments implements EnrolmentStore {
    /** Tokens are kept this long after they expired, so that a refusal can say why. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final String PURGE = "DELETE FROM enrolment_token WHERE tenant_id = ? AND expires_at < ?";
    private static final String PUT_TOKEN = """
            INSERT INTO enrolment_token (tenant_id, token_hash, device_id, platform, user_id, udid, serial, expires_at,
                renews)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String TOKEN = """
            SELECT platform, user_id, udid, serial, device_id, expires_at, renews FROM enrolment_token
            WHERE tenant_id = ? AND token_hash = ? AND used_at IS NULL AND expires_at > ?""";
    private static final String USE = """
            UPDATE enrolment_token SET used_at = ?, public_key = ?, certificate = ?
            WHERE tenant_id = ? AND token_hash = ? AND used_at IS NULL AND expires_at > ?""";
    private static final String USED = """
            SELECT certificate FROM enrolment_token
            WHERE tenant_id = ? AND token_hash = ? AND used_at IS NOT NULL AND expires_at > ? AND public_key = ?""";
    private static final String NEW_DEVICE = """
            INSERT INTO device (tenant_id, device_id, version, epoch, enrolment, platform, state, user_id, placed_under,
                managed_by, certificate, pending_certificate, converged_hash, udid, serial, model, os_version, name,
                ledger)
            VALUES (?, ?, 0, 0, 0, ?, 'ISSUED', ?, ?, NULL, NULL, NULL, '', '', '', '', '', '', '')
            ON CONFLICT (tenant_id, device_id) DO NOTHING""";
    private static final String NEW_CERTIFICATE = """
            INSERT INTO device_certificate (tenant_id, fingerprint, device_id, status, user_id, udid, serial, not_before,
                not_after, issued_at, number)
            VALUES (?, ?, ?, 'ISSUED', ?, ?, ?, ?, ?, ?, ?)""";
    private static final String CERTIFICATES = """
            SELECT fingerprint, device_id, status, not_after, good_until FROM device_certificate
            WHERE tenant_id = ? AND device_id = ? ORDER BY issued_at DESC, fingerprint LIMIT ?""";
    private static final String CERTIFICATE = """
            SELECT fingerprint, device_id, status, not_after, good_until FROM device_certificate
            WHERE tenant_id = ? AND fingerprint = ?""";
    /** Whether any tenant has one, each by its own key, as in {@link #REVOKED}. */
    static final String ANY = """
            SELECT c.device_id FROM tenant t CROSS JOIN device_certificate c WHERE c.tenant_id = t.tenant_id LIMIT 1""";
    private static final String REVOKE = """
            UPDATE device_certificate SET status = 'REVOKED' WHERE tenant_id = ? AND fingerprint = ?""";
    private static final String NOTE_REVOKED = """
            INSERT INTO revocation (tenant_id, revoked_at, fingerprint, not_after, number)
            SELECT tenant_id, ?, fingerprint, not_after, number FROM device_certificate
            WHERE tenant_id = ? AND fingerprint = ?""";
    /** As {@link #REVOKED}. */
    static final String SERIALS = """
            SELECT r.number, r.revoked_at FROM tenant t CROSS JOIN revocation r
            WHERE r.tenant_id = t.tenant_id AND r.not_after > ? AND r.number IS NOT NULL LIMIT ?""";
    private static final String FORGET_EXPIRED = "DELETE FROM revocation WHERE tenant_id = ? AND not_after < ?";
    /** The one statement that reads all tenants, each by its own key: CROSS JOIN keeps SQLite from turning it round. */
    static final String REVOKED = """
            SELECT r.fingerprint FROM tenant t CROSS JOIN revocation r
            WHERE r.tenant_id = t.tenant_id AND r.revoked_at >= ? AND r.not_after > ?""";

    private final Database database;

    SqlEnrolments(Database database) {
        this.database = database;
    }

    @Override
    public void putToken(String tokenHash, Token token) {
        Instant longAgo = database.clock().instant().minus(KEPT);
        byte[] hash = HexFormat.of().parseHex(tokenHash);
        database.change(link -> put(link, hash, token, longAgo));
    }

    private static boolean put(Link link, byte[] hash, Token token, Instant longAgo) throws SQLException {
        link.update(PURGE, args -> args.tenant(token.tenant()).at(longAgo));
        return link.update(PUT_TOKEN, args -> args.tenant(token.tenant()).bytes(hash).device(token.device())
                .text(token.platform().wireName()).user(token.user()).text(token.udid()).text(token.serial())
                .at(token.expiresAt()).small(token.renews())) == 1;
    }

    @Override
    public boolean putOffer(String tokenHash, Token token, Instant now) {
        Instant longAgo = database.clock().instant().minus(KEPT);
        byte[] hash = HexFormat.of().parseHex(tokenHash);
        return database.change(link -> Renewals.offered(link, token.tenant(), token.device(), token.renews(), now)
                .size() < Renewals.MOST_OFFERS && put(link, hash, token, longAgo));
    }

    @Override
    public void renewalFailed(TenantId tenant, DeviceId device, int enrolment, String problem, Instant now) {
        database.change(link -> {
            Renewals.failed(link, tenant, device, enrolment, problem, now);
            return true;
        });
    }

    @Override
    public List<String> renewalsOffered(TenantId tenant, DeviceId device, int enrolment, Instant now) {
        return database.read(link -> Renewals.offered(link, tenant, device, enrolment, now));
    }

    @Override
    public Optional<Token> token(TenantId tenant, String tokenHash, Instant now) {
        byte[] hash = HexFormat.of().parseHex(tokenHash);
        return database.read(link -> link.one(TOKEN, args -> args.tenant(tenant).bytes(hash).at(now),
                row -> new Token(tenant, Names.platform(row.text()), row.maybeUser(), row.text(), row.text(),
                        row.device(), row.at(), row.small())));
    }

    @Override
    public boolean redeem(String tokenHash, Token token, Issue issue, Optional<ManagementAuthority> placedUnder,
            Instant now) {
        byte[] hash = HexFormat.of().parseHex(tokenHash);
        byte[] key = HexFormat.of().parseHex(issue.key());
        TenantId tenant = token.tenant();
        return database.change(link -> {
            if (link.update(USE, args -> args.at(now).bytes(key).bytes(issue.certificate()).tenant(tenant).bytes(hash)
                    .at(now)) != 1) {
                return false;
            }
            if (token.renews() > 0) {
                return Renewals.record(link, tenant, token.device(), token.renews(), issue, now);
            }
            create(link, token, issue, placedUnder, now);
            return true;
        });
    }

    /** A device, if it does not exist, and its certificate. */
    static void create(Link link, Token token, Issue issue, Optional<ManagementAuthority> placedUnder, Instant now)
            throws SQLException {
        ClientCertificate certificate = issue.facts();
        TenantId tenant = token.tenant();
        link.update(NEW_DEVICE, args -> args.tenant(tenant).device(token.device())
                .text(token.platform().wireName()).user(token.user()).authority(placedUnder));
        link.update(NEW_CERTIFICATE, args -> args.tenant(tenant).fingerprint(certificate.fingerprint())
                .device(token.device()).user(token.user()).text(token.udid()).text(token.serial())
                .at(certificate.notBefore()).at(certificate.notAfter()).at(now)
                .maybeBytes(CertificateLife.number(issue.certificate())));
    }

    @Override
    public Optional<byte[]> issuedBefore(TenantId tenant, String tokenHash, String key, Instant now) {
        byte[] hash = HexFormat.of().parseHex(tokenHash);
        byte[] named = HexFormat.of().parseHex(key);
        return database.read(link -> {
            Optional<byte[]> issued = link.one(USED, args -> args.tenant(tenant).bytes(hash).at(now).bytes(named),
                    Row::bytes);
            return issued.isPresent() && stands(link, tenant, issued.get()) ? issued : Optional.empty();
        });
    }

    /** Whether a certificate, DER, is recorded and was not revoked. */
    static boolean stands(Link link, TenantId tenant, byte[] certificate) throws SQLException {
        Fingerprint fingerprint = Fingerprint.of(certificate);
        return link.one(CERTIFICATE, args -> args.tenant(tenant).fingerprint(fingerprint), SqlEnrolments::certificate)
                .filter(known -> known.status() != CertificateStatus.REVOKED).isPresent();
    }

    @Override
    public boolean renew(TenantId tenant, DeviceId device, int enrolment, Issue issue, Instant now) {
        return database.change(link -> Renewals.record(link, tenant, device, enrolment, issue, now));
    }

    @Override
    public Optional<byte[]> renewedBefore(TenantId tenant, DeviceId device, int enrolment, String key, Instant now) {
        return database.read(link -> Renewals.before(link, tenant, device, enrolment, key, now));
    }

    @Override
    public Optional<CertificateRecord> certificate(TenantId tenant, Fingerprint fingerprint) {
        return database.read(link -> link.one(CERTIFICATE, args -> args.tenant(tenant).fingerprint(fingerprint),
                SqlEnrolments::certificate));
    }

    @Override
    public List<CertificateRecord> certificatesOf(TenantId tenant, DeviceId device, int limit) {
        return database.read(link -> link.list(CERTIFICATES, args -> args.tenant(tenant).device(device).small(limit),
                SqlEnrolments::certificate));
    }

    private static CertificateRecord certificate(Row row) throws SQLException {
        return new CertificateRecord(row.fingerprint(), row.device(),
                Names.constant(CertificateStatus.class, row.text()), row.at(), row.maybeAt());
    }

    @Override
    public boolean anyIssued() {
        return database.read(link -> link.one(ANY, _ -> {}, Row::device)).isPresent();
    }

    @Override
    public boolean revoke(TenantId tenant, Fingerprint fingerprint, Instant now) {
        return database.change(link -> {
            Optional<CertificateRecord> found = link.one(link.dialect().locking(CERTIFICATE),
                    args -> args.tenant(tenant).fingerprint(fingerprint), SqlEnrolments::certificate);
            if (found.isPresent() && found.get().status() != CertificateStatus.REVOKED) {
                link.update(REVOKE, args -> args.tenant(tenant).fingerprint(fingerprint));
                link.update(FORGET_EXPIRED, args -> args.tenant(tenant).at(now));
                link.update(NOTE_REVOKED, args -> args.at(now).tenant(tenant).fingerprint(fingerprint));
            }
            return found.isPresent();
        });
    }

    @Override
    public List<Fingerprint> revokedSince(Instant since, Instant now) {
        return database.read(link -> link.list(REVOKED, args -> args.at(since).at(now), Row::fingerprint));
    }

    @Override
    public List<RevokedSerial> revokedSerials(Instant now, int most) {
        return database.read(link -> link.list(SERIALS, args -> args.at(now).small(most),
                row -> new RevokedSerial(new BigInteger(1, row.bytes()), row.at())));
    }
}
