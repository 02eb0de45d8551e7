package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.gateway.config.Limits;
import dev.muster.gateway.enrollment.EnrolmentRequest;

/**
 * Fuzz target "http": any bytes on a connection are requests or malformed, never an exception; a path leads somewhere only if it
 * stands in the request line byte by byte, a request has one length, and a token stands in the query string.
 */
@Timeout(120)
final class HttpRequestFuzzTest {
    private static final int LINE = 8 << 10;

    static List<byte[]> seeds() {
        String enrol = "POST /enroll/certificate?token=contoso.abc%2Bd&x=%c3%a4 HTTP/1.1";
        String windows = "POST https://h:8443/devicegatewayproxy/cimhandler.ashx?mode=Maintenance&Platform=WoA HTTP/1.1";
        return Stream.of(
                lines(enrol, "Host: h", "Content-Length: 3", "", "abc") + lines(enrol, "Host: h",
                        "Transfer-Encoding: chunked", "", "1", "a", "0", "", ""),
                lines("PUT /mdm/apple HTTP/1.1", "Host: h", "Content-Type: Application/X-apple-aspen-mdm ; a=b",
                        "Expect: 100-continue", "", ""),
                lines(windows, "Host: h", "User-Agent: MSFT OMA DM Client/1.2.0.1", "Content-Encoding: identity", "",
                        ""),
                lines("GET /enroll/ca HTTP/1.0", "", ""),
                "POST /omadm HTTP/1.1\nHost: h\n\n",
                lines("POST /omadm HTTP/1.1", "Host: a", "Host: b", "X: y", " z", "Content-Length: 1",
                        "Content-Length: 2", "", ""),
                lines("PRI * HTTP/2.0", "", "SM", "", ""))
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsAnyBytesAsRequestsOrRefusesThem(byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(
                new HttpRequestDecoder(HttpStage.decoding(LINE, Limits.DEFAULTS.requests().headerBytes())));
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            String raw = new String(bytes, StandardCharsets.ISO_8859_1);
            for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
                if (message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
                    check(request, raw);
                }
                ReferenceCountUtil.release(message);
            }
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static void check(HttpRequest request, String raw) {
        RequestHead head = RequestHead.of(request, List.of("client-cert"));
        RequestHead.isWellFormed(request);
        assertTrue(head.path().indexOf('?') < 0, "a query in the path");
        assertEquals(head.mediaType().strip(), head.mediaType());
        assertEquals("RequestHead[" + head.method() + "]", head.toString());
        CheckInRoute route = CheckInRoute.of(head.path());
        if (route != null) {
            assertTrue(raw.contains(head.path()), "a path that nobody sent");
            assertFalse(route.allow().isEmpty());
        }
        int lengths = request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH).size();
        int encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING).size();
        assertTrue(lengths == 0 || (lengths == 1 && encodings == 0), "a request with two ends");
        EnrolmentRequest enrolling = new EnrolmentRequest(head.method(), head.path(), head.query(), head.mediaType(),
                head.host(), head.accept(), Optional.empty(), new byte[0]);
        if (!enrolling.parameter("token").isEmpty()) {
            assertTrue(head.query().contains("="), "a token that nobody sent");
        }
        WindowsClients.knows429(head.userAgent());
    }
}
