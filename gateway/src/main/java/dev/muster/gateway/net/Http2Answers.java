package dev.muster.gateway.net;

import java.util.Map;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

/** Turns what {@link RefusalRenderer} rendered into the headers of HTTP/2, so that both kinds of HTTP tell devices the same. */
final class Http2Answers {
    private Http2Answers() {}

    /** Status and headers, their names in lower case (RFC 9113, section 8.2); none of them belongs to a connection. */
    static Http2Headers headers(FullHttpResponse response) {
        Http2Headers headers = new DefaultHttp2Headers(false, 8).status(response.status().codeAsText());
        for (Map.Entry<String, String> header : response.headers()) {
            headers.add(AsciiString.of(header.getKey()).toLowerCase(), header.getValue());
        }
        return headers;
    }
}
