package dev.muster.gateway.net;

import java.time.Instant;
import java.util.Optional;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.ClientCertificate;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;

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

    /** Whose certificate it is; empty if it is not a device's, or of no tenant there could be. */
    static Optional<Caller> caller(ClientCertificate certificate) {
        CertificateIdentity identity = certificate.identity();
        if (identity.purpose() != CertificateIdentity.Purpose.DEVICE) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Caller(new TenantId(identity.tenant()), new DeviceId(identity.subject()),
                    certificate.fingerprint(), new Caller.Validity(certificate.notBefore(), certificate.notAfter())));
        } catch (IllegalArgumentException noTenant) {
            return Optional.empty();
        }
    }

    void keepOn(Channel channel) {
        channel.attr(KEY).set(this);
    }
}
