package dev.muster.certs.tls;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLPeerUnverifiedException;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
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
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

import dev.muster.certs.identity.Fingerprint;

/**
 * A TLS listener on a real socket that greets each client, once the handshake is over, with what it saw: version, whether the
 * session was resumed, and the fingerprint of the client's certificate, readable from the session; then it closes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to do
final class Door implements AutoCloseable {
    /** Causes of failed handshakes, in order. */
    final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Channel listener;

    Door(SslContext context) throws InterruptedException {
        this(context, 0);
    }

    Door(SslContext context, int port) throws InterruptedException {
        listener = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(context.newHandler(channel.alloc()), new Greeter());
                    }
                }).bind("127.0.0.1", port).sync().channel();
    }

    int port() {
        return ((java.net.InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Connects and waits for the greeting; fails with what the client's TLS said. */
    String greet(SslContext client) {
        CompletableFuture<String> greeting = new CompletableFuture<>();
        Bootstrap bootstrap = new Bootstrap().group(group).channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(client.newHandler(channel.alloc(), "localhost", port()),
                                new Listener(greeting));
                    }
                });
        bootstrap.connect("127.0.0.1", port()).addListener(connected -> {
            if (!connected.isSuccess()) {
                greeting.completeExceptionally(connected.cause());
            }
        });
        return greeting.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }

    private final class Greeter extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    ByteBuf greeting = Unpooled.copiedBuffer(seen(context), StandardCharsets.US_ASCII);
                    context.writeAndFlush(greeting).addListener(ChannelFutureListener.CLOSE);
                } else {
                    failures.add(handshake.cause());
                }
            }
        }

        private String seen(ChannelHandlerContext context) throws Exception {
            SslHandler tls = context.pipeline().get(SslHandler.class);
            String peer;
            try {
                peer = Fingerprint.of(tls.engine().getSession().getPeerCertificates()[0].getEncoded()).hex();
            } catch (SSLPeerUnverifiedException none) {
                peer = "nobody";
            }
            String kind = CheckInTls.isResumed(tls.engine()) ? "resumed" : "full";
            return tls.engine().getSession().getProtocol() + " " + kind + " " + peer + "\n";
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {}

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static final class Listener extends SimpleChannelInboundHandler<ByteBuf> {
        private final CompletableFuture<String> greeting;
        private final StringBuilder heard = new StringBuilder();

        Listener(CompletableFuture<String> greeting) {
            this.greeting = greeting;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            heard.append(message.toString(StandardCharsets.US_ASCII));
            if (heard.charAt(heard.length() - 1) == '\n') {
                greeting.complete(heard.toString().strip());
                context.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            greeting.completeExceptionally(new IllegalStateException("closed without a greeting"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            greeting.completeExceptionally(cause);
            context.close();
        }
    }

}
