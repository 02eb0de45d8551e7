package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.apns.PushCertificate;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.Vendor;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.Store;

/**
 * Stores an authority's APNs certificate, which opens the gate of R13 and starts the wave. It needs the recorded consent of
 * R21, and must keep the topic that enrolled devices belong to unless it is forced by the number of those it orphans (R13).
 */
final class UploadPushCertificate implements Operation {
    record Request(@Nullable String certificate, @Nullable String key, @Nullable String pkcs12,
            @Nullable String password, @Nullable Boolean consent, @Nullable Long force) {
        @Override
        public String toString() {
            return "Request[consent=" + consent + ", force=" + force + "]";
        }
    }

    record Uploaded(String topic, String notAfter, long orphaned) {}

    private final Store store;
    private final PushCertificateStore certificates;
    private final PushUpload upload;
    private final Consents consents;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;

    UploadPushCertificate(Store store, Consents consents, Journal journal, Wakes wakes, Clock clock) {
        this.store = store;
        this.certificates = store.pushCertificates();
        this.upload = new PushUpload(certificates, store.pushRequests());
        this.consents = consents;
        this.journal = journal;
        this.wakes = wakes;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/push-certificates/{authority}";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(store.tenants(), call.tenant()).id();
        ManagementAuthority authority = call.authority();
        Request request = call.body(Request.class);
        boolean agrees = Fields.flag(request.consent());
        if (!agrees) {
            consents.require(tenant, Vendor.APPLE, "uploading a push certificate", " or send \"consent\": true");
        }
        PushCertificate certificate = upload.read(tenant, authority, request);
        if (certificate.notAfter().isBefore(clock.instant())) {
            throw ApiProblem.badField("certificate", "expired at " + certificate.notAfter() + "; renew it first");
        }
        long orphaned = orphans(tenant, authority, certificate.topic());
        refuseToOrphan(certificate.topic(), orphaned, request.force());
        if (agrees) {
            consents.give(tenant, Vendor.APPLE, Journal.ACTOR);
        }
        store(tenant, authority, certificate);
        journal.note(tenant, "push-certificate.upload", Map.of("authority", authority.wireName(), "topic",
                certificate.topic(), "notAfter", certificate.notAfter().toString(), "orphaned", orphaned));
        wakes.certificatesChanged(tenant);
        wakes.tenant(tenant, "push-certificate");
        return Answer.ok(new Uploaded(certificate.topic(), certificate.notAfter().toString(), orphaned));
    }

    /** Whoever forces types the number of devices that have to enrol again: so the number was read (R13). */
    private static void refuseToOrphan(String topic, long orphaned, @Nullable Long force) {
        if (orphaned == 0 || (force != null && force == orphaned)) {
            return;
        }
        throw ApiProblem.conflict("topic_differs",
                orphaned + " enrolled Apple devices belong to another topic than " + topic
                        + " and would have to enrol again (R13)" + (force == null ? "" : "; force named " + force),
                "renew the certificate they enrolled with at identity.apple.com/pushcert and upload that one; or, to"
                        + " give these devices up, force it with their number: \"force\": " + orphaned);
    }

    /** Devices of other topics; a renewal that keeps this authority's topic changes nothing for them. */
    private long orphans(TenantId tenant, ManagementAuthority authority, String topic) {
        Optional<PushCertificateStore.Stored> before = certificates.certificate(tenant, authority);
        if (before.isPresent() && before.get().topic().equals(topic)) {
            return 0;
        }
        return certificates.devicesByTopic(tenant).entrySet().stream()
                .filter(devices -> !devices.getKey().equals(topic)).mapToLong(Map.Entry::getValue).sum();
    }

    private void store(TenantId tenant, ManagementAuthority authority, PushCertificate certificate) {
        String keyPem = Pem.of(certificate.key());
        PushCertificateStore.Stored stored = new PushCertificateStore.Stored(authority, certificate.topic(),
                certificate.notAfter(), Pem.of(List.of(certificate.certificate())), keyPem, clock.instant());
        if (!certificates.put(tenant, stored)) {
            throw ApiProblem.notFound("tenant " + tenant);
        }
        store.pushRequests().waiting(tenant, authority).filter(waiting -> waiting.keyPem().equals(keyPem))
                .ifPresent(done -> store.pushRequests().forget(tenant, done));
    }
}
