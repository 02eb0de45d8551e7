package dev.muster.gateway.wake.apns;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where pushes go.
 *
 * @param host host name, checked against the server's certificate
 * @param port 1 to 65535
 * @param trustFile PEM file of certificates to trust instead of the platform's, for a fake; empty with Apple
 */
public record ApnsEndpoint(String host, int port, Optional<Path> trustFile) {
    /** Apple's production service. */
    public static final ApnsEndpoint APPLE = new ApnsEndpoint("api.push.apple.com", 443, Optional.empty());

    public ApnsEndpoint {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "APNs needs a host and a port between 1 and 65535, not " + host + ":" + port);
        }
    }
}
