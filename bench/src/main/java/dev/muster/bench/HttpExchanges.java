package dev.muster.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

import com.sun.management.OperatingSystemMXBean;

import dev.muster.certs.ca.CsrOutcome;
import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.ca.ServerCertificateFiles;
import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.CertificateVerifier;
import dev.muster.certs.secret.KeyFileVault;
import dev.muster.certs.secret.Vault;
import dev.muster.certs.tls.ServerTls;
import dev.muster.certs.tls.TicketKeys;
import dev.muster.gateway.config.Limits;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.net.DeviceListeners;
import dev.muster.gateway.net.ListenerUnavailable;
import dev.muster.gateway.net.RevokedCertificates;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.loadtest.device.EllipticKeys;
import dev.muster.loadtest.device.SigningRequest;

/**
 * Measures what a keep-alive exchange costs the gateway's listener over HTTP/1.1 and over HTTP/2: an Apple device that reports
 * Idle and gets an empty answer from an engine that does nothing. The listeners are this process, whose CPU is counted; the
 * client is another process that sends prepared bytes ({@link PreparedClient}). Both kinds take turns.
 */
final class HttpExchanges {
    private static final int CONNECTIONS = 32;
    /** Rounds until the compiler has seen both kinds; reported, not counted. */
    private static final int WARM_UP = 3;
    private static final String PASSWORD = "measurement";

    private final PrintStream out;
    private final int rounds;
    private final Duration time;

    /** What one run showed. */
    private record Run(long exchanges, double microseconds, double perSecond) {}

    HttpExchanges(PrintStream out, int rounds, Duration time) {
        this.out = out;
        this.rounds = rounds;
        this.time = time;
    }

    void measure() throws IOException, InterruptedException, GeneralSecurityException, ListenerUnavailable {
        Path directory = Files.createTempDirectory("muster-exchanges-");
        SecureRandom random = new SecureRandom();
        Vault vault = KeyFileVault.open(directory.resolve("vault.key"), random);
        DeviceCa ca = DeviceCa.openOrCreate(directory.resolve("ca"), vault, random, Clock.systemUTC());
        Path device = writeDevice(directory, ca);
        var server = new ServerCertificateFiles(directory.resolve("server"), vault, ca, random, Clock.systemUTC())
                .openOrCreate("localhost");
        CertificateVerifier verifier = new CertificateVerifier(ca.issuers(), 100);
        var tls = ServerTls.checkIn(server, verifier, ca.acceptedIssuers(),
                new TicketKeys(new byte[TicketKeys.SECRET_BYTES]), Clock.systemUTC());
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (RevokedCertificates revoked = new RevokedCertificates((since, now) -> List.of(), 1, GatewayEvents.NONE,
                Clock.systemUTC());
                DeviceListeners listeners = DeviceListeners.open(
                        new DeviceListeners.Doors(free, tls.context(), free, ServerTls.enrol(server)),
                        new DeviceListeners.Services(verifier, revoked, checkIn -> Reply.NOTHING, List.of()),
                        new DeviceListeners.Surroundings(GatewayEvents.NONE, Clock.systemUTC(), new Random()),
                        Limits.DEFAULTS)) {
            takeTurns(device, listeners.checkInAddress().getPort());
        }
    }

    private void takeTurns(Path device, int port) throws IOException, InterruptedException {
        List<Run> first = new ArrayList<>();
        List<Run> second = new ArrayList<>();
        for (int round = -WARM_UP; round < rounds; round++) {
            Run one = report("HTTP/1.1", run(device, port, "1.1"));
            Run two = report("HTTP/2", run(device, port, "2"));
            if (round >= 0) {
                first.add(one);
                second.add(two);
            }
        }
        out.printf(Locale.ROOT, "median without the first %d rounds  HTTP/1.1 %.1f us, HTTP/2 %.1f us, ratio %.2f%n",
                WARM_UP, median(first),
                median(second), median(second) / median(first));
    }

    private Run report(String kind, Run run) {
        out.printf(Locale.ROOT, "%-8s  %.1f us of gateway CPU an exchange, %.0f exchanges a second, %d exchanges%n",
                kind,
                run.microseconds(), run.perSecond(), run.exchanges());
        out.flush();
        return run;
    }

    private static double median(List<Run> runs) {
        List<Double> sorted = runs.stream().map(Run::microseconds).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private Run run(Path device, int port, String version) throws IOException, InterruptedException {
        Process client = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-cp", System.getProperty("java.class.path"), PreparedClient.class.getName(),
                device.toString(), PASSWORD, Integer.toString(port), version, Integer.toString(CONNECTIONS),
                Long.toString(time.toMillis())).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader said = new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
            long before = number(said);
            long cpuBefore = cpu();
            long began = System.nanoTime();
            long after = number(said);
            long nanos = cpu() - cpuBefore;
            long elapsed = System.nanoTime() - began;
            long exchanges = after - before;
            return new Run(exchanges, nanos / 1e3 / exchanges, exchanges * 1e9 / elapsed);
        } finally {
            client.destroy();
            client.waitFor();
        }
    }

    private static long number(BufferedReader said) throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new IOException("the client ended; what it said is above");
        }
        return Long.parseLong(line);
    }

    /** User and system time of this process. */
    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static Path writeDevice(Path directory, DeviceCa ca) throws GeneralSecurityException, IOException {
        KeyPair keys = EllipticKeys.generate();
        CertificateIdentity identity = new CertificateIdentity(CertificateIdentity.Purpose.DEVICE, "bench",
                UUID.randomUUID());
        CsrOutcome outcome = ca.issue(SigningRequest.der("device", keys), identity, Duration.ofDays(1),
                Clock.systemUTC());
        if (!(outcome instanceof CsrOutcome.Issued issued)) {
            throw new IllegalStateException("the CA refuses its own bench: " + outcome);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("device", keys.getPrivate(), PASSWORD.toCharArray(),
                issued.certificate().chain().toArray(Certificate[]::new));
        store.setCertificateEntry("root", ca.root());
        Path file = directory.resolve("device.p12");
        try (OutputStream written = Files.newOutputStream(file)) {
            store.store(written, PASSWORD.toCharArray());
        }
        return file;
    }
}
