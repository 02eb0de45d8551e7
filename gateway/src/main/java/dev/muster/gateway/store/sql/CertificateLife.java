package dev.muster.gateway.store.sql;

import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.x509.Pem;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.store.CertificateStatus;

/** How a certificate's status goes on with time and with the first session over its successor (R18). */
final class CertificateLife {
    private static final String ACTIVATE = """
            UPDATE device_certificate SET status = 'ACTIVE'
            WHERE tenant_id = ? AND fingerprint = ? AND device_id = ? AND status = 'BOUND'""";
    private static final String SHORTEN = """
            UPDATE device_certificate SET good_until = ?
            WHERE tenant_id = ? AND device_id = ? AND status = 'RENEWED' AND good_until > ?""";

    private CertificateLife() {}

    /** What a stored status means now: one that was renewed is good until its time ends. */
    static CertificateStatus status(String stored, Optional<Instant> goodUntil, Instant now) {
        CertificateStatus status = Names.constant(CertificateStatus.class, stored);
        boolean over = status == CertificateStatus.RENEWED && !goodUntil.filter(now::isBefore).isPresent();
        return over ? CertificateStatus.SUPERSEDED : status;
    }

    /** Serial number of a certificate, DER; null for what is none, which then is on no list of revoked ones. */
    static byte @Nullable [] number(byte[] certificate) {
        try {
            return Pem.certificate(certificate).getSerialNumber().toByteArray();
        } catch (CertificateException unreadable) {
            return null;
        }
    }

    /** See {@code CheckInStore.settle}; a certificate's own end is in {@code good_until} since it was renewed. */
    static boolean settle(Link link, Caller renewed, Instant goodUntil) throws SQLException {
        if (link.update(ACTIVATE, args -> args.tenant(renewed.tenant()).fingerprint(renewed.certificate())
                .device(renewed.device())) != 1) {
            return false;
        }
        link.update(SHORTEN, args -> args.at(goodUntil).tenant(renewed.tenant()).device(renewed.device())
                .at(goodUntil));
        return true;
    }
}
