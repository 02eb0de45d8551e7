package dev.muster.loadtest.load;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

import dev.muster.loadtest.device.EmulatedDevice;

/**
 * Carries sessions of emulated devices to a gateway's check-in listener: a new TLS connection a session, keep-alive inside it,
 * many devices on few threads. Thread-safe. How many run at once is the caller's business.
 */
public final class CheckInClient implements AutoCloseable {
    /** Larger answers are the gateway's mistake: its commands are bounded by what devices accept. */
    private static final int MAX_ANSWER_BYTES = 4 << 20;

    private final EventLoopGroup loops;
    private final InetSocketAddress gateway;
    private final String host;
    private final TimeOuts timeOuts;

    /**
     * A client of one listener.
     *
     * @param host name in the gateway's certificate
     * @param port its check-in port
     * @param threads event loops, 1 to 64
     */
    public CheckInClient(String host, int port, int threads, TimeOuts timeOuts) {
        if (threads < 1 || threads > 64) {
            throw new IllegalArgumentException("1 to 64 threads, not " + threads);
        }
        this.loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
        this.gateway = new InetSocketAddress(host, port);
        this.host = host;
        this.timeOuts = timeOuts;
    }

    /** Runs one session of a device that has none under way; the result never fails, see {@link SessionResult}. */
    public CompletableFuture<SessionResult> run(EmulatedDevice device, SslContext tls) {
        CompletableFuture<SessionResult> result = new CompletableFuture<>();
        SessionChannel session = new SessionChannel(device, host, timeOuts, result);
        ChannelFuture connected = new Bootstrap().group(loops).channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeOuts.connect().toMillis()))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SslHandler handler = tls.newHandler(channel.alloc(), host, gateway.getPort());
                        handler.setHandshakeTimeoutMillis(timeOuts.handshake().toMillis());
                        channel.pipeline().addLast("tls", handler).addLast("http", new HttpClientCodec())
                                .addLast("body", new HttpObjectAggregator(MAX_ANSWER_BYTES))
                                .addLast("session", session);
                    }
                }).connect(gateway);
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                session.failed("connect: " + SessionChannel.brief(done.cause()));
            }
        });
        return result;
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }
}
