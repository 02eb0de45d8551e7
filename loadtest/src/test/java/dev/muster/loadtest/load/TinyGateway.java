package dev.muster.loadtest.load;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.apns.PushCertificateForge.Forged;
import dev.muster.certs.apns.PushCertificateForge.KeyKind;

/** A server of a few lines in a gateway's place: mutual TLS 1.3, HTTP/1.1, answers by a script. */
final class TinyGateway implements AutoCloseable {
    private final PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), Instant.now());
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final Channel server;

    /** A request as the server saw it. */
    @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
    record Heard(String method, String path, String connection, byte[] body) {}

    /** What the server does with a request. */
    sealed interface Reaction {
        /** Answers. */
        @SuppressWarnings("ArrayRecordComponent") // opaque bytes on their way out, never compared
        record Answer(int status, byte[] body) implements Reaction {}

        /** Closes the connection instead. */
        record HangUp() implements Reaction {}

        /** Says nothing. */
        record Silence() implements Reaction {}
    }

    TinyGateway(Function<Heard, Reaction> script) throws Exception {
        Forged own = forge.serverCertificate("localhost");
        SslContext tls = SslContextBuilder.forServer(own.key(), own.certificate()).sslProvider(SslProvider.OPENSSL)
                .trustManager(forge.authority()).clientAuth(ClientAuth.REQUIRE).protocols("TLSv1.3").build();
        this.server = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(tls.newHandler(channel.alloc()), new HttpServerCodec(),
                                new HttpObjectAggregator(1 << 20), new Script(script));
                    }
                }).bind("127.0.0.1", 0).sync().channel();
    }

    private final class Script extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final Function<Heard, Reaction> script;

        Script(Function<Heard, Reaction> script) {
            this.script = script;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            Heard said = new Heard(request.method().name(), request.uri(), context.channel().id().asLongText(),
                    ByteBufUtil.getBytes(request.content()));
            heard.add(said);
            switch (script.apply(said)) {
                case Reaction.Answer answer -> {
                    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                            HttpResponseStatus.valueOf(answer.status()), Unpooled.wrappedBuffer(answer.body()));
                    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
                    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                }
                case Reaction.HangUp _ -> {
                    var _ = context.close();
                }
                case Reaction.Silence _ -> {
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }

    int port() {
        return ((java.net.InetSocketAddress) server.localAddress()).getPort();
    }

    List<Heard> heard() {
        return List.copyOf(heard);
    }

    ServerTrust trust() {
        return new ServerTrust(forge.authority());
    }

    /** A key with a certificate that this server lets in. */
    record Admitted(KeyPair keys, List<X509Certificate> chain) {}

    Admitted admitted() {
        Forged client = forge.pushCertificate("com.apple.mgmt.External.test", KeyKind.P_256, Duration.ofDays(1));
        return new Admitted(new KeyPair(client.certificate().getPublicKey(), client.key()),
                List.of(client.certificate()));
    }

    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
