package dev.muster.gateway.wake;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import dev.muster.certs.x509.Pem;

/**
 * The one way of WNS and FCM to the network: HTTPS to the places it was made for and nowhere else, whatever an address that a
 * device reported says. No redirect is followed. Bounds what is under way.
 */
public final class PushHttp implements AutoCloseable {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final int LARGEST_ANSWER = 64 * 1024;

    private final HttpClient client;
    private final List<Place> places;
    private final Semaphore underWay;
    private final Duration answerWithin;

    /**
     * Where requests may go.
     *
     * @param host this host and, if {@code below}, every host whose name ends in a dot and this
     * @param port the only port
     */
    public record Place(String host, boolean below, int port) {
        public Place {
            host = host.toLowerCase(Locale.ROOT);
        }

        /** The place of a configured address. */
        public static Place of(URI address) {
            return new Place(address.getHost(), false, port(address));
        }

        /** Whether a request may go there: https, this host, this port, and no user in it. */
        public boolean admits(URI address) {
            String named = address.getHost();
            return "https".equalsIgnoreCase(address.getScheme()) && named != null && address.getRawUserInfo() == null
                    && port(address) == port && admits(named.toLowerCase(Locale.ROOT));
        }

        private boolean admits(String named) {
            return named.equals(host) || (below && named.endsWith("." + host));
        }

        private static int port(URI address) {
            return address.getPort() == -1 ? 443 : address.getPort();
        }
    }

    /** A request was not sent. */
    public static final class NotSent extends IOException {
        private static final long serialVersionUID = 1L;

        NotSent(String why) {
            super(why);
        }
    }

    /**
     * @param trustFile PEM certificates to trust instead of the platform's; empty usually
     * @param inFlight requests under way, at least 1; beyond, {@link NotSent}
     * @throws IOException if the trust file cannot be used
     */
    public PushHttp(List<Place> places, Optional<Path> trustFile, int inFlight, Duration answerWithin)
            throws IOException {
        this.places = List.copyOf(places);
        this.underWay = new Semaphore(inFlight);
        this.answerWithin = answerWithin;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN)
                .followRedirects(HttpClient.Redirect.NEVER);
        if (trustFile.isPresent()) {
            builder.sslContext(trusting(trustFile.get()));
        }
        this.client = builder.build();
    }

    /** Whether a request to this address would be sent. */
    public boolean admits(URI address) {
        return places.stream().anyMatch(place -> place.admits(address));
    }

    /** Sends; fails with an {@link IOException} if there is no answer in time, or if it was not sent. */
    public CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder builder) {
        HttpRequest request = builder.timeout(answerWithin).build();
        if (!admits(request.uri())) {
            return CompletableFuture.failedFuture(new NotSent("an address outside of the configured hosts"));
        }
        if (!underWay.tryAcquire()) {
            return CompletableFuture.failedFuture(new NotSent("too many requests under way"));
        }
        return client
                .sendAsync(request,
                        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST_ANSWER))
                .whenComplete((_, _) -> underWay.release());
    }

    private static SSLContext trusting(Path file) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate one : Pem.certificates(Files.readString(file))) {
                store.setCertificateEntry("trusted-" + number++, one);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException(file + " holds no certificates to trust: " + unusable.getMessage(), unusable);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
