package dev.muster.gateway.store.sql;

import java.nio.file.Path;

/** Where the data lives. For whoever opens the store. */
public sealed interface StoreConfig {
    /**
     * One file, one process: the default.
     *
     * @param file the database; its directory exists. Beside it lie {@code -wal}, {@code -shm} and {@code .lock}
     */
    record Sqlite(Path file) implements StoreConfig {}

    /**
     * A server, for any number of gateways.
     *
     * @param url {@code jdbc:postgresql://host:port/database}
     * @param user role that owns the schema
     * @param password its password; never printed
     */
    record PostgreSql(String url, String user, String password) implements StoreConfig {
        public PostgreSql {
            if (!url.startsWith("jdbc:postgresql:")) {
                throw new IllegalArgumentException("a store's url begins with jdbc:postgresql:");
            }
        }

        /** The address without its parameters, which may hold a password. */
        String address() {
            int parameters = url.indexOf('?');
            return parameters < 0 ? url : url.substring(0, parameters);
        }

        @Override
        public String toString() {
            return "PostgreSql[" + address() + ", user " + user + "]";
        }
    }
}
