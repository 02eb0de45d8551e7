package dev.muster.gateway.store.sql;

import java.sql.SQLException;

/** Something to do with a connection, on a thread of the store. It may run more than once: it changes only the database. */
@FunctionalInterface
interface Work<T> {
    T run(Link link) throws SQLException;
}
