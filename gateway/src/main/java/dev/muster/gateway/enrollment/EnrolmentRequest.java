package dev.muster.gateway.enrollment;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import io.netty.handler.codec.http.QueryStringDecoder;

import dev.muster.gateway.model.Caller;

/**
 * What an enrolling client sent. The text form names no content: a query string may carry a token.
 *
 * @param method HTTP method, one of the route's
 * @param path path as sent
 * @param query query string without its question mark; empty if there is none
 * @param contentType media type in lower case without parameters; empty if absent
 * @param host the host that was asked, as sent; empty if absent. Whatever a client likes: never the source of an address
 * @param accept what the client would like to read, as sent; empty if absent
 * @param caller who asks, where the door demands a client certificate
 * @param address names where the request came from, one name for all that one subscriber holds; empty if that is not known
 * @param body the whole body; nobody else's
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes, never compared
public record EnrolmentRequest(String method, String path, String query, String contentType, String host, String accept,
        Optional<Caller> caller, String address, byte[] body) {
    private static final int MOST_PARAMETERS = 16;

    /** One that came from nowhere. */
    public EnrolmentRequest(String method, String path, String query, String contentType, String host, String accept,
            Optional<Caller> caller, byte[] body) {
        this(method, path, query, contentType, host, accept, caller, "", body);
    }

    /**
     * A parameter of the query string, decoded; empty if it is missing, has no value, stands there twice or cannot be read. At most
     * sixteen parameters are looked at.
     */
    public String parameter(String name) {
        try {
            List<String> values = new QueryStringDecoder("?" + query, StandardCharsets.UTF_8, true, MOST_PARAMETERS,
                    true)
                    .parameters().getOrDefault(name, List.of());
            return values.size() == 1 ? values.getFirst() : "";
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }

    @Override
    public String toString() {
        return "EnrolmentRequest[" + method + ", " + body.length + " bytes]";
    }
}
