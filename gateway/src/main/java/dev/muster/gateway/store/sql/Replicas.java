package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns whoever runs PostgreSQL with replicas that lag behind: a device was told that its data is kept, and after a fail-over
 * to such a replica it may not be.
 */
final class Replicas {
    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);
    private static final String COUNT = "SELECT count(*) FROM pg_stat_replication";
    private static final String SYNCHRONOUS = "SHOW synchronous_standby_names";

    private Replicas() {}

    /** Looks once, at the start; a server that does not tell is none to warn of. */
    static void look(Connections connections) {
        if (connections.dialect() != Dialect.POSTGRESQL) {
            return;
        }
        try (Link link = connections.link(Connections.Use.READ)) {
            long replicas = link.one(COUNT, _ -> {}, Row::number).orElse(0L);
            String synchronous = link.one(SYNCHRONOUS, _ -> {}, Row::text).orElse("");
            warning(replicas, synchronous).ifPresent(LOG::warn);
        } catch (SQLException silent) {
            LOG.debug("whether the database has replicas is not known: {}", Failures.name(silent));
        }
    }

    /** What to say; empty if a commit waits for a replica, or there is none. */
    static Optional<String> warning(long replicas, String synchronous) {
        return replicas == 0 || !synchronous.isBlank() ? Optional.empty()
                : Optional.of("the database has " + replicas
                        + " asynchronous replicas: a fail-over loses what they had not"
                        + " received yet, also what devices were told is kept; set synchronous_standby_names, or run"
                        + " muster restore after such a fail-over");
    }
}
