package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DmMemory;
import dev.muster.gateway.model.DmNonces;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.StoreUnavailable;

/** A disk that is full: SQLite's own bound on the file stands in for it and fails in the same way. */
@Timeout(60)
class AvailabilityTest {
    private static final long NO_BOUND = 1L << 30;

    private final SqlStore store;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Availability.class);

    AvailabilityTest(@TempDir Path directory) {
        this.store = SqlStore.open(new StoreConfig.Sqlite(directory.resolve("muster.db")), new AesVault(1), Given.CLOCK,
                GatewayEvents.NONE);
    }

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        logger.detachAppender(log);
        store.close();
    }

    @Test
    void saysOnceThatTheDiskIsFullAndOnceThatItIsNotAnyMore() throws Exception {
        Given given = Given.tenant(store);
        Caller caller = given.enrolled(Platform.WINDOWS, Optional.empty());
        assertTrue(store.available());
        boundPages(1);
        for (int i = 0; i < 32; i++) {
            assertTrue(refused(given, caller).contains("SQLITE_FULL"));
        }
        assertFalse(store.available());
        assertEquals(Optional.empty(), store.meta().get("anything"), "reads go on, and do not make it available");
        Thread.sleep(1_500);
        assertFalse(store.available(), "it was tried meanwhile, and is still full");
        assertEquals(List.of("WARN the store is unavailable, devices are asked to come later: SQLITE_FULL"), lines());

        boundPages(NO_BOUND);
        for (int i = 0; i < 100 && !store.available(); i++) {
            Thread.sleep(100);
        }
        assertTrue(store.available(), "without any request");
        assertEquals("INFO the store is available again", lines().getLast());
        assertEquals(2, lines().size());
        store.meta().put("large", "x".repeat(100_000));
    }

    private static String refused(Given given, Caller caller) {
        DmSession session = new DmSession("1", "1", Given.hash("b"), new byte[100_000], 1, 1, 0,
                DmMemory.EMPTY, DmNonces.NONE, Given.NOW);
        var write = new Given.Write(given.device(caller)).session(session).build();
        return String
                .valueOf(assertThrows(StoreUnavailable.class, () -> given.store.checkIns().write(write)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "25006", "53100", "57P01", "58030", "XX001"})
    void takesWhatTheServerSaysOfItself(String state) {
        assertTrue(Availability.tellsOfTheDatabase(new SQLException("x", state)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "40001", "42601", "22001", "57014", "55P03"})
    void doesNotTakeWhatIsSaidOfOneStatement(String state) {
        assertFalse(Availability.tellsOfTheDatabase(new SQLException("x", state)));
        assertFalse(Availability.tellsOfTheDatabase(
                new SQLiteException("x", SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY)));
        assertTrue(Availability.tellsOfTheDatabase(new SQLiteException("x", SQLiteErrorCode.SQLITE_IOERR_WRITE)));
    }

    private List<String> lines() {
        return log.list.stream().map(event -> event.getLevel() + " " + event.getFormattedMessage()).toList();
    }

    /** Smaller than the file is: as large as the file is. */
    private void boundPages(long pages) {
        store.database().between(link -> link.one("PRAGMA max_page_count = " + pages, _ -> {}, Row::number));
    }
}
