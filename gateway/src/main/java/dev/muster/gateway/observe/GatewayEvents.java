package dev.muster.gateway.observe;

import dev.muster.certs.identity.ClientVerifier;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Refusal;

/**
 * What happens, told as it happens. Called on hot paths: implementations neither block nor throw. Only {@code Gateway} knows
 * who listens. Every method does nothing by default.
 */
public interface GatewayEvents {
    /** Nobody listens. */
    GatewayEvents NONE = new GatewayEvents() {};

    /** How a message came in. */
    enum Protocol {
        APPLE, OMA_DM, UNKNOWN
    }

    /** A connection was admitted; {@code resumed} if its TLS session was. */
    default void connectionAdmitted(boolean resumed) {}

    /** A connection was cut off before any HTTP byte because of its certificate. */
    default void connectionRefused(ClientVerifier.Reason reason) {}

    /** A connection was cut off at the handshake because its certificate is revoked. */
    default void connectionRevoked() {}

    /** A connection of the door for proxies was cut off before any HTTP byte; {@code why}: proxy-stranger, proxy-header. */
    default void proxyRefused(String why) {}

    /** A handshake failed before a certificate was seen: no certificate, bad TLS, time-out. */
    default void handshakeFailed() {}

    /** A connection was refused or closed because a bound was passed; {@code bound} names it, from a fixed set. */
    default void boundPassed(String bound) {}

    /** A message was answered after {@code nanos} in the gateway; authority null when none was decided. */
    default void checkInAnswered(Protocol protocol, @org.jspecify.annotations.Nullable ManagementAuthority authority,
            long nanos) {}

    /** A message was refused. */
    default void checkInRefused(Protocol protocol, Refusal.Category category) {}

    /**
     * A request of enrolment or renewal was answered; {@code outcome}, from a fixed set: the route's name, a slash and what became
     * of it ({@code certificate/issued}), or the category of a refusal that no route saw, in lower case.
     */
    default void enrolmentAnswered(String outcome) {}

    /** A turn was replayed because the device's row had changed. */
    default void turnReplayed() {}

    /** Something odd that was tolerated, named from a fixed set, for example {@code unknown-reference}. */
    default void tolerated(String oddity) {}

    /** A group of {@code writes} was committed durably after {@code nanos}. */
    default void groupCommitted(int writes, long nanos) {}

    /** Another server certificate was found and is shown, or could not be used and the one before stays. */
    default void serverCertificateRead(boolean usable) {}

    /** A device left the inventory because its certificate ended long ago (R19). */
    default void deviceDeparted() {}

    /** A wake-up ended; {@code outcome} is accepted, gone, later, refused. */
    default void wakeEnded(String channel, String outcome) {}
}
