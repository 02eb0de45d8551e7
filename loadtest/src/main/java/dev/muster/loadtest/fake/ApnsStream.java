package dev.muster.loadtest.fake;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLPeerUnverifiedException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/** One push on its way in and its answer on the way out. Lives on its connection's event loop. */
final class ApnsStream extends ChannelInboundHandlerAdapter {
    private static final long GOODBYE_MILLIS = 200;

    private final Channel connection;
    private final SslHandler tls;
    private final ApnsListener.Pushes pushes;
    private final int largest;
    private final ByteBuf payload = Unpooled.buffer();
    private Http2Headers headers = new DefaultHttp2Headers();

    ApnsStream(Channel connection, SslHandler tls, ApnsListener.Pushes pushes, int largest) {
        this.connection = connection;
        this.tls = tls;
        this.pushes = pushes;
        this.largest = largest;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        try {
            boolean end = false;
            if (frame instanceof Http2HeadersFrame start) {
                headers = start.headers();
                end = start.isEndStream();
            } else if (frame instanceof Http2DataFrame data) {
                int room = largest + 1 - payload.readableBytes();
                payload.writeBytes(data.content(), Math.min(room, data.content().readableBytes()));
                end = data.isEndStream();
            }
            if (end) {
                answer(context, pushes.judge(certificates(), headers, ByteBufUtil.getBytes(payload)));
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    private X509Certificate[] certificates() {
        try {
            Certificate[] shown = tls.engine().getSession().getPeerCertificates();
            return Arrays.copyOf(shown, shown.length, X509Certificate[].class);
        } catch (SSLPeerUnverifiedException nobody) {
            return new X509Certificate[0];
        }
    }

    private void answer(ChannelHandlerContext context, PushCheck.Verdict verdict) {
        switch (verdict.manner()) {
            case WELL, THROTTLED, FAILING, EXPIRED -> write(context, verdict);
            case DROPPED -> reset(connection);
            case SLOW -> {
                var _ = context.executor().schedule(() -> write(context, verdict), Hostility.LATE.toMillis(),
                        TimeUnit.MILLISECONDS);
            }
            case LEAVING -> {
                write(context, verdict);
                // Streams that came in before this are answered, later ones are not.
                var _ = connection.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR,
                        Unpooled.wrappedBuffer(ApnsListener.body("Shutdown"))));
                var _ = context.executor().schedule(() -> {
                    var _ = connection.close();
                }, GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static void write(ChannelHandlerContext context, PushCheck.Verdict verdict) {
        Http2Headers said = new DefaultHttp2Headers().status(Integer.toString(verdict.status())).set("apns-id",
                UUID.randomUUID().toString());
        byte[] body = verdict.body();
        var _ = context.write(new DefaultHttp2HeadersFrame(said, body.length == 0));
        if (body.length > 0) {
            var _ = context.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true));
        }
        context.flush();
    }

    /** Ends a connection without a word. */
    static void reset(Channel connection) {
        connection.config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = connection.close();
    }
}
