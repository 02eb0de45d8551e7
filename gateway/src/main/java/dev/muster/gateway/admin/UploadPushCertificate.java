package dev.muster.gateway.admin;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.apns.PushCertificate;
import dev.muster.certs.apns.PushCertificateReader;
import dev.muster.certs.apns.PushCertificateReading;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.TenantStore;

/**
 * Stores an authority's APNs certificate, which opens the gate of R13 and starts the wave. It needs the recorded consent of
 * R21, and must keep the topic that enrolled devices belong to unless it is forced (R13).
 */
final class UploadPushCertificate implements Operation {
    private static final int LONGEST_PEM = 64 * 1024;

    record Request(@Nullable String certificate, @Nullable String key, @Nullable Boolean consent,
            @Nullable Boolean force) {
        @Override
        public String toString() {
            return "Request[consent=" + consent + ", force=" + force + "]";
        }
    }

    record Uploaded(String topic, String notAfter) {}

    private final TenantStore tenants;
    private final PushCertificateStore certificates;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;

    UploadPushCertificate(TenantStore tenants, PushCertificateStore certificates, Journal journal, Wakes wakes,
            Clock clock) {
        this.tenants = tenants;
        this.certificates = certificates;
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
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        ManagementAuthority authority = call.authority();
        Request request = call.body(Request.class);
        if (!Fields.flag(request.consent())) {
            throw ApiProblem.badField("consent",
                    "must be true: uploading a push certificate shares device data with Apple (R21)");
        }
        PushCertificate certificate = readable(request);
        boolean forced = Fields.flag(request.force());
        long orphaned = orphans(tenant, authority, certificate.topic());
        if (orphaned > 0 && !forced) {
            throw ApiProblem.conflict("topic_differs",
                    orphaned + " enrolled Apple devices belong to another topic than " + certificate.topic()
                            + " and would have to enrol again (R13)",
                    "renew the certificate they enrolled with at identity.apple.com/pushcert and upload that one, or send"
                            + " \"force\": true");
        }
        store(tenant, authority, certificate);
        journal.note(tenant, "push-certificate.upload", Map.of("authority", authority.wireName(), "topic",
                certificate.topic(), "notAfter", certificate.notAfter().toString(), "consent", true, "orphaned",
                orphaned));
        wakes.certificatesChanged(tenant);
        wakes.tenant(tenant, "push-certificate");
        return Answer.ok(new Uploaded(certificate.topic(), certificate.notAfter().toString()));
    }

    private PushCertificate readable(Request request) {
        String certificatePem = pem("certificate", request.certificate());
        String keyPem = pem("key", request.key());
        PushCertificate certificate = switch (PushCertificateReader.read(certificatePem, keyPem)) {
            case PushCertificateReading.Usable usable -> usable.certificate();
            case PushCertificateReading.Unusable unusable -> {
                PushCertificateReading.Problem problem = unusable.problem();
                throw ApiProblem.badField(fieldOf(problem),
                        "cannot be used: " + problem.what() + "; " + problem.why() + ". " + problem.cure());
            }
        };
        Instant now = clock.instant();
        if (certificate.notAfter().isBefore(now)) {
            throw ApiProblem.badField("certificate", "expired at " + certificate.notAfter() + "; renew it first");
        }
        return certificate;
    }

    private static String fieldOf(PushCertificateReading.Problem problem) {
        return switch (problem) {
            case CERTIFICATE_UNREADABLE, NO_TOPIC -> "certificate";
            case KEY_ENCRYPTED, KEY_NOT_PKCS8, KEY_UNREADABLE, KEY_OF_ANOTHER_CERTIFICATE -> "key";
        };
    }

    private static String pem(String field, @Nullable String given) {
        String text = Fields.required(field, given);
        if (text.length() > LONGEST_PEM) {
            throw ApiProblem.badField(field, "must have at most " + LONGEST_PEM + " characters");
        }
        return text;
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
        PushCertificateStore.Stored stored = new PushCertificateStore.Stored(authority, certificate.topic(),
                certificate.notAfter(), Pem.of(java.util.List.of(certificate.certificate())), Pem.of(certificate.key()),
                clock.instant());
        if (!certificates.put(tenant, stored)) {
            throw ApiProblem.notFound("tenant " + tenant);
        }
    }
}
