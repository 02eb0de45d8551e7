package dev.muster.gateway.net;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import dev.muster.gateway.config.Limits;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * Gives each phase of an HTTP/1.1 connection, or of one stream of HTTP/2, its time and cuts it off when that is over. One
 * timer for each: it is moved only when a phase outlasts the read it began in, so a request that arrives in one piece costs no timer at all. Lives on the event
 * loop of its connection.
 */
final class ConnectionPhases extends ChannelInboundHandlerAdapter {
    /** What a connection is doing. */
    enum Phase {
        /** Waits for the first byte of a request. */
        IDLE,
        /** Reads a request line and headers. */
        HEADER,
        /** Reads a body. */
        BODY,
        /** Waits for the answer from inside; bounded there. */
        HANDLING,
        /** Waits for the client to take the answer. */
        WRITING,
        /** Has answered and closed its side; swallows what the client still sends, so that the answer is not lost to a reset. */
        LINGERING
    }

    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final int LINGER_BYTES = 256 << 10;

    private final Limits.Timeouts timeouts;
    private final GatewayEvents events;
    private final Consumer<ChannelHandlerContext> cutOff;
    private Phase phase = Phase.IDLE;
    private long deadline;
    private long timerAt;
    private @Nullable Future<?> timer;
    private @Nullable ChannelHandlerContext context;
    private int swallowed;

    ConnectionPhases(Limits.Timeouts timeouts, GatewayEvents events) {
        this(timeouts, events, late -> {
            var _ = late.close();
        });
    }

    /** @param cutOff what is done when a phase takes too long */
    ConnectionPhases(Limits.Timeouts timeouts, GatewayEvents events, Consumer<ChannelHandlerContext> cutOff) {
        this.timeouts = timeouts;
        this.events = events;
        this.cutOff = cutOff;
    }

    /** Begins a phase. */
    void enter(Phase next) {
        if (phase == Phase.LINGERING || context == null) {
            return;
        }
        phase = next;
        Duration most = most(next);
        deadline = most == null ? Long.MAX_VALUE : now(context) + most.toNanos();
        if (next == Phase.LINGERING) {
            arm(context);
        }
    }

    /** Moves the timer forward if the present phase ends before it; for phases that do not begin with a read. */
    void arm() {
        if (context != null) {
            arm(context);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        enter(Phase.IDLE);
        arm(added);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext closed) {
        stop();
        closed.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        if (phase == Phase.LINGERING) {
            swallowed += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
            ReferenceCountUtil.release(message);
            if (swallowed > LINGER_BYTES) {
                var _ = reading.close();
            }
            return;
        }
        if (phase == Phase.IDLE) {
            enter(Phase.HEADER);
        }
        reading.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext reading) {
        if (phase == Phase.LINGERING) {
            reading.read();
        } else {
            arm(reading);
        }
        reading.fireChannelReadComplete();
    }

    private void arm(ChannelHandlerContext on) {
        if ((timer != null && timerAt <= deadline) || deadline == Long.MAX_VALUE || !on.channel().isActive()) {
            return;
        }
        schedule(on, deadline);
    }

    private void schedule(ChannelHandlerContext on, long at) {
        if (timer != null) {
            timer.cancel(false);
        }
        timerAt = at;
        timer = on.executor().schedule(() -> ring(on), Math.max(1, at - now(on)), TimeUnit.NANOSECONDS);
    }

    private void ring(ChannelHandlerContext on) {
        timer = null;
        if (deadline == Long.MAX_VALUE) {
            schedule(on, now(on) + timeouts.idle().toNanos());
        } else if (now(on) < deadline) {
            schedule(on, deadline);
        } else {
            Bound passed = bound(phase);
            if (passed != null) {
                passed.passed(events);
            }
            cutOff.accept(on);
        }
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private static long now(ChannelHandlerContext on) {
        return on.executor().ticker().nanoTime();
    }

    private @Nullable Duration most(Phase of) {
        return switch (of) {
            case IDLE -> timeouts.idle();
            case HEADER -> timeouts.header();
            case BODY -> timeouts.body();
            case HANDLING -> null;
            case WRITING -> timeouts.write();
            case LINGERING -> LINGER;
        };
    }

    private static @Nullable Bound bound(Phase of) {
        return switch (of) {
            case IDLE -> Bound.IDLE_TIME;
            case HEADER -> Bound.HEADER_TIME;
            case BODY -> Bound.BODY_TIME;
            case WRITING -> Bound.WRITE_TIME;
            case HANDLING, LINGERING -> null;
        };
    }
}
