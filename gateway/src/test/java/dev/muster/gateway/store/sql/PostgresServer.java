package dev.muster.gateway.store.sql;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real PostgreSQL, one for all tests of a run. The library's own defaults switch durability off; here it is on, and a test
 * reads it back. {@link Lifetime} ends it while JUnit still runs: a shutdown hook that removes its files on a busy disk would
 * outlast the patience of whoever waits for the JVM.
 */
final class PostgresServer implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable PostgresServer running;

    private final EmbeddedPostgres server;
    private final Path directory;
    private final List<String> command;
    private ProcessHandle process;
    private boolean closed;

    private PostgresServer(EmbeddedPostgres server, Path directory) throws IOException {
        this.server = server;
        this.directory = directory;
        // The library knows only pg_ctl, which has ended; the server writes its own number down.
        long pid = Long.parseLong(Files.readAllLines(directory.resolve("postmaster.pid")).getFirst().strip());
        this.process = ProcessHandle.of(pid).orElseThrow(() -> new IOException("PostgreSQL ended at once"));
        this.command = List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1)).stream().filter(word -> !word.isEmpty()).toList();
    }

    /** For classes that use the server: ends it after the last test of the run. */
    static final class Lifetime implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            var _ = context.getRoot().getStore(ExtensionContext.Namespace.create(PostgresServer.class))
                    .computeIfAbsent("end", _ -> (AutoCloseable) PostgresServer::end, AutoCloseable.class);
        }
    }

    /** A server of one's own. */
    static PostgresServer start() throws IOException {
        return start(EmbeddedPostgres.builder());
    }

    /** A server of the oldest release that is supported, out of the archive that the build laid there. */
    static PostgresServer oldest(Path archive) throws IOException {
        return start(EmbeddedPostgres.builder().setPgBinaryResolver((_, _) -> {
            try (ZipFile jar = new ZipFile(archive.toFile())) {
                return new ByteArrayInputStream(
                        jar.getInputStream(jar.getEntry("postgres-linux-x86_64.txz")).readAllBytes());
            }
        }));
    }

    private static PostgresServer start(EmbeddedPostgres.Builder builder) throws IOException {
        Path directory = Files.createTempDirectory("muster-postgres");
        return new PostgresServer(builder.setRegisterShutdownHook(false)
                .setDataDirectory(directory).setCleanDataDirectory(false).setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on").setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "200").start(), directory);
    }

    private static synchronized PostgresServer running() {
        PostgresServer known = running;
        if (known == null) {
            try {
                known = start();
            } catch (IOException failed) {
                throw new UncheckedIOException("PostgreSQL does not start", failed);
            }
            running = known;
            // Only for a run that is broken off; after the last test there is nothing left to end.
            Runtime.getRuntime().addShutdownHook(new Thread(PostgresServer::end, "end-postgres"));
        }
        return known;
    }

    /** Ends the server of this run, if there is one. */
    static synchronized void end() {
        PostgresServer known = running;
        running = null;
        if (known != null) {
            known.close();
        }
    }

    /**
     * Ends it at once (PostgreSQL's immediate shutdown): nobody reads these data again, so nothing need be written out. Its
     * files are gone afterwards.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Process quit = new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start();
            quit.waitFor(10, TimeUnit.SECONDS);
            if (!ended(Duration.ofSeconds(20))) {
                process.destroyForcibly();
                ended(Duration.ofSeconds(10));
            }
            remove(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException("PostgreSQL was not ended well", failed);
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once, as a crash of its machine would, and leaves its files. */
    void crash() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
        if (!ended(Duration.ofSeconds(20))) {
            throw new IOException("PostgreSQL does not end");
        }
    }

    /** Starts it again after a {@link #crash}, with the same files and port, as whoever started it did. */
    void again() throws IOException {
        List<String> start = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            start.addAll(List.of("unshare", "-U")); // PostgreSQL refuses to run as root
        }
        start.addAll(command);
        process = new ProcessBuilder(start).directory(directory.toFile())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().toHandle();
    }

    /** An address of its first database. */
    StoreConfig.PostgreSql config() {
        return new StoreConfig.PostgreSql(url("postgres"), "postgres", "postgres");
    }

    private boolean ended(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (process.isAlive() && System.nanoTime() - end < 0) {
            Thread.sleep(10);
        }
        return !process.isAlive();
    }

    private static void remove(Path directory) throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.walk(directory)) {
            found = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : found) {
            Files.deleteIfExists(path);
        }
    }

    /** The server's first process. */
    ProcessHandle process() {
        return process;
    }

    /** Where its files are. */
    Path directory() {
        return directory;
    }

    /** An empty database of its own. */
    static StoreConfig.PostgreSql database() {
        return running().fresh();
    }

    /** An empty database of this server. */
    StoreConfig.PostgreSql fresh() {
        String name = "muster_" + DATABASES.incrementAndGet();
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            statement.execute(String.format(Locale.ROOT, "CREATE DATABASE %s", name));
        } catch (SQLException failed) {
            throw new IllegalStateException("no database for a test", failed);
        }
        return new StoreConfig.PostgreSql(url(name), "postgres", "postgres");
    }

    /** A connection that may do everything to every database. */
    static Connection administrator() throws SQLException {
        return running().connect();
    }

    /** A connection of the superuser to this server. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url("postgres"), "postgres", "postgres");
    }

    private String url(String database) {
        return server.getJdbcUrl("postgres", database);
    }
}
