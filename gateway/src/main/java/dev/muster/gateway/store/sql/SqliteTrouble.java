package dev.muster.gateway.store.sql;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What SQLite says by its result codes, which its driver does not turn into SQL states, and what an operator does about it.
 * The wrong advice costs every device: whoever names another data directory because a file is damaged starts from nothing.
 */
final class SqliteTrouble {
    /** Causes of causes may form a ring. */
    private static final int DEPTH = 16;

    private SqliteTrouble() {}

    /** The result code of a failure of SQLite's, wherever it stands among the causes. */
    static Optional<SQLiteErrorCode> code(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < DEPTH && cause != null; i++) {
            if (cause instanceof SQLiteException known) {
                return Optional.of(known.getResultCode());
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /** What to do about a file that cannot be opened; one sentence or two. */
    static String advice(@Nullable Throwable failure) {
        String name = code(failure).map(SQLiteErrorCode::name).orElse("");
        if (name.startsWith("SQLITE_CORRUPT") || name.startsWith("SQLITE_NOTADB")) {
            return "It is damaged or no database of Muster's. Restore it from a backup; a new one would know none of the"
                    + " devices.";
        }
        if (name.startsWith("SQLITE_FULL")) {
            return "The disk is full. Free space and start again; nothing is lost.";
        }
        if (name.startsWith("SQLITE_IOERR")) {
            return "The disk failed or is full. Free space or repair it and start again; if the file is damaged, restore it"
                    + " from a backup.";
        }
        return "Check the permissions of the file and of its directory.";
    }

}
