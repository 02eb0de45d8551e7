package dev.muster.gateway.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Google's push service, for Android agents. Without a service account nobody is pushed there, and Android devices come at their
 * poll.
 *
 * @param serviceAccount JSON file of the service account, as Google's console gives it out; empty for none
 * @param service FCM, https
 * @param tokens where access tokens come from, https; the address inside the file is not used
 * @param trustFile PEM certificates to trust instead of the platform's, for a fake in a test; empty usually
 */
public record Fcm(Optional<Path> serviceAccount, String service, String tokens, Optional<Path> trustFile) {
    static final Fcm DEFAULTS = new Fcm(Optional.empty(), "https://fcm.googleapis.com",
            "https://oauth2.googleapis.com/token", Optional.empty());

    public Fcm {
        HttpsAddress.check("service", service);
        HttpsAddress.check("tokens", tokens);
    }

    /** FCM. */
    public URI serviceAddress() {
        return URI.create(service);
    }

    /** Where access tokens come from. */
    public URI tokensAddress() {
        return URI.create(tokens);
    }
}
