package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tests' own PostgreSQL: it must not outlive them, or the build's last line is a time-out. */
@Timeout(120)
class PostgresServerTest {
    @Test
    void endsAtOnceAndLeavesNoProcessAndNoFile() throws Exception {
        PostgresServer server = PostgresServer.start();
        try (server; Connection connection = server.connect(); Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE unsynced AS SELECT repeat('x', 900) FROM generate_series(1, 20000)");
        }
        assertFalse(server.process().isAlive());
        assertThrows(SQLException.class, () -> server.connect().close());
        assertFalse(Files.exists(server.directory()));
        server.close(); // a second time does nothing
    }

    @Test
    void leavesNoChildOfItsOwnBehind() throws Exception {
        PostgresServer server = PostgresServer.start();
        List<ProcessHandle> children = server.process().descendants().toList();
        server.close();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (children.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() - end < 0) {
            Thread.sleep(20);
        }
        assertTrue(children.size() > 1 && children.stream().noneMatch(ProcessHandle::isAlive), children.toString());
    }
}
