package dev.muster.loadtest.fake;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import dev.muster.certs.apns.PushCertificateForge;

/** What the fakes of WNS and FCM share: HTTPS, access tokens that expire, devices that listen, moods, and counters. */
abstract class FakePushServer implements AutoCloseable {
    private static final int LARGEST_BODY = 64 * 1024;

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Runnable> listening = new ConcurrentHashMap<>();
    private final Map<String, Boolean> stored = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    private final LongAdder accepted = new LongAdder();
    private final AtomicLong tokens = new AtomicLong();
    private volatile String token = "none";
    private volatile Hostility.Moods moods = Hostility.NONE.moods();

    FakePushServer(PushCertificateForge forge) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(forge.serverCertificate("localhost"))));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private static SSLContext tls(PushCertificateForge.Forged own) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setKeyEntry("own", own.key(), new char[0], new Certificate[] {own.certificate()});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, new SecureRandom());
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IOException("the fake has no TLS", broken);
        }
    }

    /** Its port on localhost. */
    public final int port() {
        return server.getAddress().getPort();
    }

    /** From now on it behaves like this. */
    public final void behave(Hostility hostility) {
        moods = hostility.moods();
    }

    /** A device listens at this address; a push that was stored for it is delivered at once. */
    public final void listen(String address, Runnable wake) {
        listening.put(address, wake);
        if (stored.remove(address) != null) {
            wake.run();
        }
    }

    /** The device is off: the newest push to it is stored, one at most. */
    public final void sleep(String address) {
        listening.put(address, () -> stored.put(address, true));
    }

    /** The address is dead from now on. */
    public final void forget(String address) {
        listening.remove(address);
        stored.remove(address);
    }

    /** Every access token given out so far is refused from now on. */
    public final void expireTokens() {
        token = "none";
    }

    /** Access tokens given out. */
    public final long tokens() {
        return tokens.get();
    }

    /** Pushes accepted. */
    public final long accepted() {
        return accepted.sum();
    }

    /** What was not accepted, by reason. */
    public final Map<String, Long> refused() {
        Map<String, Long> sums = new TreeMap<>();
        refused.forEach((reason, count) -> sums.put(reason, count.sum()));
        return sums;
    }

    /** A request as the fakes check it. */
    record Asked(String method, String path, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }
    }

    /** An answer. */
    record Said(int status, Map<String, String> headers, String body) {
        static Said of(int status) {
            return new Said(status, Map.of(), "");
        }

        static Said later(int status) {
            return new Said(status, Map.of("Retry-After", "1"), "");
        }
    }

    /** Answers a push whose access token is good. */
    abstract Said push(Asked asked);

    /** Answers the request for an access token; calls {@link #grant} if it is in order. */
    abstract Said login(Asked asked);

    /** Whether this is a request for an access token. */
    abstract boolean isLogin(String path);

    final Said grant() {
        token = "token-" + tokens.incrementAndGet() + "-" + UUID.randomUUID();
        return new Said(200, Map.of("Content-Type", "application/json"),
                "{\"access_token\":\"" + token + "\",\"token_type\":\"bearer\",\"expires_in\":86400}");
    }

    final Said refuse(int status, String why) {
        refused.computeIfAbsent(why, _ -> new LongAdder()).increment();
        return Said.of(status);
    }

    /** Wakes who listens at the address; false if nobody does. */
    final boolean deliver(String address) {
        Runnable wake = listening.get(address);
        if (wake != null) {
            accepted.increment();
            wake.run();
        }
        return wake != null;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Hostility.Mood mood = moods.next();
            Asked asked = asked(exchange);
            if (mood == Hostility.Mood.DROPPED) {
                refuse(0, "hostile: dropped");
                return; // closed without an answer
            }
            if (mood == Hostility.Mood.SLOW) {
                Thread.sleep(Hostility.LATE);
            }
            say(exchange, answer(asked, mood));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private Said answer(Asked asked, Hostility.Mood mood) {
        boolean login = isLogin(asked.path());
        return switch (mood) {
            case THROTTLED -> {
                refuse(0, "hostile: throttled");
                yield Said.later(429);
            }
            case FAILING -> refuse(500, "hostile: failing");
            case EXPIRED -> login ? login(asked) : refuse(401, "hostile: expired");
            case WELL, SLOW, DROPPED, LEAVING -> {
                if (login) {
                    yield login(asked);
                }
                yield asked.header("Authorization").equals("Bearer " + token) ? push(asked)
                        : refuse(401, "the access token is not valid");
            }
        };
    }

    private static Asked asked(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach(
                (name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), String.join(",", values)));
        String body = new String(exchange.getRequestBody().readNBytes(LARGEST_BODY), StandardCharsets.UTF_8);
        return new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body);
    }

    private static void say(HttpExchange exchange, Said said) throws IOException {
        said.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    @Override
    public final void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** How long a stored push lives; as asked for, so that a test need not wait. */
    static Duration seconds(String text) {
        return text.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.ZERO;
    }
}
