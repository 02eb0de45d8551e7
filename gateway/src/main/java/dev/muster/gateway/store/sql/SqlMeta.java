package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.Optional;

import dev.muster.gateway.store.MetaStore;

/** Small values of the installation; sealed, for some are secrets that nodes share. */
final class SqlMeta implements MetaStore {
    private static final String GET = "SELECT value FROM meta WHERE name = ?";
    private static final String PUT = """
            INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value""";
    private static final String PUT_IF_ABSENT = """
            INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING""";

    private final Database database;

    SqlMeta(Database database) {
        this.database = database;
    }

    @Override
    public Optional<String> get(String key) {
        return database.read(link -> get(link, key));
    }

    private Optional<String> get(Link link, String key) throws SQLException {
        return link.one(GET, args -> args.text(key), row -> database.seals().meta(key, row.bytes()));
    }

    @Override
    public void put(String key, String value) {
        byte[] sealed = database.seals().meta(key, value);
        database.change(link -> link.update(PUT, args -> args.text(key).bytes(sealed)));
    }

    @Override
    public String putIfAbsent(String key, String value) {
        byte[] sealed = database.seals().meta(key, value);
        return database.change(link -> {
            link.update(PUT_IF_ABSENT, args -> args.text(key).bytes(sealed));
            return get(link, key)
                    .orElseThrow(() -> new SQLException("a value that was there a moment ago is gone: " + key));
        });
    }
}
