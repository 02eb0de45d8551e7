package dev.muster.certs.tls;

import java.time.Instant;

import javax.net.ssl.SSLEngine;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;

/**
 * The TLS context of the check-in listener and the rotation of its ticket keys. Thread-safe.
 *
 * <p>
 * <strong>A completed handshake is not an admission.</strong> The TLS callback refuses only what is evidently not ours. A
 * certificate never seen before passes provisionally, although nobody has checked its signature yet, and a resumed session
 * passes without one being asked for. So after every handshake, full or resumed, and before any byte of HTTP is read, the
 * listener must take the peer certificate from the session, ask {@code ClientVerifier.quick} and, when that leaves it open,
 * {@code ClientVerifier.verify} on another thread; then its purpose and revocation. The certificate is readable on resumed
 * sessions of TLS 1.2 and 1.3, since the ticket holds it.
 */
public final class CheckInTls {
    private final ServedContext context;
    private final TicketKeys keys;

    CheckInTls(ServedContext context, TicketKeys keys, Instant now) {
        this.context = context;
        this.keys = keys;
        rotate(now);
    }

    /** The context; handshakes run on the event loop without blocking it. */
    public ServedContext context() {
        return context;
    }

    /**
     * Whether a session of this context was resumed. Call on the engine's event loop, between the end of the handshake and
     * the close.
     *
     * @param engine an engine that this context made
     */
    public static boolean isResumed(SSLEngine engine) {
        return engine instanceof ReferenceCountedOpenSslEngine boring && SSL.isSessionReused(boring.sslPointer());
    }

    /**
     * Installs the ticket keys of this moment, on the live context. Call at least once in each {@link TicketKeys#PERIOD};
     * calling more often changes nothing.
     */
    public void rotate(Instant now) {
        ((OpenSslSessionContext) context.sessionContext()).setTicketKeys(keys.at(now));
    }
}
