package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Locale;
import java.util.Map;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.EnrolmentStore;

/** Revokes a device's certificate: every gateway cuts it off within five seconds (idea 11). It never unenrols the device (R14). */
final class RevokeCertificate implements Operation {
    private static final int MOST_CERTIFICATES = 1_000;

    private final EnrolmentStore enrolments;
    private final Journal journal;
    private final Runnable revoked;
    private final Clock clock;

    RevokeCertificate(EnrolmentStore enrolments, Journal journal, Runnable revoked, Clock clock) {
        this.enrolments = enrolments;
        this.journal = journal;
        this.revoked = revoked;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/devices/{device}/certificates/{fingerprint}/revoke";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        DeviceId device = call.device();
        Fingerprint fingerprint = fingerprint(call.segment("fingerprint"));
        boolean ofThisDevice = enrolments.certificatesOf(tenant, device, MOST_CERTIFICATES).stream()
                .anyMatch(record -> record.fingerprint().equals(fingerprint));
        if (!ofThisDevice || !enrolments.revoke(tenant, fingerprint, clock.instant())) {
            throw unknown();
        }
        revoked.run();
        journal.note(tenant, "certificate.revoke",
                Map.of("device", device.toString(), "fingerprint", fingerprint.hex()));
        return Answer.nothing();
    }

    private static Fingerprint fingerprint(String text) {
        try {
            return new Fingerprint(text.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException malformed) {
            throw unknown();
        }
    }

    private static ApiProblem unknown() {
        return ApiProblem.notFound("a certificate of this fingerprint for this device");
    }
}
