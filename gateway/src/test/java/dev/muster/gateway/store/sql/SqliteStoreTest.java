package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DmMemory;
import dev.muster.gateway.model.DmNonces;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.StoreUnusable;

/** The contract on SQLite. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SqliteStoreTest implements StoreContract {
    private final Path directory;
    private final SqlStore store;

    SqliteStoreTest(@TempDir Path directory) {
        this.directory = directory;
        this.store = SqlStore.open(fresh(), new AesVault(1), Given.CLOCK, GatewayEvents.NONE);
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public StoreConfig fresh() {
        try {
            return new StoreConfig.Sqlite(Files.createTempDirectory(directory, "store").resolve("muster.db"));
        } catch (IOException failed) {
            throw new UncheckedIOException("no directory for a test", failed);
        }
    }

    @Override
    public Connection past(StoreConfig config) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + ((StoreConfig.Sqlite) config).file());
    }

    @Override
    public String contents(StoreConfig config) throws SQLException {
        StringBuilder all = new StringBuilder();
        Path file = ((StoreConfig.Sqlite) config).file();
        try (Stream<Path> files = Files.list(file.getParent())) {
            for (Path each : files.toList()) {
                all.append(Files.readString(each, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("the files of a test", failed);
        }
        return all.toString();
    }

    @Override
    public List<String> plan(StoreConfig config, String sql) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (Connection connection = past(config);
                PreparedStatement statement = connection.prepareStatement("EXPLAIN QUERY PLAN " + sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                // A step names a table by its alias.
                Matcher scan = Pattern.compile("SCAN (\\w+).*").matcher(rows.getString("detail"));
                steps.add(scan.matches()
                        ? "SCAN " + table(sql, scan.group(1))
                        : rows.getString("detail").contains("TEMP B-TREE FOR ORDER BY")
                                ? "SORT"
                                : rows.getString("detail"));
            }
        }
        return steps;
    }

    private static String table(String sql, String alias) {
        Matcher named = Pattern.compile("(?:FROM|JOIN)\\s+(\\w+)\\s+" + alias + "\\b").matcher(sql);
        return named.find() ? named.group(1) : alias;
    }

    @Test
    void isDurableOnEveryConnection() throws Exception {
        List<String> modes = store.database().onEveryThread(link -> link.one("PRAGMA journal_mode", _ -> {}, Row::text)
                .orElse("") + " " + link.one("PRAGMA synchronous", _ -> {}, Row::number).orElse(-1L)
                + " " + link.one("PRAGMA foreign_keys", _ -> {}, Row::number).orElse(-1L));
        assertEquals(StoreLimits.of(fresh()).readers() + 1, modes.size());
        assertEquals(Set.of("wal 2 1"), new HashSet<>(modes), "write-ahead log, FULL, foreign keys");
    }

    @Test
    void refusesASecondStoreOnTheSameFile() {
        StoreConfig config = fresh();
        SqlStore first = SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE);
        StoreUnusable refusal = assertThrows(StoreUnusable.class,
                () -> SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE).close());
        assertTrue(String.valueOf(refusal.getMessage()).contains("is in use by another process"));
        first.close();
        SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE).close();
    }

    @Test
    void refusesASecondProcessInOneLineUntilTheFirstIsKilled() throws Exception {
        StoreConfig.Sqlite config = (StoreConfig.Sqlite) fresh();
        Process first = Child.java(StoreProcess.class, "hold", config.file().toString());
        assertEquals("open", Child.firstLine(first));

        Process second = Child.java(StoreProcess.class, "hold", config.file().toString());
        String line = Child.firstLine(second);
        assertTrue(line.startsWith("unusable: The database " + config.file() + " is in use by another process."), line);
        assertEquals(1, second.waitFor());

        first.destroyForcibly().waitFor();
        SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE).close();
    }

    /** A killed process leaves leases behind; on SQLite nobody needs to wait for them. */
    @Test
    void takesTheLeasesOfAProcessThatIsGone() {
        StoreConfig config = fresh();
        SqlStore first = SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE);
        Given given = Given.tenant(first);
        first.waves().start(given.tenant, "authority", 1);
        assertTrue(first.waves().take(first.waves().due(9).getFirst(), "killed", java.time.Duration.ofHours(1))
                .isPresent());
        assertEquals(0, first.waves().due(9).size());
        first.close();
        SqlStore second = SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE);
        assertEquals(1, second.waves().due(9).size());
        var passes = List.of(java.time.Duration.ZERO, java.time.Duration.ofDays(1));
        var met = new dev.muster.gateway.store.WaveStore.Tally(java.util.Map.of(Platform.IOS,
                new dev.muster.gateway.store.WaveStore.Counts(1, 1, 0, 0, 0, 0, 0, 0)), java.util.Map.of());
        second.waves().finish(second.waves().take(second.waves().due(9).getFirst(), "one",
                java.time.Duration.ofHours(1)).orElseThrow(), met, passes, java.time.Duration.ofHours(9));
        assertEquals(0, second.waves().due(9).size());
        second.close();
        SqlStore third = SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE);
        var lease = third.waves().take(third.waves().due(9).getFirst(), "two", java.time.Duration.ofHours(1))
                .orElseThrow();
        assertEquals(2, lease.wave().pass(), "and whoever found nobody at home hears again");
        assertTrue(!lease.isLook());
        third.close();
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws IOException {
        StoreConfig.Sqlite config = (StoreConfig.Sqlite) fresh();
        Files.writeString(config.file(), "This is a letter to my aunt, not a database. ".repeat(100));
        StoreUnusable refusal = assertThrows(StoreUnusable.class,
                () -> SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE).close());
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith("The file " + config.file() + " cannot be opened as a database"), message);
        assertEquals(1, message.lines().count());
        assertTrue(message.contains("Restore it from a backup"), message);
        assertFalse(message.contains("another data directory"), message);
    }

    @Test
    void saysThatATruncatedFileIsToBeRestored() throws Exception {
        StoreConfig.Sqlite config = (StoreConfig.Sqlite) fresh();
        SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE).close();
        try (FileChannel file = FileChannel.open(config.file(), StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 2);
        }
        StoreUnusable refusal = assertThrows(StoreUnusable.class,
                () -> SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE).close());
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("Restore it from a backup"), message);
    }

    @Test
    void advisesByWhatIsWrongAndNeverToStartFromNothing() {
        Map.of(SQLiteErrorCode.SQLITE_FULL, "disk is full", SQLiteErrorCode.SQLITE_IOERR_WRITE, "failed or is full",
                SQLiteErrorCode.SQLITE_CORRUPT, "from a backup", SQLiteErrorCode.SQLITE_CANTOPEN, "permissions")
                .forEach((code, advice) -> {
                    String said = SqliteTrouble.advice(new IllegalStateException(new SQLiteException("x", code)));
                    assertTrue(said.contains(advice) && !said.contains("another"), said);
                });
    }

    @Test
    void keepsItsFilesToTheirOwnerAlsoThoseOfAnOlderStore() throws Exception {
        StoreConfig.Sqlite config = (StoreConfig.Sqlite) fresh();
        for (int start = 0; start < 2; start++) {
            try (SqlStore opened = SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE)) {
                Given.tenant(opened);
                for (String suffix : List.of("", "-wal", "-shm", ".lock")) {
                    Path file = config.file().resolveSibling("muster.db" + suffix);
                    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                            file.toString());
                }
            }
            Files.setPosixFilePermissions(config.file(), PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    @Test
    void syncsTheDiskAtLeastOnceForEachCommit() throws Exception {
        Optional<Path> strace = Child.program("strace");
        assumeTrue(strace.isPresent(), "strace is not installed: syncs cannot be counted");
        StoreConfig.Sqlite config = (StoreConfig.Sqlite) fresh();
        Path counts = config.file().resolveSibling("counts.txt");
        Process traced = Child.java(
                List.of(strace.orElseThrow().toString(), "-f", "-qq", "-e", "trace=fdatasync,fsync", "-o",
                        counts.toString()),
                StoreProcess.class, "commit", config.file().toString());
        String line = Child.firstLine(traced);
        assumeFalse(line.isEmpty(), "strace may not trace here: syncs cannot be counted");
        assertEquals(0, traced.waitFor());
        int groups = Integer.parseInt(line);
        assertTrue(groups > 200, "the child committed " + groups + " groups");
        // Opening and migrating sync some dozens of times by themselves; two hundred commits without syncs would show.
        long syncs = Files.readAllLines(counts).stream().filter(call -> call.contains("sync(")).count();
        assertTrue(syncs >= groups, syncs + " syncs for " + groups + " commits");
    }

    @Test
    void startsItsLogOverUnderConstantLoad() throws Exception {
        StoreConfig.Sqlite config = (StoreConfig.Sqlite) fresh();
        try (SqlStore opened = SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE)) {
            Path log = config.file().resolveSibling("muster.db-wal");
            Given given = Given.tenant(opened);
            Caller caller = given.enrolled(Platform.WINDOWS, Optional.empty());
            byte[] reply = new byte[1 << 18];
            new Random(1).nextBytes(reply);
            int first = startsOver(log);
            long largest = 0;
            for (int i = 0; i < 10_000 && startsOver(log) == first; i++) {
                DmSession session = new DmSession("1", "" + i, Given.hash("b"), reply, 1, 1, 0, DmMemory.EMPTY,
                        DmNonces.NONE, Given.NOW);
                opened.checkIns().write(new Given.Write(given.device(caller)).session(session).build());
                largest = Math.max(largest, Files.size(log));
            }
            assertTrue(startsOver(log) > first, "10,000 commits went into one log of " + largest + " bytes");
        }
    }

    /** What lies there after a power cut: the files of a store that nobody closed. */
    private Path leftOpen(StoreConfig.Sqlite config, boolean damaged) throws IOException {
        Path copy = Files.createTempDirectory(directory, "left").resolve("muster.db");
        byte[] file = Files.readAllBytes(config.file());
        if (damaged) {
            // A page of a table that no start reads: found by what stands in it.
            int at = new String(file, StandardCharsets.ISO_8859_1).indexOf("marked entry 70 ");
            assertTrue(at > 0, "the entries are in the file");
            java.util.Arrays.fill(file, at / 4_096 * 4_096, at / 4_096 * 4_096 + 64, (byte) 0x5A);
        }
        Files.write(copy, file);
        Files.copy(config.file().resolveSibling("muster.db-wal"), copy.resolveSibling("muster.db-wal"));
        return copy;
    }

    @Test
    void checksAStoreThatNobodyClosedAndServesNoDamagedOne() throws Exception {
        StoreConfig.Sqlite config = (StoreConfig.Sqlite) fresh();
        try (SqlStore opened = SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE)) {
            Given given = Given.tenant(opened);
            for (int i = 0; i < 200; i++) {
                opened.audit().append(new dev.muster.gateway.store.AuditStore.Entry(given.tenant, Given.NOW, "a", "b",
                        "marked entry " + i + " " + "x".repeat(300)));
            }
        }
        try (SqlStore opened = SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE)) {
            Given.tenant(opened);
            assertTrue(opened.logBytes() > 0);
            Path whole = leftOpen(config, false);
            SqlStore.open(new StoreConfig.Sqlite(whole), new AesVault(1), Given.CLOCK, GatewayEvents.NONE).close();
            Path damaged = leftOpen(config, true);
            StoreUnusable refusal = assertThrows(StoreUnusable.class, () -> SqlStore
                    .open(new StoreConfig.Sqlite(damaged), new AesVault(1), Given.CLOCK, GatewayEvents.NONE).close());
            String message = String.valueOf(refusal.getMessage());
            assertTrue(message.contains(damaged + " is damaged. Restore it from a backup"), message);
            assertEquals(1, message.lines().count());
        }
    }

    /** How often the log was started over: a number in its header. */
    private static int startsOver(Path log) throws IOException {
        try (FileChannel channel = FileChannel.open(log)) {
            ByteBuffer header = ByteBuffer.allocate(32);
            channel.read(header, 0);
            return header.getInt(12);
        }
    }

    @AfterAll
    void close() {
        store.close();
    }
}
