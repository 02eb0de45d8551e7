package dev.muster.gateway;

import dev.muster.gateway.config.Database;
import dev.muster.gateway.config.GatewayConfig;
import dev.muster.gateway.config.Secret;
import dev.muster.gateway.store.sql.StoreConfig;

/** Where a configuration says that the store is: PostgreSQL, or a SQLite file in the data directory. */
final class StorePlace {
    private StorePlace() {}

    static StoreConfig of(GatewayConfig config, DataDirectory data) {
        Database database = config.store();
        return database.url().<StoreConfig>map(url -> new StoreConfig.PostgreSql(url, database.user().orElse(""),
                database.password().map(Secret::value).orElse("")))
                .orElseGet(() -> new StoreConfig.Sqlite(data.database()));
    }
}
