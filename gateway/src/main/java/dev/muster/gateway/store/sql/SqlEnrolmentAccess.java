package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.EnrolmentPolicy;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.EnrolmentStore;

/** Who may enrol without a token that was made for one device. */
final class SqlEnrolmentAccess implements EnrolmentAccessStore {
    /** The one statement with {@link #TENANT_OF} that no tenant leads: the directory of domains is the installation's. */
    private static final String CLAIM = """
            INSERT INTO enrolment_domain (domain, tenant_id) SELECT ?, t.tenant_id FROM tenant t WHERE t.tenant_id = ?
            ON CONFLICT (domain) DO NOTHING""";
    private static final String RELEASE = "DELETE FROM enrolment_domain WHERE tenant_id = ? AND domain = ?";
    static final String TENANT_OF = "SELECT tenant_id FROM enrolment_domain WHERE domain = ?";
    static final String DOMAINS = "SELECT domain FROM enrolment_domain WHERE tenant_id = ? ORDER BY domain LIMIT ?";
    private static final String POLICY = """
            SELECT proof, authentication_url, most_devices, android_agent, issuers
            FROM enrolment_policy WHERE tenant_id = ?""";
    private static final String PUT_POLICY = """
            INSERT INTO enrolment_policy (tenant_id, proof, authentication_url, most_devices, android_agent,
                issuers)
            SELECT t.tenant_id, ?, ?, ?, ?, ? FROM tenant t WHERE t.tenant_id = ?
            ON CONFLICT (tenant_id) DO UPDATE SET proof = excluded.proof,
                authentication_url = excluded.authentication_url, most_devices = excluded.most_devices,
                android_agent = excluded.android_agent,
                issuers = excluded.issuers""";
    private static final String PUT_PASSWORD = """
            INSERT INTO user_password (tenant_id, user_id, changed_at, sealed)
            SELECT u.tenant_id, u.user_id, ?, ? FROM directory_user u WHERE u.tenant_id = ? AND u.user_id = ?
            ON CONFLICT (tenant_id, user_id) DO UPDATE SET changed_at = excluded.changed_at, sealed = excluded.sealed""";
    private static final String REMOVE_PASSWORD = "DELETE FROM user_password WHERE tenant_id = ? AND user_id = ?";
    private static final String PASSWORD = "SELECT sealed FROM user_password WHERE tenant_id = ? AND user_id = ?";
    private static final String PUT_BULK = """
            INSERT INTO bulk_token (tenant_id, token_hash, platform, created_at, expires_at, most, used)
            SELECT t.tenant_id, ?, ?, ?, ?, ?, ? FROM tenant t WHERE t.tenant_id = ?""";
    private static final String BULK_COLUMNS = """
            SELECT token_hash, platform, created_at, expires_at, most, used FROM bulk_token WHERE tenant_id = ?""";
    private static final String BULK = BULK_COLUMNS + " AND token_hash = ?";
    private static final String BULKS = BULK_COLUMNS + " ORDER BY created_at DESC, token_hash LIMIT ?";
    private static final String REMOVE_BULK = "DELETE FROM bulk_token WHERE tenant_id = ? AND token_hash = ?";

    private final Database database;

    SqlEnrolmentAccess(Database database) {
        this.database = database;
    }

    @Override
    public boolean claimDomain(TenantId tenant, String domain) {
        return database.change(link -> link.update(CLAIM, args -> args.text(domain).tenant(tenant)) == 1
                || link.one(TENANT_OF, args -> args.text(domain), Row::text).equals(Optional.of(tenant.value())));
    }

    @Override
    public boolean releaseDomain(TenantId tenant, String domain) {
        return database.change(link -> link.update(RELEASE, args -> args.tenant(tenant).text(domain)) == 1);
    }

    @Override
    public Optional<TenantId> tenantOf(String domain) {
        return database.read(link -> link.one(TENANT_OF, args -> args.text(domain), row -> new TenantId(row.text())));
    }

    @Override
    public List<String> domains(TenantId tenant, int limit) {
        return database.read(link -> link.list(DOMAINS, args -> args.tenant(tenant).small(limit), Row::text));
    }

    @Override
    public EnrolmentPolicy policy(TenantId tenant) {
        return database.read(link -> link.one(POLICY, args -> args.tenant(tenant), EnrolmentPolicies::read))
                .orElse(EnrolmentPolicy.USUAL);
    }

    @Override
    public boolean putPolicy(TenantId tenant, EnrolmentPolicy policy) {
        return database.change(link -> link.update(PUT_POLICY, args -> args.text(policy.proof().wireName())
                .text(policy.authenticationUrl().orElse("")).small(policy.mostDevices())
                .flag(policy.androidAgent())
                .text(EnrolmentPolicies.issuers(policy.issuers())).tenant(tenant)) == 1);
    }

    @Override
    public boolean putPassword(TenantId tenant, UserId user, String hash, Instant now) {
        byte[] sealed = database.seals().password(tenant, user, hash);
        return database.change(link -> link.update(PUT_PASSWORD,
                args -> args.at(now).bytes(sealed).tenant(tenant).id(user.value())) == 1);
    }

    @Override
    public boolean removePassword(TenantId tenant, UserId user) {
        return database.change(link -> link.update(REMOVE_PASSWORD, args -> args.tenant(tenant).id(user.value())) == 1);
    }

    @Override
    public Optional<String> password(TenantId tenant, UserId user) {
        return database.read(link -> link.one(PASSWORD, args -> args.tenant(tenant).id(user.value()),
                row -> database.seals().password(tenant, user, row.bytes())));
    }

    @Override
    public boolean putBulkToken(TenantId tenant, BulkToken token) {
        byte[] hash = HexFormat.of().parseHex(token.hash());
        return database.change(link -> link.update(PUT_BULK, args -> args.bytes(hash).text(token.platform().wireName())
                .at(token.createdAt()).at(token.expiresAt()).small(token.most()).small(token.used())
                .tenant(tenant)) == 1);
    }

    @Override
    public Optional<BulkToken> bulkToken(TenantId tenant, String hash) {
        byte[] named = HexFormat.of().parseHex(hash);
        return database
                .read(link -> link.one(BULK, args -> args.tenant(tenant).bytes(named), SqlEnrolmentAccess::bulkToken));
    }

    @Override
    public List<BulkToken> bulkTokens(TenantId tenant, int limit) {
        return database
                .read(link -> link.list(BULKS, args -> args.tenant(tenant).small(limit),
                        SqlEnrolmentAccess::bulkToken));
    }

    private static BulkToken bulkToken(Row row) throws SQLException {
        return new BulkToken(HexFormat.of().formatHex(row.bytes()), Names.platform(row.text()), row.at(), row.at(),
                row.small(), row.small());
    }

    @Override
    public boolean removeBulkToken(TenantId tenant, String hash) {
        byte[] named = HexFormat.of().parseHex(hash);
        return database.change(link -> link.update(REMOVE_BULK, args -> args.tenant(tenant).bytes(named)) == 1);
    }

    @Override
    public Optional<Before> issuedBefore(Proof proof, String key, Instant now) {
        return database.read(link -> ProvenIssues.before(link, proof, key, now));
    }

    @Override
    public Recorded record(Proof proof, DeviceId device, EnrolmentStore.Issue issue,
            Optional<ManagementAuthority> placedUnder, Instant now) {
        return database.change(link -> ProvenIssues.record(link, proof, device, issue, placedUnder, now));
    }
}
