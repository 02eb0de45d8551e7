package dev.muster.gateway.store.sql;

import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** What differs between the two databases, side by side. Everything else is one text for both. */
enum Dialect {
    /** UUIDs are 16 bytes; one process, one writer. */
    SQLITE("", Map.of("id", "blob", "bytes", "blob", "key", "text", "rowless", "WITHOUT ROWID", "roomy",
            "")) {
        @Override
        void bindId(PreparedStatement statement, int index, UUID id) throws SQLException {
            statement.setBytes(index, ByteBuffer.allocate(16).putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits()).array());
        }

        @Override
        void bindNoId(PreparedStatement statement, int index) throws SQLException {
            statement.setNull(index, Types.BINARY);
        }

        @Override
        @Nullable
        UUID readId(ResultSet result, int column) throws SQLException {
            byte[] bytes = result.getBytes(column);
            if (bytes == null) {
                return null;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong());
        }
    },
    /** UUIDs are uuid; rows are locked one by one. */
    POSTGRESQL(" FOR NO KEY UPDATE", Map.of("id", "uuid", "bytes", "bytea", "key", "text COLLATE \"C\"",
            "rowless", "", "roomy", "WITH (fillfactor = 80)")) {
        @Override
        void bindId(PreparedStatement statement, int index, UUID id) throws SQLException {
            statement.setObject(index, id);
        }

        @Override
        void bindNoId(PreparedStatement statement, int index) throws SQLException {
            // With its type: a batch whose parameters change their types is sent in pieces.
            statement.setNull(index, Types.OTHER, "uuid");
        }

        @Override
        @Nullable
        UUID readId(ResultSet result, int column) throws SQLException {
            return result.getObject(column, UUID.class);
        }
    };

    private static final String SERVER_CLOCK = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    private final String lock;
    @SuppressWarnings("ImmutableEnumChecker") // Map.of is immutable
    private final Map<String, String> placeholders;

    Dialect(String lock, Map<String, String> placeholders) {
        this.lock = lock;
        this.placeholders = placeholders;
    }

    /** A SELECT that keeps the rows it found to its transaction. SQLite needs nothing: it has one writer. */
    String locking(String select) {
        return select + lock;
    }

    /** What the migration scripts' placeholders become. */
    Map<String, String> placeholders() {
        return placeholders;
    }

    /** What time it is: the server's clock where nodes share one, else the process's, for nobody else is there. */
    Instant now(Link link, Clock clock) throws SQLException {
        return switch (this) {
            case SQLITE -> clock.instant();
            case POSTGRESQL -> link.one(SERVER_CLOCK, _ -> {}, Row::at).orElseGet(clock::instant);
        };
    }

    abstract void bindId(PreparedStatement statement, int index, UUID id) throws SQLException;

    abstract void bindNoId(PreparedStatement statement, int index) throws SQLException;

    @Nullable
    abstract UUID readId(ResultSet result, int column) throws SQLException;
}
