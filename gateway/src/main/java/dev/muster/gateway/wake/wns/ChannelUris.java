package dev.muster.gateway.wake.wns;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

import dev.muster.gateway.wake.PushHttp;

/**
 * Which ChannelURIs there can be: https, on the configured host or below it, on its port, and nobody's name in it. A device says
 * what it likes, and a push to any address would be a request in the gateway's name.
 *
 * @param host the host, or the end of its name
 * @param port the only port
 */
public record ChannelUris(String host, int port) {
    private static final int LONGEST = 2_048;

    /** Reads what a device said; empty if no push goes there. */
    public Optional<URI> read(String said) {
        if (said.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI(said)).filter(place()::admits);
        } catch (URISyntaxException noAddress) {
            return Optional.empty();
        }
    }

    PushHttp.Place place() {
        return new PushHttp.Place(host, true, port);
    }
}
