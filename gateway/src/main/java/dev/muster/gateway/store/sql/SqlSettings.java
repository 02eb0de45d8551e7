package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.muster.gateway.model.Assignment;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.SettingStore;

/** Settings, for administrators. Definitions and payloads are sealed: they may hold passphrases. */
final class SqlSettings implements SettingStore {
    private static final int MOST = 1_000;
    private static final String COUNT = """
            SELECT count(*) FROM setting WHERE tenant_id = ? AND authority = ? AND name_key <> ?""";
    private static final String PUT = """
            INSERT INTO setting (tenant_id, authority, name_key, name, kind, changed_at, assignment, definition)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, authority, name_key) DO UPDATE SET name = excluded.name, kind = excluded.kind,
                changed_at = excluded.changed_at, assignment = excluded.assignment, definition = excluded.definition""";
    private static final String CLEAR = """
            DELETE FROM setting_payload WHERE tenant_id = ? AND authority = ? AND name_key = ?""";
    private static final String PAYLOAD = """
            INSERT INTO setting_payload (tenant_id, authority, platform, name_key, version, payload)
            VALUES (?, ?, ?, ?, ?, ?)""";
    private static final String DELETE = """
            DELETE FROM setting WHERE tenant_id = ? AND authority = ? AND name_key = ?""";
    private static final String GET = """
            SELECT name_key, name, kind, assignment, definition FROM setting
            WHERE tenant_id = ? AND authority = ? AND name_key = ?""";
    private static final String ALL = """
            SELECT name_key, name, kind, assignment, definition FROM setting WHERE tenant_id = ? AND authority = ?""";
    private static final String PAYLOADS_OF = """
            SELECT name_key, platform, version, payload FROM setting_payload
            WHERE tenant_id = ? AND authority = ? AND name_key = ?""";
    private static final String PAYLOADS = """
            SELECT name_key, platform, version, payload FROM setting_payload WHERE tenant_id = ? AND authority = ?""";

    @SuppressWarnings("ArrayRecordComponent") // opaque sealed bytes on their way, never compared
    private record Compiled(String key, Platform platform, String version, byte[] payload) {}

    @SuppressWarnings("ArrayRecordComponent") // opaque sealed bytes on their way, never compared
    private record Defined(String key, SettingName name, String kind, String assignment, byte[] definition) {}

    private final Database database;

    SqlSettings(Database database) {
        this.database = database;
    }

    /** Names a payload's row inside its tenant, for its seal. */
    static String place(ManagementAuthority authority, String key, Platform platform) {
        return authority.wireName() + "/" + platform.wireName() + "/" + key;
    }

    private static String place(ManagementAuthority authority, String key) {
        return authority.wireName() + "//" + key;
    }

    @Override
    public boolean put(TenantId tenant, Definition definition, Instant now) {
        ManagementAuthority authority = definition.authority();
        String key = definition.name().key();
        byte[] sealed = database.seals().setting(tenant, place(authority, key), definition.definition());
        List<Compiled> compiled = new ArrayList<>();
        definition.compiled().forEach((platform, setting) -> compiled.add(new Compiled(key, platform,
                setting.version(), database.seals().setting(tenant, place(authority, key, platform),
                        Payloads.write(setting.payload())))));
        return database.change(link -> {
            long others = link.one(COUNT, args -> args.tenant(tenant).text(authority.wireName()).text(key),
                    Row::number).orElse(0L);
            if (others >= MOST || !Epochs.raiseForAll(link, tenant)) {
                return false;
            }
            link.update(PUT, args -> args.tenant(tenant).text(authority.wireName()).text(key)
                    .text(definition.name().value()).text(definition.kind()).at(now)
                    .text(Assignments.write(definition.assignment())).bytes(sealed));
            link.update(CLEAR, args -> args.tenant(tenant).text(authority.wireName()).text(key));
            for (Compiled one : compiled) {
                link.update(PAYLOAD, args -> args.tenant(tenant).text(authority.wireName())
                        .text(one.platform().wireName()).text(key).text(one.version()).bytes(one.payload()));
            }
            DesiredSets.derive(link, tenant, authority);
            assign(link, tenant, authority, key, definition.assignment(), now);
            return true;
        });
    }

    /** Users named by themselves have another audience in the same moment: nobody loses a setting on the way. */
    private static void assign(Link link, TenantId tenant, ManagementAuthority authority, String key,
            Assignment assignment, Instant now) throws SQLException {
        for (UUID user : Assignments.note(link, tenant, authority, key, assignment)) {
            var _ = Audiences.derive(link, tenant, user, (_, before) -> before, now);
        }
    }

    @Override
    public boolean delete(TenantId tenant, ManagementAuthority authority, SettingName name, Instant now) {
        return database.change(link -> {
            // The tenant's row first, as in put: two changes of settings never derive hashes side by side.
            Optional<String> found = link.one(GET,
                    args -> args.tenant(tenant).text(authority.wireName()).text(name.key()), Row::text);
            if (found.isEmpty() || !Epochs.raiseForAll(link, tenant)) {
                return false;
            }
            link.update(CLEAR, args -> args.tenant(tenant).text(authority.wireName()).text(name.key()));
            link.update(DELETE, args -> args.tenant(tenant).text(authority.wireName()).text(name.key()));
            assign(link, tenant, authority, name.key(), Assignment.EVERYBODY, now);
            DesiredSets.derive(link, tenant, authority);
            return true;
        });
    }

    @Override
    public Optional<Definition> setting(TenantId tenant, ManagementAuthority authority, SettingName name) {
        Args.Binding one = args -> args.tenant(tenant).text(authority.wireName()).text(name.key());
        return database.read(link -> link.snapshot(all -> assemble(tenant, authority,
                all.list(GET, one, SqlSettings::defined), all.list(PAYLOADS_OF, one, SqlSettings::compiled)).stream()
                .findFirst()));
    }

    @Override
    public List<Definition> all(TenantId tenant, ManagementAuthority authority) {
        Args.Binding every = args -> args.tenant(tenant).text(authority.wireName());
        return database.read(link -> link.snapshot(all -> assemble(tenant, authority,
                all.list(ALL, every, SqlSettings::defined), all.list(PAYLOADS, every, SqlSettings::compiled))));
    }

    private static Defined defined(Row row) throws SQLException {
        return new Defined(row.text(), new SettingName(row.text()), row.text(), row.text(), row.bytes());
    }

    private static Compiled compiled(Row row) throws SQLException {
        return new Compiled(row.text(), Names.platform(row.text()), row.text(), row.bytes());
    }

    private List<Definition> assemble(TenantId tenant, ManagementAuthority authority, List<Defined> settings,
            List<Compiled> payloads) {
        Seals seals = database.seals();
        Map<String, Map<Platform, Setting>> byKey = new HashMap<>();
        Map<String, Defined> names = new HashMap<>();
        settings.forEach(setting -> names.put(setting.key(), setting));
        for (Compiled payload : payloads) {
            Defined setting = names.get(payload.key());
            if (setting != null) {
                String plain = seals.setting(tenant, place(authority, payload.key(), payload.platform()),
                        payload.payload());
                byKey.computeIfAbsent(payload.key(), _ -> new EnumMap<>(Platform.class)).put(payload.platform(),
                        new Setting(setting.name(), authority, setting.kind(), payload.version(),
                                Payloads.read(plain)));
            }
        }
        return settings.stream().sorted(Comparator.comparing(Defined::key))
                .map(setting -> new Definition(setting.name(), authority, setting.kind(),
                        seals.setting(tenant, place(authority, setting.key()), setting.definition()),
                        byKey.getOrDefault(setting.key(), Map.of()), Assignments.read(setting.assignment())))
                .toList();
    }
}
