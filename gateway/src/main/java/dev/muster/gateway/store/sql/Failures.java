package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

import dev.muster.gateway.store.StoreUnavailable;

/** Turns what a database says into what a caller is told. */
final class Failures {
    private Failures() {}

    /** What the caller gets for a failure on the store's thread. */
    static RuntimeException of(Exception failure) {
        if (failure instanceof RuntimeException known) {
            return known;
        }
        return new StoreUnavailable("the database refused it, " + name(failure), failure);
    }

    /** A failure in words that are safe to log: SQLite's code, since its driver has no SQL states, or the SQL state. */
    static String name(Exception failure) {
        Optional<SQLiteErrorCode> code = SqliteTrouble.code(failure);
        if (code.isPresent()) {
            return code.get().name();
        }
        return "SQL state "
                + (failure instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "none");
    }

    /** Whether the same transaction may succeed when it is tried again: a deadlock or a serialization failure. */
    static boolean passing(Exception failure) {
        return failure instanceof SQLException sql && sql.getSQLState() != null && sql.getSQLState().startsWith("40");
    }

    /** The failure of another thread, with the stack of this one. */
    static RuntimeException again(@Nullable Throwable cause) {
        if (cause instanceof DeviceBatch.Missed missed) {
            return missed;
        }
        if (cause instanceof StoreUnavailable unavailable) {
            return new StoreUnavailable(String.valueOf(unavailable.getMessage()), unavailable);
        }
        return new IllegalStateException("the store failed: " + cause, cause);
    }
}
