package dev.muster.gateway.net;

import dev.muster.gateway.observe.GatewayEvents;

/** The bounds of the listeners by the names under which passing them is counted, for whoever reads the metrics. */
enum Bound {
    /** More connections than the check-in listener holds: closed at accept. */
    CHECK_IN_CONNECTIONS("check-in-connections"),
    /** More connections than the enrolment listener holds: closed at accept. */
    ENROL_CONNECTIONS("enrol-connections"),
    /** More connections of trusted proxies than their door holds: closed at accept. */
    PROXY_CONNECTIONS("proxy-connections"),
    /** More handshakes under way than allowed: closed at accept. */
    HANDSHAKES("handshakes"),
    /** More handshakes of one remote address under way than allowed: closed at accept. */
    HANDSHAKES_OF_ADDRESS("handshakes-of-address"),
    /** More certificates waiting for their verification than allowed: closed. */
    VERIFICATIONS("verifications"),
    /** A client sent more than is kept while its certificate is verified: closed. */
    HELD_BYTES("held-bytes"),
    /** More requests sent ahead than are kept: closed. */
    PIPELINED("pipelined"),
    /** More streams of one HTTP/2 connection than are served at once: the stream is refused. */
    STREAMS("streams"),
    /** A flood of HTTP/2 frames that carry no request (resets, pings, settings, continuations, empty data): closed. */
    HTTP2_FLOOD("http2-flood"),
    /** More bytes in bodies than all of them together may hold: 503 or 429, closed. */
    BODY_BUDGET("body-budget"),
    /** More requests than are handled at once: 503 or 429, closed. */
    IN_FLIGHT("in-flight"),
    /** Headers took too long: closed. */
    HEADER_TIME("header-time"),
    /** A body took too long: closed. */
    BODY_TIME("body-time"),
    /** Nothing came between two requests: closed. */
    IDLE_TIME("idle-time"),
    /** A client did not take its answer: closed. */
    WRITE_TIME("write-time"),
    /** More refusals of one device than are logged in a minute: counted only. */
    LOG_LINES("log-lines"),
    /** More revoked certificates than are kept in memory: the store alone refuses the rest. */
    REVOCATIONS("revocations");

    private final String wireName;

    Bound(String wireName) {
        this.wireName = wireName;
    }

    /** Counts that this bound was passed. */
    void passed(GatewayEvents events) {
        events.boundPassed(wireName);
    }
}
