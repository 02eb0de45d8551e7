package dev.muster.gateway.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Microsoft's push service, for Windows devices. Without a client nobody is pushed there, and Windows devices come at their poll.
 *
 * @param clientId package SID ({@code ms-app://...}); empty for none
 * @param clientSecret its secret; empty for none
 * @param login where access tokens come from, https
 * @param host the host of ChannelURIs, or the end of their names; a ChannelURI elsewhere is never contacted
 * @param port the only port of ChannelURIs, 1 to 65535
 * @param trustFile PEM certificates to trust instead of the platform's, for a fake in a test; empty usually
 */
public record Wns(Optional<String> clientId, Optional<Secret> clientSecret, String login, String host, int port,
        Optional<Path> trustFile) {
    static final Wns DEFAULTS = new Wns(Optional.empty(), Optional.empty(), "https://login.live.com/accesstoken.srf",
            "notify.windows.com", 443, Optional.empty());

    public Wns {
        if (clientId.isPresent() != clientSecret.isPresent()) {
            throw new IllegalArgumentException("clientId and clientSecret belong together: set both or neither");
        }
        HttpsAddress.check("login", login);
        if (host.isBlank() || host.length() > 253) {
            throw new IllegalArgumentException("host must have 1 to 253 characters");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1 to 65535, not " + port);
        }
    }

    /** Where access tokens come from. */
    public URI loginAddress() {
        return URI.create(login);
    }
}
