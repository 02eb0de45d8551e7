package dev.muster.gateway.net;

import java.time.Instant;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Caller;

/**
 * What a check-in connection keeps of its certificate.
 *
 * @param caller whose connection it is
 * @param notAfter end of the certificate's validity, inclusive: a connection does not outlive its certificate
 */
record Admitted(Caller caller, Instant notAfter) {
    private static final AttributeKey<Admitted> KEY = AttributeKey.valueOf(Admitted.class, "admitted");

    /** Whose connection this is; null before {@link ClientCertificateGate} has admitted it. */
    static @Nullable Admitted of(Channel channel) {
        return channel.attr(KEY).get();
    }

    void keepOn(Channel channel) {
        channel.attr(KEY).set(this);
    }
}
