package dev.muster.loadtest.target;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import dev.muster.certs.x509.Pem;

/** The temporary directory of a run's gateway: configuration, data, log. */
public final class GatewayHome {
    private final Path directory;

    private GatewayHome(Path directory) {
        this.directory = directory;
    }

    /**
     * Ports of a gateway's listeners on this machine; 0 lets the system choose.
     */
    public record Ports(int checkIn, int enrol, int admin) {
        /** Whatever is free. */
        public static final Ports ANY = new Ports(0, 0, 0);

        /** Ports that are free now, below those the system gives to clients: a restarted gateway finds them again. */
        public static Ports free(RandomGenerator random) throws IOException {
            int[] found = new int[3];
            for (int count = 0; count < found.length;) {
                int port = random.nextInt(20_000, 32_000);
                try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                    found[count++] = probe.getLocalPort();
                } catch (BindException taken) {
                    // the next one, then: twelve thousand are there
                }
            }
            return new Ports(found[0], found[1], found[2]);
        }
    }

    /**
     * Makes a directory with a configuration that listens on this machine only and pushes to a fake.
     *
     * @param parent where to make it; empty for the system's place for temporary files
     * @param purpose part of the directory's name, for people
     * @param ports where to listen
     * @param apnsPort port of the fake APNs
     * @param apnsAuthority whom the gateway trusts as APNs
     * @param more further lines of YAML, such as a store; may be empty
     */
    public static GatewayHome make(Optional<Path> parent, String purpose, Ports ports, int apnsPort,
            X509Certificate apnsAuthority, String more) throws IOException {
        GatewayHome home = new GatewayHome(inside(parent, "muster-" + purpose + "-"));
        Path trust = home.directory.resolve("apns.pem");
        Files.writeString(trust, Pem.of(List.of(apnsAuthority)));
        Files.writeString(home.config(), String.format(Locale.ROOT, """
                data: %s
                host: localhost
                listeners:
                  checkIn: {address: 127.0.0.1, port: %d}
                  enrol: {address: 127.0.0.1, port: %d}
                  admin: {address: 127.0.0.1, port: %d}
                apns:
                  host: localhost
                  port: %d
                  trustFile: %s
                %s
                """, quoted(home.directory.resolve("data")), ports.checkIn(), ports.enrol(), ports.admin(), apnsPort,
                quoted(trust), more));
        return home;
    }

    private static Path inside(Optional<Path> parent, String prefix) throws IOException {
        return parent.isPresent() ? Files.createTempDirectory(parent.get(), prefix) : Files.createTempDirectory(prefix);
    }

    /** A path as a double-quoted YAML scalar: a path may hold anything. */
    private static String quoted(Path path) {
        return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** The directory itself. */
    public Path directory() {
        return directory;
    }

    /** Its muster.yaml. */
    public Path config() {
        return directory.resolve("muster.yaml");
    }

    /** Where its standard error goes. */
    public Path log() {
        return directory.resolve("gateway.log");
    }

    /** The root certificate the gateway made at its first start. */
    public Path rootCertificate() {
        return directory.resolve("data").resolve("ca").resolve("root.pem");
    }

    /** Removes everything; what cannot be removed stays. */
    public void remove() throws IOException {
        remove(directory);
    }

    /** Removes a run's directory with all that is in it. */
    public static void remove(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
