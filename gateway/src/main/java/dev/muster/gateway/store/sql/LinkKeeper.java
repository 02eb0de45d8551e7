package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Keeps one thread's connection: opens it when first asked, forgets it when it broke, and waits longer after each failed
 * attempt to open another, a second at most: a server that is back is found within that. Used by one thread.
 */
final class LinkKeeper {
    /** SQL state: the connection does not exist. */
    private static final String NO_CONNECTION = "08003";
    private static final long FIRST_PAUSE = Duration.ofMillis(50).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();

    private final Connections connections;
    private final Connections.Use use;
    private @Nullable Link link;
    private long pause = FIRST_PAUSE;
    private long notBefore = System.nanoTime();

    LinkKeeper(Connections connections, Connections.Use use) {
        this.connections = connections;
        this.use = use;
    }

    /** The connection; throws at once while it is too early to try again. */
    Link get() throws SQLException {
        Link current = link;
        if (current != null) {
            return current;
        }
        long now = System.nanoTime();
        if (now - notBefore < 0) {
            throw new SQLException("the database was lost and is tried again shortly", NO_CONNECTION);
        }
        try {
            current = connections.link(use);
            link = current;
            pause = FIRST_PAUSE;
            return current;
        } catch (SQLException failed) {
            notBefore = System.nanoTime() + pause;
            pause = Math.min(pause * 2, LONGEST_PAUSE);
            throw failed;
        }
    }

    /** Undoes the transaction after a failure; false if the connection is gone. A reader just gets another connection. */
    boolean recover() {
        Link current = link;
        if (current == null) {
            return false;
        }
        try {
            if (use == Connections.Use.WRITE) {
                current.rollback();
                return true;
            }
        } catch (SQLException _) {
            // Gone, or undone by the database itself: either way another connection is the clean start.
        }
        close();
        return false;
    }

    /** Work is given up because of this failure: the exception its caller gets. */
    RuntimeException giveUp(Exception failure) {
        connections.availability().gaveUp(failure);
        return Failures.of(failure);
    }

    boolean available() {
        return connections.availability().isUp();
    }

    void close() {
        Link current = link;
        link = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException _) {
                // Nothing was promised on it any more.
            }
        }
    }
}
