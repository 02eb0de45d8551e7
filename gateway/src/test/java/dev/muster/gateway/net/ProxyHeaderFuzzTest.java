package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fuzz target "proxy": any bytes at the beginning of a proxy's connection are a PROXY protocol header and what follows it, or the
 * end of the connection; in one piece or byte by byte it is the same. What a header says about the origin can be written to a log.
 */
@Timeout(120)
final class ProxyHeaderFuzzTest {
    private static final String REQUEST = "PUT /mdm/apple HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    static List<byte[]> seeds() {
        ByteBuffer unix = ByteBuffer.allocate(216);
        unix.put("/run/device\nsecurity: all is well\n".getBytes(StandardCharsets.US_ASCII));
        byte[] withLines = unix.array();
        return Stream.concat(Stream.of(
                second(0x21, 0x11, new byte[] {(byte) 203, 0, 113, 9, 127, 0, 0, 1, 0x4e, 0x20, 1, (byte) 0xbb}),
                second(0x21, 0x21, new byte[36]), second(0x20, 0x00, new byte[0]),
                second(0x21, 0x31, withLines), second(0x21, 0x11, new byte[40]), second(0x21, 0x11, new byte[3])),
                Stream.of("PROXY TCP4 203.0.113.9 127.0.0.1 40000 443\r\n", "PROXY UNKNOWN\r\n",
                        "PROXY TCP6 2001:db8::1 ::1 1 2\r\n", "PROXY TCP4 a b c d\r\n", "PROXY " + "x".repeat(200), "")
                        .map(text -> (text + REQUEST).getBytes(StandardCharsets.US_ASCII)))
                .toList();
    }

    private static byte[] second(int command, int family, byte[] addresses) {
        return ByteBuffer.allocate(16 + addresses.length + REQUEST.length()).put(SIGNATURE).put((byte) command)
                .put((byte) family).putShort((short) addresses.length).put(addresses)
                .put(REQUEST.getBytes(StandardCharsets.US_ASCII)).array();
    }

    private record Read(boolean open, String origin, String rest) {}

    @MethodSource("seeds")
    @FuzzTest
    void readsAHeaderOrEndsTheConnection(byte[] bytes) {
        Read atOnce = read(bytes, bytes.length);
        assertTrue(atOnce.origin().matches("|embedded|[0-9a-fA-F.:%]{2,60}:[0-9]{1,5}"), "no line of a log");
        String raw = new String(bytes, StandardCharsets.ISO_8859_1);
        assertTrue(raw.endsWith(atOnce.rest()), "bytes that nobody sent");
        if (!atOnce.rest().isEmpty()) {
            assertTrue(atOnce.open() && (raw.startsWith("PROXY") || raw.startsWith("\r\n\r\n")),
                    "no header, but passed on");
        }
        if (bytes.length <= 1_000) {
            assertEquals(atOnce, read(bytes, 1), "in pieces it means something else");
        }
    }

    private static Read read(byte[] bytes, int piece) {
        RecordingEvents events = new RecordingEvents();
        EmbeddedChannel channel = new EmbeddedChannel(new HAProxyMessageDecoder(), new ProxyHeader(events));
        try {
            for (int at = 0; at < bytes.length && channel.isActive(); at += piece) {
                channel.writeInbound(Unpooled.copiedBuffer(bytes, at, Math.min(piece, bytes.length - at)));
            }
            StringBuilder rest = new StringBuilder();
            for (ByteBuf message = channel.readInbound(); message != null; message = channel.readInbound()) {
                rest.append(message.toString(StandardCharsets.ISO_8859_1));
                message.release();
            }
            assertEquals(!channel.isActive(), events.count("proxy refused proxy-header") > 0,
                    "closed, but not counted");
            assertFalse(events.count("proxy refused proxy-header") > 1, "counted twice");
            return new Read(channel.isActive(), channel.isActive() ? ProxyHeader.origin(channel) : "", rest.toString());
        } finally {
            channel.finishAndReleaseAll();
        }
    }
}
