package dev.muster.gateway.enrollment.windows;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;

/** Fetches key sets by HTTPS: at most 64 KB within ten seconds, no redirect followed, 200 or nothing. */
public final class KeySetFetch implements ResourceRetriever, AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final int LARGEST = 64 * 1024;

    private final HttpClient client;

    public KeySetFetch() {
        this(HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER).build());
    }

    /** @param client one that follows no redirect */
    KeySetFetch(HttpClient client) {
        this.client = client;
    }

    @Override
    public Resource retrieveResource(URL address) throws IOException {
        try {
            URI uri = address.toURI();
            if (!"https".equals(uri.getScheme())) {
                throw new IOException("not an https address");
            }
            HttpResponse<InputStream> response = client.send(HttpRequest.newBuilder(uri).timeout(WITHIN).GET().build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(LARGEST + 1);
                if (response.statusCode() != 200 || bytes.length > LARGEST) {
                    throw new IOException("no key set of at most 64 KB: status " + response.statusCode());
                }
                return new Resource(new String(bytes, StandardCharsets.UTF_8), "application/json");
            }
        } catch (URISyntaxException malformed) {
            throw new IOException("not an address");
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
