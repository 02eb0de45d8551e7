package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalServerChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.config.Limits;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * Fuzz target "http2": any bytes behind a good beginning of HTTP/2 are requests, refusals or a farewell, never an exception. A head
 * that is admitted is one that {@link RequestHead} promises, a body has the length that was announced, and when the connection is gone nothing
 * of it is left: no request under way, no byte of the budget.
 */
@Timeout(120)
final class Http2HeadFuzzTest {
    private static final int LINE = 8 << 10;
    private static final int LARGEST = 1 << 10;
    private static final byte[] BEGINNING = frames(to -> {
        to.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(to, FrameClient.SETTINGS, 0, 0, new byte[0]);
    });

    static List<byte[]> seeds() {
        int whole = FrameClient.END_HEADERS | FrameClient.END_STREAM;
        String query = "/devicegatewayproxy/cimhandler.ashx?mode=Maintenance&Platform=WoA";
        byte[] long1 = FrameClient.head("PUT", "/mdm/apple", "x", "y".repeat(300));
        return List.of(
                frames(to -> {
                    frame(to, FrameClient.HEADERS, FrameClient.END_HEADERS, 1, FrameClient.head("POST", query,
                            "content-type", "Application/vnd.syncml.dm+xml; charset=utf-8", "content-length", "3"));
                    frame(to, FrameClient.DATA, FrameClient.END_STREAM, 1, new byte[] {'a', 'b', 'c'});
                }),
                frames(to -> frame(to, FrameClient.HEADERS, whole, 1,
                        FrameClient.head("PUT", "/mdm/apple", "expect", "100-continue", "cookie", "a"))),
                frames(to -> frame(to, FrameClient.HEADERS, whole, 1,
                        FrameClient.block(":path", "/omadm", "Upper", "case", ":method", "POST"))),
                frames(to -> frame(to, FrameClient.HEADERS, whole, 1,
                        FrameClient.head("POST", "/omadm", "connection", "close", "te", "gzip"))),
                frames(to -> frame(to, FrameClient.HEADERS, whole, 1, FrameClient.block(":method", "POST"))),
                frames(to -> {
                    frame(to, FrameClient.HEADERS, 0, 1, Arrays.copyOf(long1, 100));
                    frame(to, FrameClient.CONTINUATION, FrameClient.END_HEADERS, 1,
                            Arrays.copyOfRange(long1, 100, long1.length));
                    frame(to, FrameClient.DATA, 0, 1, new byte[LARGEST + 1]);
                }),
                frames(to -> {
                    frame(to, FrameClient.HEADERS, FrameClient.END_HEADERS, 1, FrameClient.head("PUT", "/mdm/apple"));
                    frame(to, FrameClient.HEADERS, whole, 3, new byte[] {(byte) 0x82, (byte) 0x84, (byte) 0xbe});
                    frame(to, FrameClient.RST_STREAM, 0, 1, new byte[4]);
                    frame(to, FrameClient.PING, 0, 0, new byte[8]);
                    frame(to, FrameClient.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1});
                    frame(to, FrameClient.GOAWAY, 0, 0, new byte[8]);
                }));
    }

    private static byte[] frames(Consumer<ByteArrayOutputStream> write) {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        write.accept(to);
        return to.toByteArray();
    }

    private static void frame(ByteArrayOutputStream to, int type, int flags, int stream, byte[] payload) {
        to.writeBytes(FrameClient.bytes(type, flags, stream, payload));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsAnyBytesAsRequestsOrRefusesThem(byte[] bytes) {
        Service service = speak(bytes);
        assertEquals(0, service.exchanges.underWay(), "requests that never end");
        assertEquals(0, service.budget.taken(), "bytes that nobody gave back");
        assertTrue(service.served <= service.admitted.size(), "a request served that nobody admitted");
    }

    @Test
    void servesTheRequestOfItsFirstSeed() {
        Service service = speak(seeds().getFirst());
        assertEquals(1, service.served);
        assertEquals("application/vnd.syncml.dm+xml", service.admitted.getFirst().mediaType());
    }

    /** What came of these bytes, on a connection that has ended since. */
    private static Service speak(byte[] bytes) {
        Logger log = (Logger) LoggerFactory.getLogger("dev.muster.gateway.net");
        ListAppender<ILoggingEvent> defects = new ListAppender<>();
        defects.start();
        log.addAppender(defects);
        Service service = new Service();
        // Netty's multiplexer knows a server's connection by its parent.
        EmbeddedChannel channel = new EmbeddedChannel(new LocalServerChannel(), DefaultChannelId.newInstance(), true,
                false);
        try {
            new Http2Stage(new HttpStage(service, LINE, Limits.DEFAULTS, service.exchanges, service.renderer,
                    new DateHeader(Clock.systemUTC()), GatewayEvents.NONE)).addTo(channel.pipeline());
            channel.writeInbound(Unpooled.wrappedBuffer(BEGINNING));
            if (channel.isActive()) {
                channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            }
            channel.runPendingTasks();
            if (channel.isActive()) {
                // The client is gone: below the codec, which would say farewell first.
                var _ = channel.pipeline().firstContext().close();
                channel.runPendingTasks();
            }
        } finally {
            channel.finishAndReleaseAll();
            log.detachAppender(defects);
        }
        assertEquals(List.of(), defects.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
        return service;
    }

    /** Serves whatever has a path that is known, at once. */
    private static final class Service implements Endpoint {
        private final ByteBudget budget = new ByteBudget(LARGEST * 4L);
        private final Exchanges exchanges = new Exchanges();
        private final RefusalRenderer renderer = new RefusalRenderer(new Random(1));
        private final List<RequestHead> admitted = new ArrayList<>();
        private int served;

        @Override
        public Admission admit(Channel connection, RequestHead head) {
            admitted.add(head);
            assertFalse(head.method().isEmpty(), "no method");
            assertTrue(head.path().indexOf('?') < 0, "a query in the path");
            assertTrue(head.path().length() + head.query().length() <= LINE, "longer than may be");
            assertEquals(head.mediaType().strip(), head.mediaType());
            assertEquals(List.of(), head.identity(), "an identity that nobody asked for");
            assertEquals("RequestHead[" + head.method() + "]", head.toString());
            return CheckInRoute.of(head.path()) == null
                    ? new Admission.Answered(refuse(head, Refusal.Category.WRONG_PATH))
                    : Admission.WELCOME;
        }

        @Override
        public void serve(Channel connection, RequestHead head, byte[] body, Consumer<WireAnswer> answer) {
            served++;
            assertTrue(body.length <= LARGEST, "more than may be");
            SyncMlHmac.of(head.syncMlHmac(), body);
            WindowsClients.knows429(head.userAgent());
            answer.accept(renderer.answered(body, "text/plain"));
        }

        @Override
        public boolean precedes(RequestHead head, String beginning) {
            return beginning.startsWith("a");
        }

        @Override
        public WireAnswer refuse(@Nullable RequestHead head, Refusal.Category category) {
            return renderer.refused(category, GatewayEvents.Protocol.UNKNOWN, "");
        }

        @Override
        public int largestBody(RequestHead head) {
            return LARGEST;
        }

        @Override
        public ByteBudget budget() {
            return budget;
        }
    }
}
