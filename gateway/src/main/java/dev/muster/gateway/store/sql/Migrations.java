package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

import dev.muster.gateway.store.StoreUnusable;

/** Brings a database to the schema of this binary, forward only, or says why it will not touch it. */
final class Migrations {
    /** Named after us, so that another program's history is not taken for ours. */
    static final String HISTORY = "muster_schema_history";

    private final Connections connections;

    Migrations(Connections connections) {
        this.connections = connections;
    }

    /** Throws {@link StoreUnusable}. */
    void run() {
        try (Link link = connections.link(Connections.Use.READ)) {
            claim(link);
        } catch (SQLException unreachable) {
            throw new StoreUnusable(unreachable(unreachable), unreachable);
        }
        try {
            migrate(flyway());
        } catch (FlywayException failed) {
            if (SqliteTrouble.code(failed).filter(code -> code != SQLiteErrorCode.SQLITE_ERROR).isPresent()) {
                throw new StoreUnusable("The schema of " + where() + " cannot be read or brought up to date. "
                        + SqliteTrouble.advice(failed), failed);
            }
            throw new StoreUnusable("The schema of " + where() + " does not fit this binary: "
                    + firstLine(failed.getMessage()) + " Restore a backup of it, or use the binary that wrote it.",
                    failed);
        }
    }

    private void migrate(Flyway flyway) {
        Optional<MigrationInfo> newer = Arrays.stream(flyway.info().applied())
                .filter(applied -> applied.getState().isApplied() && !applied.getState().isResolved()).findFirst();
        if (newer.isPresent()) {
            throw new StoreUnusable("The schema of " + where() + " has version " + newer.get().getVersion()
                    + ", which this binary does not know. Use the newer binary that wrote it.", null);
        }
        flyway.migrate();
    }

    private Flyway flyway() {
        FluentConfiguration configuration = Flyway.configure(Migrations.class.getClassLoader()).table(HISTORY)
                .locations("classpath:dev/muster/gateway/store/sql").failOnMissingLocations(true)
                .placeholders(connections.dialect().placeholders());
        return switch (connections.config()) {
            case StoreConfig.Sqlite sqlite -> configuration.dataSource("jdbc:sqlite:" + sqlite.file(), "", "").load();
            case StoreConfig.PostgreSql postgres -> configuration
                    .dataSource(postgres.url(), postgres.user(), postgres.password()).load();
        };
    }

    /** Refuses a database that holds something else. */
    private void claim(Link link) throws SQLException {
        boolean ours = switch (connections.dialect()) {
            case SQLITE -> claimFile(link);
            case POSTGRESQL -> number(link, "SELECT count(*) FROM information_schema.tables"
                    + " WHERE table_schema = current_schema() AND table_name = '" + HISTORY + "'") == 1
                    || number(link, "SELECT count(*) FROM information_schema.tables"
                            + " WHERE table_schema = current_schema()") == 0;
        };
        if (!ours) {
            throw new StoreUnusable("The database " + where() + " holds something that is not Muster's."
                    + " Name an empty one.", null);
        }
    }

    private static boolean claimFile(Link link) throws SQLException {
        long mark = number(link, "PRAGMA application_id");
        if (mark == 0 && number(link, "SELECT count(*) FROM sqlite_master") == 0) {
            link.execute("PRAGMA query_only = 0");
            link.execute("PRAGMA application_id = " + Connections.APPLICATION_ID);
            return true;
        }
        return mark == Connections.APPLICATION_ID;
    }

    private static long number(Link link, String sql) throws SQLException {
        return link.one(sql, _ -> {}, Row::number).orElse(0L);
    }

    private String unreachable(SQLException failure) {
        return switch (connections.config()) {
            case StoreConfig.Sqlite _ -> "The file " + where() + " cannot be opened as a database: "
                    + firstLine(failure.getMessage()) + " " + SqliteTrouble.advice(failure);
            case StoreConfig.PostgreSql _ -> "The database " + where() + " cannot be opened, SQL state "
                    + failure.getSQLState() + ". Check that it runs, its address, the user and the password.";
        };
    }

    private String where() {
        return switch (connections.config()) {
            case StoreConfig.Sqlite sqlite -> sqlite.file().toString();
            case StoreConfig.PostgreSql postgres -> postgres.address();
        };
    }

    private static String firstLine(@Nullable String message) {
        String line = String.valueOf(message).lines().findFirst().orElse("").strip();
        return line.endsWith(".") ? line : line + ".";
    }
}
