package dev.muster.gateway.net;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLSocket;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/** HTTP/2 frame by frame, good ones and bad ones, with headers as literals; only answers' headers are read by Netty's decoder. */
final class FrameClient implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private final SSLSocket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

    /** A frame as it came. */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes
    record Frame(int type, int flags, int stream, byte[] payload) {
        /** The error of a reset or a farewell. */
        long error() {
            return Integer.toUnsignedLong(ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0));
        }

        @Override
        public String toString() {
            return "frame " + type + " of stream " + stream
                    + (type == RST_STREAM || type == GOAWAY ? " " + error() : "");
        }
    }

    FrameClient(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
        pending.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
        flush();
    }

    /** Puts a frame behind those not sent yet. */
    FrameClient frame(int type, int flags, int stream, byte[] payload) {
        pending.writeBytes(bytes(type, flags, stream, payload));
        return this;
    }

    /** A frame as it goes on the wire. */
    static byte[] bytes(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length).putInt(payload.length << 8 | type).put((byte) flags)
                .putInt(stream).put(payload).array();
    }

    void flush() throws IOException {
        out.write(pending.toByteArray());
        out.flush();
        pending.reset();
    }

    /** A request head as literals, never indexed. */
    static byte[] block(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            text(block, namesAndValues[i]);
            text(block, namesAndValues[i + 1]);
        }
        return block.toByteArray();
    }

    /** RFC 7541, section 5: length with a prefix of seven bits, then the octets. */
    private static void text(ByteArrayOutputStream to, String text) {
        int rest = text.length();
        if (rest < 127) {
            to.write(rest);
        } else {
            to.write(127);
            rest -= 127;
            while (rest >= 128) {
                to.write(rest % 128 + 128);
                rest /= 128;
            }
            to.write(rest);
        }
        to.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] head(String method, String path, String... more) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(block(":method", method, ":path", path, ":scheme", "https", ":authority", "localhost"));
        block.writeBytes(block(more));
        return block.toByteArray();
    }

    /** A whole request of an Apple device. */
    FrameClient apple(int stream, String body) {
        return frame(HEADERS, END_HEADERS, stream, head("PUT", "/mdm/apple")).frame(DATA, END_STREAM, stream,
                body.getBytes(StandardCharsets.ISO_8859_1));
    }

    Frame read() throws IOException {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = new byte[lengthAndType >>> 8];
        in.readFully(payload);
        return new Frame(lengthAndType & 0xff, flags, stream, payload);
    }

    /** Reads until a frame of this type comes. */
    Frame await(int type) throws IOException {
        Frame frame = read();
        while (frame.type() != type) {
            frame = read();
        }
        return frame;
    }

    /** Reads until headers come, and says which; call for every headers frame, since their table has a memory. */
    Http2Headers headers() throws IOException {
        try {
            Frame frame = await(HEADERS);
            return decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
        } catch (Http2Exception broken) {
            throw new AssertionError("the gateway's headers are broken", broken);
        }
    }

    String status() throws IOException {
        return String.valueOf(headers().status());
    }

    /** Whether the gateway ends the connection; waits for it and forgets what comes before. */
    boolean isEnded() {
        try {
            in.skipNBytes(Long.MAX_VALUE);
            return false;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException ended) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
