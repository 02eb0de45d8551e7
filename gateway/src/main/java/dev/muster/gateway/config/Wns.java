package dev.muster.gateway.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Microsoft's push service, for Windows devices. Without a client nobody is pushed there, and Windows devices come at their poll.
 *
 * @param clientId package SID ({@code ms-app://...}); empty for none
 * @param clientSecret its secret; empty for none
 * @param packageFamilyName name that Windows devices get their channel for ({@code Publisher.App_hash}); empty for none: then they
 *        have to know it by themselves
 * @param login where access tokens come from, https
 * @param host the host of ChannelURIs, or the end of their names; a ChannelURI elsewhere is never contacted
 * @param port the only port of ChannelURIs, 1 to 65535
 * @param trustFile PEM certificates to trust instead of the platform's, for a fake in a test; empty usually
 */
public record Wns(Optional<String> clientId, Optional<Secret> clientSecret, Optional<String> packageFamilyName,
        String login, String host, int port, Optional<Path> trustFile) {
    static final Wns DEFAULTS = new Wns(Optional.empty(), Optional.empty(), Optional.empty(),
            "https://login.live.com/accesstoken.srf",
            "notify.windows.com", 443, Optional.empty());
    private static final Pattern FAMILY = Pattern.compile("[A-Za-z0-9.-]{3,50}_[a-z0-9]{13}");

    public Wns {
        if (clientId.isPresent() != clientSecret.isPresent()) {
            throw new IllegalArgumentException("clientId and clientSecret belong together: set both or neither");
        }
        if (packageFamilyName.filter(name -> !FAMILY.matcher(name).matches()).isPresent()) {
            throw new IllegalArgumentException("packageFamilyName must look like Publisher.App_0123456789abc, as"
                    + " Partner Center shows it");
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
