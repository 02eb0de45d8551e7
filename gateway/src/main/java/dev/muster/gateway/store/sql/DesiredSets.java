package dev.muster.gateway.store.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.TenantId;

/**
 * Desired sets by their hash (idea 6). The hash is a derived row, written in the transaction that changes settings; the
 * content is kept in memory, bounded: a hash is its content, so an entry is never wrong, only unused.
 */
final class DesiredSets {
    private static final int KEPT = 512;
    /**
     * Ends the hash of a set that holds settings for some only; the hash of an audience follows it, for the content then depends
     * on who asks. Without such settings one hash is everybody's.
     */
    private static final char FOR_SOME = '+';
    private static final String CONTENT = """
            SELECT s.name_key, s.name, s.kind, s.assignment, p.version, p.payload
            FROM setting_payload p
            JOIN setting s ON s.tenant_id = p.tenant_id AND s.authority = p.authority AND s.name_key = p.name_key
            WHERE p.tenant_id = ? AND p.authority = ? AND p.platform = ?
            ORDER BY p.name_key""";
    private static final String VERSIONS = """
            SELECT p.name_key, p.version, s.assignment
            FROM setting_payload p
            JOIN setting s ON s.tenant_id = p.tenant_id AND s.authority = p.authority AND s.name_key = p.name_key
            WHERE p.tenant_id = ? AND p.authority = ? AND p.platform = ? ORDER BY p.name_key""";
    private static final String KEEP = """
            INSERT INTO desired_set (tenant_id, platform, authority, hash) VALUES (?, ?, ?, ?)
            ON CONFLICT (tenant_id, platform, authority) DO UPDATE SET hash = excluded.hash""";
    private static final String DROP = """
            DELETE FROM desired_set WHERE tenant_id = ? AND platform = ? AND authority = ?""";

    private record Key(TenantId tenant, ManagementAuthority authority, Platform platform, String hash) {}

    private record Member(String key, String version, String assignment) {}

    private record Assigned(Setting setting, Member member) {}

    /** What is stored, and for whom some of it is. */
    private record Content(List<Assigned> settings, Optional<Set<UUID>> audience) {}

    private final Database database;
    private final Map<Key, DesiredSet> kept = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, DesiredSet> eldest) {
            return size() > KEPT;
        }
    };

    DesiredSets(Database database) {
        this.database = database;
    }

    Optional<DesiredSet> get(TenantId tenant, ManagementAuthority authority, Platform platform, String hash) {
        if (hash.equals(DesiredSet.EMPTY_HASH)) {
            return Optional.of(DesiredSet.EMPTY);
        }
        Key key = new Key(tenant, authority, platform, hash);
        synchronized (kept) {
            DesiredSet known = kept.get(key);
            if (known != null) {
                return Optional.of(known);
            }
        }
        String audience = hash.substring(hash.indexOf(FOR_SOME) + 1);
        Content content = database.read(link -> link.snapshot(
                moment -> new Content(content(moment, tenant, authority, platform),
                        Audiences.members(moment, tenant, hash.indexOf(FOR_SOME) < 0 ? Audiences.NONE : audience))));
        String now = hash(content.settings().stream().map(Assigned::member).toList());
        if (content.audience().isEmpty() || !reaching(now, audience).equals(hash)) {
            return Optional.empty();
        }
        DesiredSet found = new DesiredSet(hash, content.settings().stream()
                .filter(assigned -> Assignments.read(assigned.member().assignment())
                        .reaches(content.audience().get()))
                .map(Assigned::setting).toList());
        synchronized (kept) {
            kept.put(key, found);
        }
        return Optional.of(found);
    }

    /** The hash of the set that reaches an audience; null stands for a device without a user. */
    static String reaching(String stored, @Nullable String audience) {
        return stored.charAt(stored.length() - 1) == FOR_SOME ? stored + (audience == null ? Audiences.NONE : audience)
                : stored;
    }

    private List<Assigned> content(Link link, TenantId tenant, ManagementAuthority authority, Platform platform)
            throws SQLException {
        return link.list(CONTENT,
                args -> args.tenant(tenant).text(authority.wireName()).text(platform.wireName()), row -> {
                    String key = row.text();
                    SettingName name = new SettingName(row.text());
                    String kind = row.text();
                    String assignment = row.text();
                    String version = row.text();
                    String payload = database.seals().setting(tenant, SqlSettings.place(authority, key, platform),
                            row.bytes());
                    return new Assigned(new Setting(name, authority, kind, version, Payloads.read(payload)),
                            new Member(key, version, assignment));
                });
    }

    /** Derives the hashes of one authority's sets anew, for every platform, in the transaction that changed a setting. */
    static void derive(Link link, TenantId tenant, ManagementAuthority authority) throws SQLException {
        for (Platform platform : Platform.values()) {
            List<Member> members = link.list(VERSIONS,
                    args -> args.tenant(tenant).text(authority.wireName()).text(platform.wireName()),
                    row -> new Member(row.text(), row.text(), row.text()));
            if (members.isEmpty()) {
                link.update(DROP,
                        args -> args.tenant(tenant).text(platform.wireName()).text(authority.wireName()));
            } else {
                String hash = hash(members);
                link.update(KEEP, args -> args.tenant(tenant).text(platform.wireName())
                        .text(authority.wireName()).text(hash));
            }
        }
    }

    private static String hash(List<Member> members) {
        if (members.isEmpty()) {
            return DesiredSet.EMPTY_HASH;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Member member : members) {
                // Neither a name nor a version holds a control character, so the separators are unambiguous.
                digest.update((member.key() + "\n" + member.version() + "\n" + member.assignment())
                        .getBytes(StandardCharsets.UTF_8));
            }
            String digits = HexFormat.of().formatHex(digest.digest(), 0, 8);
            return members.stream().allMatch(member -> member.assignment().isEmpty()) ? digits : digits + FOR_SOME;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
