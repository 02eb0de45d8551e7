package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/**
 * Whether the database does what it is asked. Says so once when it stops and once when it is back, however many requests are
 * refused between; the housekeeper tries a real write meanwhile, for a gateway that is taken out of service gets no requests
 * that could find out. Thread-safe.
 */
final class Availability {
    private static final Logger LOG = LoggerFactory.getLogger(Availability.class);
    private static final int PRIMARY = 0xFF;
    /** Primary result codes of SQLite that tell of one statement, not of the database. */
    private static final Set<Integer> OF_ONE_STATEMENT = Set.of(SQLiteErrorCode.SQLITE_ERROR.code,
            SQLiteErrorCode.SQLITE_INTERRUPT.code, SQLiteErrorCode.SQLITE_SCHEMA.code,
            SQLiteErrorCode.SQLITE_TOOBIG.code,
            SQLiteErrorCode.SQLITE_CONSTRAINT.code, SQLiteErrorCode.SQLITE_MISMATCH.code,
            SQLiteErrorCode.SQLITE_MISUSE.code, SQLiteErrorCode.SQLITE_RANGE.code);
    /** Classes of SQL states that tell of the server: connection, read-only, resources, shut down, system, damage. */
    private static final Set<String> OF_THE_SERVER = Set.of("08", "25", "53", "58", "F0", "XX");
    private static final String SHUT_DOWN = "57P";

    private final AtomicBoolean down = new AtomicBoolean();

    boolean isUp() {
        return !down.get();
    }

    /** Work was given up because of this. */
    void gaveUp(Exception failure) {
        if (tellsOfTheDatabase(failure) && down.compareAndSet(false, true)) {
            LOG.warn("the store is unavailable, devices are asked to come later: {}", Failures.name(failure));
        }
    }

    /** A write and a read were done. */
    void isBack() {
        if (down.compareAndSet(true, false)) {
            LOG.info("the store is available again");
        }
    }

    static boolean tellsOfTheDatabase(Exception failure) {
        Optional<SQLiteErrorCode> code = SqliteTrouble.code(failure);
        if (code.isPresent()) {
            return !OF_ONE_STATEMENT.contains(code.get().code & PRIMARY);
        }
        String state = failure instanceof SQLException sql ? sql.getSQLState() : null;
        return state != null && state.length() == 5
                && (OF_THE_SERVER.contains(state.substring(0, 2)) || state.startsWith(SHUT_DOWN));
    }
}
