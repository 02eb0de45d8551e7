package dev.muster.loadtest.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;

import dev.muster.loadtest.device.DevicePlatform;
import dev.muster.loadtest.device.DeviceRequest;
import dev.muster.loadtest.device.DeviceSession;
import dev.muster.loadtest.device.DeviceSession.Step;
import dev.muster.loadtest.device.EmulatedDevice;

/** Plays one {@link DeviceSession} on one connection. Runs on the connection's event loop. */
final class SessionChannel extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final EmulatedDevice device;
    private final DeviceSession session;
    private final String host;
    private final TimeOuts timeOuts;
    private final CompletableFuture<SessionResult> result;
    private @Nullable DeviceRequest underWay;
    private @Nullable Future<?> timer;
    private int exchanges;

    SessionChannel(EmulatedDevice device, String host, TimeOuts timeOuts, CompletableFuture<SessionResult> result) {
        this.device = device;
        this.session = device.begin();
        this.host = host;
        this.timeOuts = timeOuts;
        this.result = result;
    }

    /** What went wrong, in a few words without ids, so that equal failures count as one. */
    static String brief(@Nullable Throwable cause) {
        Throwable inner = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (inner == null) {
            return "unknown";
        }
        String message = inner.getMessage() == null ? "" : inner.getMessage().lines().findFirst().orElse("");
        return inner.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    }

    /** The session cannot go on; only the first reason counts. */
    void failed(String why) {
        if (!result.isDone()) {
            session.lost();
            result.complete(new SessionResult.Failed(why));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                send(context, session.first());
            } else {
                failed("TLS handshake: " + brief(handshake.cause()));
                close(context);
            }
        }
        super.userEventTriggered(context, event);
    }

    private void send(ChannelHandlerContext context, DeviceRequest request) {
        underWay = request;
        if (request.fate() == DeviceRequest.Fate.HELD_BACK) {
            var _ = device.released().thenRun(() -> context.executor().execute(() -> write(context, request)));
        } else {
            write(context, request);
        }
    }

    private void write(ChannelHandlerContext context, DeviceRequest request) {
        HttpMethod method = device.platform() == DevicePlatform.IOS ? HttpMethod.PUT : HttpMethod.POST;
        FullHttpRequest message = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, request.path(),
                Unpooled.wrappedBuffer(request.body()));
        request.headers().forEach((name, value) -> message.headers().set(name, value));
        message.headers().set(HttpHeaderNames.HOST, host).set(HttpHeaderNames.CONTENT_LENGTH, request.body().length);
        timer = context.executor().schedule(() -> {
            failed("no answer to " + request.what() + " in time");
            close(context);
        }, timeOuts.answer().toMillis(), TimeUnit.MILLISECONDS);
        var _ = context.writeAndFlush(message).addListener((ChannelFutureListener) written -> {
            if (!written.isSuccess()) {
                failed("write: " + brief(written.cause()));
                close(context);
            } else if (request.fate() == DeviceRequest.Fate.CUT) {
                lose(context);
            }
        });
    }

    private void lose(ChannelHandlerContext context) {
        if (!result.isDone()) {
            session.lost();
            result.complete(new SessionResult.LostByChoice());
        }
        close(context);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
        DeviceRequest answered = underWay;
        if (result.isDone() || answered == null) {
            return;
        }
        stopTimer();
        underWay = null;
        if (answered.fate() == DeviceRequest.Fate.REPLY_LOST) {
            lose(context);
            return;
        }
        exchanges++;
        switch (session.answered(response.status().code(), ByteBufUtil.getBytes(response.content()))) {
            case Step.Send send -> send(context, send.request());
            case Step.Done _ -> end(context, new SessionResult.Completed(exchanges));
            case Step.Refused refused -> end(context, new SessionResult.Refused(refused.status(), refused.what()));
            case Step.Broken broken -> end(context, new SessionResult.Failed(broken.why()));
        }
    }

    private void end(ChannelHandlerContext context, SessionResult outcome) {
        result.complete(outcome);
        close(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        stopTimer();
        failed(underWay == null ? "connection closed by the gateway"
                : "connection closed by the gateway instead of an answer to " + underWay.what());
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failed(brief(cause));
        close(context);
    }

    private static void close(ChannelHandlerContext context) {
        // Nobody waits for the close: its only effect, channelInactive, finds the session ended.
        var _ = context.close();
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
