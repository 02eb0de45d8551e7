package dev.muster.gateway.store.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/** Binds a statement's parameters from left to right. */
final class Args {
    private final PreparedStatement statement;
    private final Dialect dialect;
    private int last;

    Args(PreparedStatement statement, Dialect dialect) {
        this.statement = statement;
        this.dialect = dialect;
    }

    Args tenant(TenantId tenant) throws SQLException {
        return text(tenant.value());
    }

    Args device(DeviceId device) throws SQLException {
        return id(device.value());
    }

    Args user(Optional<UserId> user) throws SQLException {
        if (user.isPresent()) {
            return id(user.get().value());
        }
        dialect.bindNoId(statement, ++last);
        return this;
    }

    Args id(UUID id) throws SQLException {
        dialect.bindId(statement, ++last, id);
        return this;
    }

    Args fingerprint(Fingerprint fingerprint) throws SQLException {
        return bytes(HexFormat.of().parseHex(fingerprint.hex()));
    }

    Args fingerprint(Optional<Fingerprint> fingerprint) throws SQLException {
        if (fingerprint.isPresent()) {
            return fingerprint(fingerprint.get());
        }
        statement.setNull(++last, Types.BINARY);
        return this;
    }

    Args authority(Optional<ManagementAuthority> authority) throws SQLException {
        if (authority.isPresent()) {
            return text(authority.get().wireName());
        }
        statement.setNull(++last, Types.VARCHAR);
        return this;
    }

    Args text(String text) throws SQLException {
        statement.setString(++last, text);
        return this;
    }

    Args number(long number) throws SQLException {
        statement.setLong(++last, number);
        return this;
    }

    Args maybeNumber(Optional<Long> number) throws SQLException {
        if (number.isPresent()) {
            return number(number.get());
        }
        statement.setNull(++last, Types.INTEGER);
        return this;
    }

    Args small(int number) throws SQLException {
        statement.setInt(++last, number);
        return this;
    }

    Args flag(boolean flag) throws SQLException {
        statement.setBoolean(++last, flag);
        return this;
    }

    Args bytes(byte[] bytes) throws SQLException {
        statement.setBytes(++last, bytes);
        return this;
    }

    Args maybeBytes(byte @Nullable [] bytes) throws SQLException {
        if (bytes != null) {
            return bytes(bytes);
        }
        statement.setNull(++last, Types.BINARY);
        return this;
    }

    /** A moment in milliseconds; what is finer is lost. */
    Args at(Instant moment) throws SQLException {
        return number(moment.toEpochMilli());
    }

    /** Sets parameters; kept apart from {@link Work} because it may do nothing else. */
    @FunctionalInterface
    interface Binding {
        void bind(Args args) throws SQLException;
    }
}
