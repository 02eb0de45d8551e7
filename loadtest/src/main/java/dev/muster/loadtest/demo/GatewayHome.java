package dev.muster.loadtest.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import dev.muster.certs.x509.Pem;
import dev.muster.loadtest.fake.FakeApns;

/** The temporary directory of a demo's gateway: configuration, data, log. */
final class GatewayHome {
    private static final String PREFIX = "muster-demo-";

    private final Path directory;

    private GatewayHome(Path directory) {
        this.directory = directory;
    }

    /** Makes a directory with a configuration that listens on free ports of this machine only and pushes to the fake. */
    static GatewayHome make(Optional<Path> parent, FakeApns apns, X509Certificate apnsAuthority) throws IOException {
        GatewayHome home = new GatewayHome(parent.isPresent() ? Files.createTempDirectory(parent.get(), PREFIX)
                : Files.createTempDirectory(PREFIX));
        Path trust = home.directory.resolve("apns.pem");
        Files.writeString(trust, Pem.of(List.of(apnsAuthority)));
        Files.writeString(home.config(), String.format(Locale.ROOT, """
                data: %s
                host: localhost
                listeners:
                  checkIn: {address: 127.0.0.1, port: 0}
                  enrol: {address: 127.0.0.1, port: 0}
                  admin: {address: 127.0.0.1, port: 0}
                apns:
                  host: localhost
                  port: %d
                  trustFile: %s
                """, quoted(home.directory.resolve("data")), apns.port(), quoted(trust)));
        return home;
    }

    /** A path as a double-quoted YAML scalar: a path may hold anything. */
    private static String quoted(Path path) {
        return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    Path directory() {
        return directory;
    }

    Path config() {
        return directory.resolve("muster.yaml");
    }

    Path log() {
        return directory.resolve("gateway.log");
    }

    /** The root certificate the gateway made at its first start. */
    Path rootCertificate() {
        return directory.resolve("data").resolve("ca").resolve("root.pem");
    }

    /** Removes everything; what cannot be removed stays. */
    void remove() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
