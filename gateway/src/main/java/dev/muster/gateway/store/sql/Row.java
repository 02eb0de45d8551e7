package dev.muster.gateway.store.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.UserId;

/** Reads the columns of one row from left to right, in the order the statement names them. */
final class Row {
    private final ResultSet result;
    private final Dialect dialect;
    private int last;

    Row(ResultSet result, Dialect dialect) {
        this.result = result;
        this.dialect = dialect;
    }

    /** Goes back before the first column: for the next row of the same result. */
    void rewind() {
        last = 0;
    }

    /** Goes on as if this many columns had been read. */
    void skip(int columns) {
        last += columns;
    }

    /** Whether the next column has a value; reads nothing. */
    boolean hasNext() throws SQLException {
        return result.getObject(last + 1) != null;
    }

    String text() throws SQLException {
        String text = result.getString(++last);
        if (text == null) {
            throw new SQLException("column " + last + " has no value");
        }
        return text;
    }

    @Nullable
    String textOrNull() throws SQLException {
        return result.getString(++last);
    }

    long number() throws SQLException {
        return result.getLong(++last);
    }

    Optional<Long> maybeNumber() throws SQLException {
        long number = result.getLong(++last);
        return result.wasNull() ? Optional.empty() : Optional.of(number);
    }

    int small() throws SQLException {
        return result.getInt(++last);
    }

    boolean flag() throws SQLException {
        return result.getBoolean(++last);
    }

    byte[] bytes() throws SQLException {
        byte[] bytes = result.getBytes(++last);
        if (bytes == null) {
            throw new SQLException("column " + last + " has no value");
        }
        return bytes;
    }

    byte @Nullable [] bytesOrNull() throws SQLException {
        return result.getBytes(++last);
    }

    Instant at() throws SQLException {
        return Instant.ofEpochMilli(number());
    }

    Optional<Instant> maybeAt() throws SQLException {
        long millis = result.getLong(++last);
        return result.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    UUID id() throws SQLException {
        UUID id = idOrNull();
        if (id == null) {
            throw new SQLException("column " + last + " has no value");
        }
        return id;
    }

    @Nullable
    UUID idOrNull() throws SQLException {
        return dialect.readId(result, ++last);
    }

    DeviceId device() throws SQLException {
        return new DeviceId(id());
    }

    Optional<UserId> maybeUser() throws SQLException {
        return Optional.ofNullable(idOrNull()).map(UserId::new);
    }

    Fingerprint fingerprint() throws SQLException {
        return new Fingerprint(HexFormat.of().formatHex(bytes()));
    }

    Optional<Fingerprint> maybeFingerprint() throws SQLException {
        byte[] bytes = result.getBytes(++last);
        return Optional.ofNullable(bytes).map(present -> new Fingerprint(HexFormat.of().formatHex(present)));
    }

    ManagementAuthority authority() throws SQLException {
        return Names.authority(text());
    }

    Optional<ManagementAuthority> maybeAuthority() throws SQLException {
        return Optional.ofNullable(textOrNull()).map(Names::authority);
    }

    /** Turns a row into what it stands for. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Row row) throws SQLException;
    }
}
