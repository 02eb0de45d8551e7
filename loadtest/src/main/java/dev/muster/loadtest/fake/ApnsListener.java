package dev.muster.loadtest.fake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;

import dev.muster.certs.apns.PushCertificateForge;

/**
 * The network's side of {@link FakeApns}: HTTP/2 over TLS on this machine, with client certificates of the forge. It closes and
 * refuses connections as the real one does, which is why it is not the mock that pushy brings.
 */
final class ApnsListener implements AutoCloseable {
    private static final int STREAMS = 1_000;
    private static final int LARGEST_PAYLOAD = 4_096;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
    private final Set<X509Certificate> revoked = ConcurrentHashMap.newKeySet();
    private final PushCertificateForge.Forged own;
    private final Trust trust;
    private final Channel server;
    private volatile SslContext tls;

    /** Answers of one connection's pushes. */
    interface Pushes {
        /**
         * What becomes of a push; runs on an event loop and must not block.
         *
         * @param certificates the client's, empty if it showed none
         */
        PushCheck.Verdict judge(X509Certificate[] certificates, io.netty.handler.codec.http2.Http2Headers headers,
                byte[] payload);
    }

    ApnsListener(PushCertificateForge forge, Pushes pushes) throws IOException {
        own = forge.serverCertificate("localhost");
        trust = new Trust(forge.authority());
        tls = tls();
        try {
            server = serve(pushes);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the fake push service started", interrupted);
        }
    }

    private SslContext tls() throws SSLException {
        return SslContextBuilder.forServer(own.key(), own.certificate()).sslProvider(SslProvider.JDK)
                .trustManager(trust).clientAuth(ClientAuth.OPTIONAL)
                .applicationProtocolConfig(
                        new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
                                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                                ApplicationProtocolNames.HTTP_2))
                .build();
    }

    private Channel serve(Pushes pushes) throws InterruptedException {
        return new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connections.add(connection);
                        connection.closeFuture().addListener(_ -> connections.remove(connection));
                        SslHandler handler = tls.newHandler(connection.alloc());
                        connection.pipeline().addLast("tls", handler)
                                .addLast("http2", Http2FrameCodecBuilder.forServer().initialSettings(
                                        Http2Settings.defaultSettings().maxConcurrentStreams(STREAMS)).build())
                                .addLast("streams", new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel stream) {
                                        stream.pipeline().addLast("push",
                                                new ApnsStream(connection, handler, pushes, LARGEST_PAYLOAD));
                                    }
                                })).addLast("end", new End());
                    }
                }).bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
    }

    /** A connection that is broken, as clients break them here, is closed. */
    private static final class End extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
            var _ = context.close();
        }
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** No connection is made with this certificate any more; those that are open stay so, as at Apple. */
    void revoke(X509Certificate certificate) throws SSLException {
        revoked.add(certificate);
        // Sessions of before cannot be resumed: nobody would look at the certificate again.
        tls = tls();
    }

    /** Resets every connection that is open. */
    void resetAll() {
        connections.forEach(ApnsStream::reset);
    }

    /** Whom the service believes: the forge's certificates, in their time, that are not revoked. */
    private final class Trust implements X509TrustManager {
        private final X509Certificate authority;

        private Trust(X509Certificate authority) {
            this.authority = authority;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String algorithm) throws CertificateException {
            try {
                chain[0].checkValidity();
                chain[0].verify(authority.getPublicKey());
            } catch (java.security.GeneralSecurityException foreign) {
                throw new CertificateException("not a push certificate", foreign);
            }
            if (revoked.contains(chain[0])) {
                throw new CertificateException("revoked");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String algorithm) throws CertificateException {
            throw new CertificateException("this is a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {authority};
        }
    }

    /** The reason in the body of a goodbye and of an answer. */
    static byte[] body(String reason) {
        return ("{\"reason\":\"" + reason + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        connections.forEach(connection -> {
            var _ = connection.close();
        });
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
