package dev.muster.gateway.net;

import java.util.Locale;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/**
 * What the gateway reads of a request before its body. Headers of clients are not checked hard (PROTOCOLS.md, "Windows").
 *
 * @param method HTTP method as sent
 * @param path path without query string, not normalised and not decoded: what differs from a known path in a byte is another
 *        path
 * @param query query string without the question mark; empty if there is none
 * @param mediaType media type in lower case without parameters; empty if absent
 * @param plain whether the body is not compressed
 * @param userAgent as sent; empty if absent
 * @param syncMlHmac the header {@code x-syncml-hmac} as sent; empty if absent
 */
record RequestHead(String method, String path, String query, String mediaType, boolean plain, String userAgent,
        String syncMlHmac) {
    static RequestHead of(HttpRequest request) {
        String target = withoutAuthority(request.uri());
        int question = target.indexOf('?');
        String type = header(request, HttpHeaderNames.CONTENT_TYPE);
        int semicolon = type.indexOf(';');
        String encoding = header(request, HttpHeaderNames.CONTENT_ENCODING);
        return new RequestHead(request.method().name(), question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT),
                encoding.isEmpty() || "identity".equalsIgnoreCase(encoding),
                header(request, HttpHeaderNames.USER_AGENT), header(request, SyncMlHmac.HEADER));
    }

    /**
     * RFC 9112, section 3.2: an HTTP/1.1 request has one Host, no more; RFC 9110, section 10.1.1: there is one expectation; and
     * nothing but HTTP/1 is spoken here.
     */
    static boolean isWellFormed(HttpRequest request) {
        String expected = request.headers().get(HttpHeaderNames.EXPECT);
        if (expected != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected)) {
            return false;
        }
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        boolean first = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        return first ? hosts == 1 : hosts <= 1 && request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    /** RFC 9112, section 3.2.2: a server takes the absolute form too; the authority says nothing here. */
    private static String withoutAuthority(String target) {
        if (target.startsWith("/")) {
            return target;
        }
        int scheme = target.regionMatches(true, 0, "https://", 0, 8) ? 8
                : target.regionMatches(true, 0, "http://", 0, 7) ? 7 : -1;
        if (scheme < 0) {
            return target;
        }
        int path = target.indexOf('/', scheme);
        return path < 0 ? "/" : target.substring(path);
    }

    private static String header(HttpRequest request, CharSequence name) {
        String value = request.headers().get(name);
        return value == null ? "" : value;
    }

    /** Names no content: a query string may carry a token. */
    @Override
    public String toString() {
        return "RequestHead[" + method + "]";
    }
}
