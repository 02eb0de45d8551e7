package dev.muster.loadtest.target;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A gateway as a child process: started with a configuration file, read from standard output until it says {@code ready},
 * stopped with SIGTERM. Its standard error goes to a file that failure messages name.
 */
public final class GatewayProcess implements AutoCloseable {
    private static final String TOKEN_LINE = "administrator token";

    private final Process process;
    private final Path log;
    private final Map<String, URI> listeners;
    private final String token;

    private GatewayProcess(Process process, Path log, Map<String, URI> listeners, String token) {
        this.process = process;
        this.log = log;
        this.listeners = Map.copyOf(listeners);
        this.token = token;
    }

    /** The gateway did not start or did not stop as it should; the message is for people and names its log. */
    public static final class GatewayTrouble extends Exception {
        private static final long serialVersionUID = 1L;

        GatewayTrouble(String message) {
            super(message);
        }
    }

    /**
     * Starts a gateway and waits until it is ready.
     *
     * @param command program and leading arguments, for example {@code ./muster}
     * @param config its muster.yaml
     * @param log where its standard error goes
     * @param patience longest wait for {@code ready}
     * @throws GatewayTrouble if it ends, stays silent or prints no token
     */
    public static GatewayProcess start(List<String> command, Path config, Path log, Duration patience)
            throws GatewayTrouble {
        List<String> full = new ArrayList<>(command);
        full.addAll(List.of("serve", "--config", config.toString()));
        Process process;
        try {
            process = new ProcessBuilder(full).redirectError(log.toFile()).start();
        } catch (IOException cannot) {
            throw new GatewayTrouble("the gateway's command cannot be started: " + cannot.getMessage());
        }
        Map<String, URI> listeners = new ConcurrentHashMap<>();
        CompletableFuture<String> ready = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("gateway-output").start(() -> read(process, listeners, ready));
        try {
            String token = ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new GatewayProcess(process, log, listeners, token);
        } catch (TimeoutException | ExecutionException silent) {
            process.destroyForcibly();
            throw new GatewayTrouble("the gateway is not ready: "
                    + (silent instanceof ExecutionException ? "it ended" : "it stayed silent for " + patience)
                    + "; its log is " + log + lastLine(log));
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new GatewayTrouble("interrupted while the gateway started");
        }
    }

    private static void read(Process process, Map<String, URI> listeners, CompletableFuture<String> ready) {
        String token = "";
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length == 2 && words[1].startsWith("http")) {
                    listeners.put(words[0], URI.create(words[1]));
                } else if (line.startsWith(TOKEN_LINE) && words.length >= 3) {
                    token = words[2];
                } else if (line.strip().equals("ready")) {
                    ready.complete(token);
                }
            }
            ready.completeExceptionally(new IOException("standard output ended"));
        } catch (IOException | IllegalArgumentException broken) {
            ready.completeExceptionally(broken);
        }
    }

    /** Address of the check-in listener. */
    public URI checkIn() {
        return listener("check-in");
    }

    /** Address of the enrolment listener. */
    public URI enrol() {
        return listener("enrol");
    }

    /** Address of the administrator's API. */
    public URI admin() {
        return listener("admin");
    }

    /** The administrator's token, printed at the first start; empty on a later one. */
    public String token() {
        return token;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean alive() {
        return process.isAlive();
    }

    private URI listener(String name) {
        URI address = listeners.get(name);
        if (address == null) {
            throw new IllegalStateException(
                    "the gateway printed no line for its " + name + " listener; its log is " + log);
        }
        return address;
    }

    /**
     * Stops it with SIGTERM.
     *
     * @throws GatewayTrouble if it takes longer than {@code patience} (then it is killed) or its exit code is not 0
     */
    public void stop(Duration patience) throws GatewayTrouble {
        process.destroy();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new GatewayTrouble(
                        "the gateway did not stop within " + patience + " of SIGTERM; its log is " + log);
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new GatewayTrouble("interrupted while the gateway stopped");
        }
        if (process.exitValue() != 0) {
            throw new GatewayTrouble(
                    "the gateway ended with exit code " + process.exitValue() + " after SIGTERM; its log is "
                            + log + lastLine(log));
        }
    }

    /** Kills it with SIGKILL, as a power cut would, and waits until it is gone: its ports are free then. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String lastLine(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.isEmpty() ? " (empty)" : ", which ends with: " + lines.getLast();
        } catch (IOException | UncheckedIOException unreadable) {
            return "";
        }
    }
}
