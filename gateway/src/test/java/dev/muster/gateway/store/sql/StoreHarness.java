package dev.muster.gateway.store.sql;

import java.sql.Connection;
import java.sql.SQLException;

import dev.muster.gateway.store.Store;

/** What a contract needs of the implementation it runs on. */
interface StoreHarness {
    /** An open store that tests share; each arranges a tenant of its own. */
    Store store();

    /** An empty database that no store has opened yet. */
    StoreConfig fresh();

    /** A plain connection to a database, past the store. */
    Connection past(StoreConfig config) throws SQLException;
}
