package dev.muster.gateway.admin;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.certs.apns.PushCertificate;
import dev.muster.certs.apns.PushCertificateReader;
import dev.muster.certs.apns.PushCertificateReading;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.PushRequestStore;

/**
 * Serves {@link UploadPushCertificate}: reads what an administrator uploads, in each form it may have. A certificate that comes
 * alone, as Apple returns it, finds its key among those that wait here, or is of the key that the authority had before.
 */
final class PushUpload {
    private static final int LONGEST = 64 * 1024;

    private final PushCertificateStore certificates;
    private final PushRequestStore requests;

    PushUpload(PushCertificateStore certificates, PushRequestStore requests) {
        this.certificates = certificates;
        this.requests = requests;
    }

    /** The certificate with its key, or 400 with the field that is wrong. */
    PushCertificate read(TenantId tenant, ManagementAuthority authority, UploadPushCertificate.Request request) {
        return switch (reading(tenant, authority, request)) {
            case PushCertificateReading.Usable usable -> usable.certificate();
            case PushCertificateReading.Unusable(PushCertificateReading.Problem problem) -> throw ApiProblem
                    .badField(fieldOf(problem),
                            "cannot be used: " + problem.what() + "; " + problem.why() + ". " + problem.cure());
        };
    }

    private PushCertificateReading reading(TenantId tenant, ManagementAuthority authority,
            UploadPushCertificate.Request request) {
        if (request.pkcs12() != null) {
            if (request.certificate() != null || request.key() != null) {
                throw ApiProblem.badField("pkcs12", "holds certificate and key; send it without those");
            }
            return PushCertificateReader.readPkcs12(decoded(bounded("pkcs12", request.pkcs12())),
                    password(request.password()));
        }
        String certificate = bounded("certificate", request.certificate());
        if (request.key() != null) {
            return PushCertificateReader.read(certificate, bounded("key", request.key()));
        }
        return PushCertificateReader.holdsKey(certificate)
                ? PushCertificateReader.read(certificate, certificate)
                : PushCertificateReader.match(certificate, keysHere(tenant, authority));
    }

    private List<String> keysHere(TenantId tenant, ManagementAuthority authority) {
        List<String> keys = new ArrayList<>();
        Optional<PushRequestStore.Waiting> waiting = requests.waiting(tenant, authority);
        waiting.ifPresent(key -> keys.add(key.keyPem()));
        certificates.certificate(tenant, authority).ifPresent(before -> keys.add(before.keyPem()));
        return keys;
    }

    private static char[] password(@Nullable String given) {
        String password = given == null ? "" : given;
        if (password.length() > 1_000) {
            throw ApiProblem.badField("password", "must have at most 1000 characters");
        }
        return password.toCharArray();
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw ApiProblem.badField("pkcs12", "must be the file in base64");
        }
    }

    private static String bounded(String field, @Nullable String given) {
        String text = Fields.required(field, given);
        if (text.length() > LONGEST) {
            throw ApiProblem.badField(field, "must have at most " + LONGEST + " characters");
        }
        return text;
    }

    private static String fieldOf(PushCertificateReading.Problem problem) {
        return switch (problem) {
            case CERTIFICATE_UNREADABLE, NO_TOPIC -> "certificate";
            case KEY_ENCRYPTED, KEY_NOT_PKCS8, KEY_UNREADABLE, KEY_OF_ANOTHER_CERTIFICATE, KEY_NOT_HERE -> "key";
            case PKCS12_UNREADABLE -> "pkcs12";
        };
    }
}
