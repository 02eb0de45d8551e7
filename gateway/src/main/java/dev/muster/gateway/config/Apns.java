package dev.muster.gateway.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Apple's push service.
 *
 * @param host its host name
 * @param port 1 to 65535; Apple offers 443 and 2197
 * @param trustFile PEM certificates to trust instead of the platform's, for a fake in a test; empty usually
 */
public record Apns(String host, int port, Optional<Path> trustFile) {
    static final Apns DEFAULTS = new Apns("api.push.apple.com", 443, Optional.empty());

    public Apns {
        if (host.isBlank() || host.length() > 253) {
            throw new IllegalArgumentException("host must have 1 to 253 characters");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1 to 65535, not " + port);
        }
    }
}
