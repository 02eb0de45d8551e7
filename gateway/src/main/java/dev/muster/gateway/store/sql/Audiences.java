package dev.muster.gateway.store.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DirectoryStore.Licence;
import dev.muster.gateway.store.Entitling;

/**
 * What follows for a user from licences and groups (idea 6): the entitlement and the audience, kept in the user's row because
 * every check-in reads them. The audience is the set of groups a user is in, directly or not, and the user's own id where an
 * assignment names it; the row keeps its hash, a table of its own the set.
 */
final class Audiences {
    /** The audience of a user in no group, and of a device without a user. */
    static final String NONE = "";

    private static final String USER = "SELECT u.licences, u.audience, " + Rows.ENTITLEMENT
            + " FROM directory_user u WHERE u.tenant_id = ? AND u.user_id = ?";
    static final String GROUPS_ABOVE = """
            WITH RECURSIVE above (id) AS (
                SELECT m.group_id FROM group_member m WHERE m.tenant_id = ? AND m.member_id = ?
                UNION
                SELECT m.group_id FROM above a JOIN group_member m ON m.tenant_id = ? AND m.member_id = a.id)
            SELECT g.group_id, g.display_name, g.licences
            FROM above a JOIN directory_group g ON g.tenant_id = ? AND g.group_id = a.id""";
    private static final String NAMED = """
            SELECT 1 FROM setting_target WHERE tenant_id = ? AND target_id = ? LIMIT 1""";
    private static final String KEEP = """
            INSERT INTO audience (tenant_id, audience, members) VALUES (?, ?, ?)
            ON CONFLICT (tenant_id, audience) DO NOTHING""";
    private static final String MEMBERS = "SELECT members FROM audience WHERE tenant_id = ? AND audience = ?";
    private static final String UPDATE = """
            UPDATE directory_user SET intune = ?, office365 = ?, co_managed = ?, in_collection = ?,
                left_collection_at = ?, audience = ?,
                entitled_at = CASE WHEN ? THEN ? ELSE entitled_at END
            WHERE tenant_id = ? AND user_id = ?""";

    private static final String FORGET = """
            DELETE FROM audience WHERE tenant_id = ? AND NOT EXISTS (
                SELECT 1 FROM directory_user u
                WHERE u.tenant_id = audience.tenant_id AND u.audience = audience.audience AND u.audience <> '')""";

    /** What a derivation found out. */
    record Derived(boolean entitlementChanged, boolean audienceChanged) {
        boolean changed() {
            return entitlementChanged || audienceChanged;
        }
    }

    private record Before(List<Licence> licences, String audience, Entitlement entitlement) {}

    private Audiences() {}

    /**
     * Derives one user anew, who is locked meanwhile. If it made a difference, the user's devices are due.
     *
     * @return empty if there is no such user
     */
    static Optional<Derived> derive(Link link, TenantId tenant, UUID user, Entitling entitling, Instant now)
            throws SQLException {
        Optional<Before> found = link.one(link.dialect().locking(USER), args -> args.tenant(tenant).id(user),
                row -> new Before(Licences.read(row.text()), row.text(), Rows.entitlement(row)));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Before before = found.get();
        List<Licence> licences = new ArrayList<>(before.licences());
        Set<UUID> members = new TreeSet<>();
        link.list(GROUPS_ABOVE, args -> args.tenant(tenant).id(user).tenant(tenant).tenant(tenant), row -> {
            members.add(row.id());
            row.skip(1);
            return licences.addAll(Licences.read(row.text()));
        });
        if (link.one(NAMED, args -> args.tenant(tenant).id(user), Row::number).isPresent()) {
            members.add(user);
        }
        Entitlement entitlement = entitling.entitlement(licences, before.entitlement());
        String audience = keep(link, tenant, members);
        Derived derived = new Derived(!entitlement.equals(before.entitlement()), !audience.equals(before.audience()));
        if (derived.changed()) {
            link.update(UPDATE, args -> args.flag(entitlement.intune()).flag(entitlement.office365())
                    .flag(entitlement.coManaged()).flag(entitlement.inCollection())
                    .maybeNumber(entitlement.leftCollection().map(Instant::toEpochMilli)).text(audience)
                    .flag(derived.entitlementChanged()).at(now).tenant(tenant).id(user));
            Epochs.raiseFor(link, tenant, link.list(link.dialect().locking(SqlDirectory.LOCK_DEVICES),
                    args -> args.tenant(tenant).id(user), Row::device));
        }
        return Optional.of(derived);
    }

    private static String keep(Link link, TenantId tenant, Set<UUID> members) throws SQLException {
        if (members.isEmpty()) {
            return NONE;
        }
        List<String> texts = members.stream().map(UUID::toString).toList();
        String hash = hash(texts);
        link.update(KEEP, args -> args.tenant(tenant).text(hash)
                .text(Json.write(out -> Json.writeTexts(out, texts))));
        return hash;
    }

    /** Forgets audiences that nobody has any more. */
    static void forgetUnused(Link link, TenantId tenant) throws SQLException {
        link.update(FORGET, args -> args.tenant(tenant));
    }

    /** The ids of an audience; empty if nobody has it any more and it was forgotten. */
    static Optional<Set<UUID>> members(Link link, TenantId tenant, String audience) throws SQLException {
        if (audience.equals(NONE)) {
            return Optional.of(Set.of());
        }
        return link.one(MEMBERS, args -> args.tenant(tenant).text(audience),
                row -> {
                    Set<UUID> ids = new HashSet<>();
                    Json.read("audience", row.text(), Json::nextTexts).forEach(text -> ids.add(UUID.fromString(text)));
                    return ids;
                });
    }

    private static String hash(List<String> sorted) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            sorted.forEach(id -> digest.update(id.getBytes(StandardCharsets.US_ASCII)));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
