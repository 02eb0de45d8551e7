package dev.muster.gateway.wake.wns;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.wake.PushHttp;

/**
 * Where Windows pushes go, and as whom.
 *
 * @param login where tokens come from, https
 * @param host the host of ChannelURIs, or the end of their names
 * @param port the only port of ChannelURIs
 * @param trustFile PEM certificates to trust instead of the platform's, for a fake; empty with Microsoft
 * @param clientId package SID
 * @param clientSecret its secret; the text form does not show it
 */
public record WnsEndpoint(URI login, String host, int port, Optional<Path> trustFile, String clientId,
        String clientSecret) {
    /** The places that requests may go to. */
    List<PushHttp.Place> places() {
        return List.of(PushHttp.Place.of(login), channels().place());
    }

    ChannelUris channels() {
        return new ChannelUris(host, port);
    }

    @Override
    public String toString() {
        return "WnsEndpoint[login=" + login + ", host=" + host + ":" + port + "]";
    }
}
