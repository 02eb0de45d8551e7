package dev.muster.gateway.net;

import java.util.random.RandomGenerator;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents.Protocol;

/**
 * The one class that names HTTP status codes towards devices, after the table "Refusals" of PROTOCOLS.md (R14). On the check-in
 * listener 401 does not occur, and no refusal has a body: an Apple device takes a 401, or a 403 with a certain body, as the
 * end of its management. Any thread may call it.
 */
final class RefusalRenderer {
    private final RandomGenerator jitter;

    /** @param jitter spreads Retry-After; called by several threads at once, so a thread-safe one */
    RefusalRenderer(RandomGenerator jitter) {
        this.jitter = jitter;
    }

    /** A body for a device. */
    WireAnswer answered(byte[] body, String contentType) {
        return withBody(HttpResponseStatus.OK, body, contentType);
    }

    /** A body for a device, with our proof over it unless that is empty. */
    WireAnswer answered(byte[] body, String contentType, String mac) {
        WireAnswer answer = answered(body, contentType);
        if (!mac.isEmpty()) {
            answer.response().headers().set(SyncMlHmac.HEADER, mac);
        }
        return answer;
    }

    /** Taken in, nothing to say. */
    WireAnswer taken() {
        return new WireAnswer(empty(HttpResponseStatus.OK), false);
    }

    /** Send the body now (RFC 9110, section 10.1.1). */
    FullHttpResponse goOn() {
        return empty(HttpResponseStatus.CONTINUE);
    }

    /** A method that the path does not know. */
    WireAnswer wrongMethod(String allowed) {
        FullHttpResponse response = empty(HttpResponseStatus.METHOD_NOT_ALLOWED);
        response.headers().set(HttpHeaderNames.ALLOW, allowed);
        return new WireAnswer(response, false);
    }

    /** A refusal of a check-in, always without a body. */
    WireAnswer refused(Refusal.Category category, Protocol protocol, String userAgent) {
        return switch (category) {
            case MALFORMED, UNIDENTIFIED, UNKNOWN_MESSAGE_TYPE,
                    UNSUPPORTED_MESSAGE -> new WireAnswer(empty(HttpResponseStatus.BAD_REQUEST), false);
            case USER_CHANNEL_DECLINED -> new WireAnswer(empty(HttpResponseStatus.GONE), false);
            case TOO_LARGE -> new WireAnswer(empty(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE), true);
            case WRONG_METHOD -> wrongMethod("POST");
            case WRONG_CONTENT_TYPE -> new WireAnswer(empty(HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE), false);
            case WRONG_PATH, UNKNOWN_DECLARATION -> new WireAnswer(empty(HttpResponseStatus.NOT_FOUND), false);
            case CERTIFICATE_REVOKED, IDENTITY_MISMATCH, ENROLMENT_REFUSED -> new WireAnswer(
                    empty(HttpResponseStatus.FORBIDDEN), true);
            case UNKNOWN_DEVICE, PUSH_CERTIFICATE_MISSING, NOT_ENROLLED -> later(HttpResponseStatus.SERVICE_UNAVAILABLE,
                    600, false);
            case AUTHORITY_UNKNOWN -> later(busy(protocol, userAgent), 600, false);
            case CONFLICT -> later(HttpResponseStatus.SERVICE_UNAVAILABLE, 2, false);
            case STORE_UNAVAILABLE, INTERNAL -> later(busy(protocol, userAgent), 60, false);
            case OVERLOADED -> later(busy(protocol, userAgent), 60, true);
            case DRAINING -> later(busy(protocol, userAgent), 10, true);
        };
    }

    /** What an enrolling client is told, with its body: enrolment is no check-in, and a sentence helps whoever enrols. */
    WireAnswer enrolled(EnrolmentReply reply) {
        return switch (reply.outcome()) {
            case OK -> with(HttpResponseStatus.OK, reply);
            case BAD_REQUEST -> with(HttpResponseStatus.BAD_REQUEST, reply);
            case NOT_ALLOWED -> with(HttpResponseStatus.FORBIDDEN, reply);
            case NOT_FOUND -> with(HttpResponseStatus.NOT_FOUND, reply);
            case NOT_READY -> retry(with(HttpResponseStatus.SERVICE_UNAVAILABLE, reply), 600);
            case UNAVAILABLE -> retry(with(HttpResponseStatus.SERVICE_UNAVAILABLE, reply), 60);
            case FAULT -> with(HttpResponseStatus.INTERNAL_SERVER_ERROR, reply);
        };
    }

    private static WireAnswer with(HttpResponseStatus status, EnrolmentReply reply) {
        WireAnswer answer = withBody(status, reply.body(), reply.contentType());
        // Answers hold certificates, challenges or what somebody may not do: nothing that a cache on the way should keep.
        answer.response().headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        answer.response().headers().set("x-content-type-options", "nosniff");
        return answer;
    }

    /** MS-MDM 3.1.6: newer Windows clients keep Retry-After with 429 only. */
    private static HttpResponseStatus busy(Protocol protocol, String userAgent) {
        return switch (protocol) {
            case OMA_DM -> WindowsClients.knows429(userAgent) ? HttpResponseStatus.TOO_MANY_REQUESTS
                    : HttpResponseStatus.SERVICE_UNAVAILABLE;
            case APPLE, UNKNOWN -> HttpResponseStatus.SERVICE_UNAVAILABLE;
        };
    }

    private WireAnswer later(HttpResponseStatus status, int seconds, boolean closes) {
        return retry(new WireAnswer(empty(status), closes), seconds);
    }

    /** Between {@code seconds} and three times as many: those refused together shall not come back together. */
    private WireAnswer retry(WireAnswer answer, int seconds) {
        answer.response().headers().setInt(HttpHeaderNames.RETRY_AFTER, seconds + jitter.nextInt(2 * seconds + 1));
        return answer;
    }

    private static WireAnswer withBody(HttpResponseStatus status, byte[] body, String contentType) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
                Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        return new WireAnswer(response, false);
    }

    private static FullHttpResponse empty(HttpResponseStatus status) {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
    }
}
