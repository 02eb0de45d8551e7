package dev.muster.gateway.wake.apns;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import com.eatthepath.pushy.apns.server.MockApnsServer;
import com.eatthepath.pushy.apns.server.MockApnsServerBuilder;
import com.eatthepath.pushy.apns.server.PushNotificationHandler;
import com.eatthepath.pushy.apns.server.RejectedNotificationException;
import com.eatthepath.pushy.apns.server.RejectionReason;
import com.eatthepath.pushy.apns.server.UnregisteredDeviceTokenException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.concurrent.DefaultThreadFactory;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.apns.PushCertificateForge.Forged;
import dev.muster.certs.apns.PushCertificateForge.KeyKind;
import dev.muster.certs.x509.Pem;

/**
 * A fake APNs over real HTTP/2 and TLS: pushy's server, which wants a client certificate of the forge's CA, with answers a
 * test chooses for each token.
 */
final class MockApns implements AutoCloseable {
    /** What arrived. */
    record Push(String token, String payload, Map<String, String> headers, String certificate) {}

    /** Shared by all: pushy's own group takes two seconds to shut down. Its threads are daemons. */
    @SuppressWarnings("deprecation") // pushy knows no newer group
    private static final NioEventLoopGroup LOOPS = new NioEventLoopGroup(2,
            new DefaultThreadFactory("mock-apns", true));

    final PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), Instant.now());
    /** Accepted and rejected pushes, in order of arrival. */
    final List<Push> pushes = new CopyOnWriteArrayList<>();
    /** Rejections by token. */
    final Map<String, RejectionReason> rejections = new ConcurrentHashMap<>();
    /** Dead tokens and since when. */
    final Map<String, Instant> dead = new ConcurrentHashMap<>();
    /** While this is above zero, no push is answered. */
    volatile CountDownLatch held = new CountDownLatch(0);
    private final Path trust;
    private final MockApnsServer server;
    private final int port;
    private boolean closed;

    MockApns(Path directory) throws Exception {
        Forged own = forge.serverCertificate("localhost");
        trust = Files.writeString(directory.resolve("apns-root.pem"), Pem.of(List.of(forge.authority())));
        server = new MockApnsServerBuilder()
                .setServerCredentials(new X509Certificate[] {own.certificate()}, own.key(), null)
                .setTrustedClientCertificateChain(new ByteArrayInputStream(Files.readAllBytes(trust)))
                .setEventLoopGroup(LOOPS).setMaxConcurrentStreams(2_000).setHandlerFactory(this::handler).build();
        port = server.start(0).get(10, TimeUnit.SECONDS);
    }

    ApnsEndpoint endpoint() {
        return new ApnsEndpoint("localhost", port, Optional.of(trust));
    }

    PushCertificateSource.Credential credential(String topic) {
        return credential(topic, KeyKind.P_256);
    }

    PushCertificateSource.Credential credential(String topic, KeyKind kind) {
        Forged forged = forge.pushCertificate(topic, kind, Duration.ofDays(30));
        return new PushCertificateSource.Credential(forged.certificatePem(), forged.keyPem());
    }

    private PushNotificationHandler handler(SSLSession session) {
        String certificate = certificate(session);
        return (headers, payload) -> answer(certificate, headers, payload);
    }

    private void answer(String certificate, Http2Headers headers, ByteBuf payload)
            throws RejectedNotificationException {
        try {
            held.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
        Map<String, String> seen = new ConcurrentHashMap<>();
        headers.forEach(entry -> seen.put(entry.getKey().toString(), entry.getValue().toString()));
        String token = String.valueOf(headers.path()).replace("/3/device/", "");
        pushes.add(new Push(token, payload.toString(StandardCharsets.UTF_8), seen, certificate));
        Instant since = dead.get(token);
        if (since != null) {
            throw new UnregisteredDeviceTokenException(since);
        }
        RejectionReason reason = rejections.get(token);
        if (reason != null) {
            throw new RejectedNotificationException(reason);
        }
    }

    private static String certificate(SSLSession session) {
        try {
            return ((X509Certificate) session.getPeerCertificates()[0]).getSerialNumber().toString(16);
        } catch (SSLPeerUnverifiedException nobody) {
            return "none";
        }
    }

    @Override
    public void close() {
        held.countDown();
        if (closed) {
            return;
        }
        closed = true;
        server.shutdown().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
