package dev.muster.gateway.net;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

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
 * @param host the host that was asked, as sent, with its port if that was named; empty if absent
 * @param accept what the client would like to read, as sent; empty if absent
 * @param identity values of the headers that name the device, where an endpoint asks for them; otherwise none are read
 */
record RequestHead(String method, String path, String query, String mediaType, boolean plain, String userAgent,
        String syncMlHmac, String host, String accept, List<String> identity) {
    /** @param identity names of the headers that say whose request it is; empty on a connection that says so itself */
    static RequestHead of(HttpRequest request, List<String> identity) {
        return of(request.method().name(), withoutAuthority(request.uri()), request.headers()::get,
                identity.stream().flatMap(name -> request.headers().getAll(name).stream()).toList());
    }

    /** Of HTTP/2; empty if a request lacks its method or its path (RFC 9113, section 8.3.1) or has an expectation we do not know. */
    static Optional<RequestHead> of(Http2Headers headers) {
        CharSequence method = headers.method();
        CharSequence path = headers.path();
        CharSequence expected = headers.get(HttpHeaderNames.EXPECT);
        if (method == null || path == null
                || (expected != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected))) {
            return Optional.empty();
        }
        return Optional.of(of(method.toString(), path.toString(), headers::get, List.of()));
    }

    private static RequestHead of(String method, String target, Headers headers, List<String> identity) {
        int question = target.indexOf('?');
        String type = value(headers, HttpHeaderNames.CONTENT_TYPE);
        int semicolon = type.indexOf(';');
        String encoding = value(headers, HttpHeaderNames.CONTENT_ENCODING);
        return new RequestHead(method, question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT),
                encoding.isEmpty() || "identity".equalsIgnoreCase(encoding),
                value(headers, HttpHeaderNames.USER_AGENT), value(headers, SyncMlHmac.HEADER),
                host(headers), value(headers, HttpHeaderNames.ACCEPT), identity);
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

    /** The first value of a header; null if there is none. */
    @FunctionalInterface
    private interface Headers {
        @Nullable
        CharSequence first(CharSequence name);
    }

    private static String value(Headers headers, CharSequence name) {
        CharSequence value = headers.first(name);
        return value == null ? "" : value.toString();
    }

    /** HTTP/2 says it in a pseudo-header (RFC 9113, section 8.3.1), which is among the headers there. */
    private static String host(Headers headers) {
        String host = value(headers, HttpHeaderNames.HOST);
        return host.isEmpty() ? value(headers, Http2Headers.PseudoHeaderName.AUTHORITY.value()) : host;
    }

    /** Names no content: a query string may carry a token. */
    @Override
    public String toString() {
        return "RequestHead[" + method + "]";
    }
}
