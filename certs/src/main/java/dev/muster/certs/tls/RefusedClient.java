package dev.muster.certs.tls;

import java.security.cert.CertificateException;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.identity.ClientVerifier.Reason;

/**
 * For whoever counts failed handshakes: the reason the TLS callback refused a client certificate. It lies somewhere among the
 * causes of the handshake's failure.
 */
public final class RefusedClient extends CertificateException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_DEPTH = 16;
    private final Reason reason;

    RefusedClient(Reason reason) {
        super("client certificate refused: " + reason);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Finds the reason behind a failed handshake; empty if it failed for another one. */
    public static Optional<Reason> behind(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof RefusedClient refused) {
                return Optional.of(refused.reason);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}
