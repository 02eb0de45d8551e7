package dev.muster.gateway.net;

import javax.net.ssl.SSLEngine;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;

/** Tells resumed TLS sessions from new ones, for counting only: both are admitted by the same questions. */
final class Resumption {
    private Resumption() {}

    /** Whether the session was resumed; only on the event loop, between the end of the handshake and the end of the connection. */
    static boolean isResumed(SSLEngine engine) {
        if (!(engine instanceof ReferenceCountedOpenSslEngine boring)) {
            return false;
        }
        long pointer = boring.sslPointer();
        return pointer != 0 && SSL.isSessionReused(pointer);
    }
}
