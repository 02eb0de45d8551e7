package dev.muster.gateway;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.muster.gateway.config.GatewayConfig;
import dev.muster.gateway.store.StoreUnusable;
import dev.muster.gateway.store.sql.SqliteBackup;

/** Copies the store of a gateway, running or not, into one file. */
public final class StoreBackup {
    private StoreBackup() {}

    /**
     * Writes the copy; the gateway goes on meanwhile.
     *
     * @return bytes of the copy
     * @throws CannotStart if there is no SQLite store, or the file cannot be written
     */
    public static long run(GatewayConfig config, Path target) throws CannotStart {
        DataDirectory data = DataDirectory.at(config.data());
        if (config.store().url().isPresent()) {
            throw CannotStart.because("the store is on PostgreSQL: back it up with its own tools (pg_basebackup and"
                    + " archived logs, or pg_dump), see docs/operations.md");
        }
        if (!Files.isRegularFile(data.database())) {
            throw CannotStart.because(config.data() + " holds no store to back up; name the directory that muster serve"
                    + " uses with --data or --config");
        }
        try {
            return SqliteBackup.write(data.database(), target);
        } catch (StoreUnusable unusable) {
            throw CannotStart.because(String.valueOf(unusable.getMessage()));
        }
    }
}
