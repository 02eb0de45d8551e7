package dev.muster.gateway.wake.fcm;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.wake.PushHttp;

/**
 * Where Android pushes go. The token address inside the service account's file is not used: nothing goes to a place that is not
 * configured.
 *
 * @param service FCM, https
 * @param tokens where access tokens come from, https
 * @param trustFile PEM certificates to trust instead of the platform's, for a fake; empty with Google
 * @param account as whom
 */
public record FcmEndpoint(URI service, URI tokens, Optional<Path> trustFile, ServiceAccount account) {
    List<PushHttp.Place> places() {
        return List.of(PushHttp.Place.of(service), PushHttp.Place.of(tokens));
    }

    URI send() {
        return service.resolve("/v1/projects/" + account.project() + "/messages:send");
    }
}
