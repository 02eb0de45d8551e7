package dev.muster.certs.identity;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Who a certificate of ours was issued to, as its SAN URI says: {@code muster://device/<tenant>/<uuid>}.
 *
 * @param purpose what its holder may do; each listener admits one purpose
 * @param tenant tenant id, 1 to 40 characters of a-z, 0-9 and hyphen
 * @param subject device or connector id
 */
public record CertificateIdentity(Purpose purpose, String tenant, UUID subject) {
    /** What the holder of a certificate may do. */
    public enum Purpose {
        /** Check in as a device. */
        DEVICE,
        /** Speak for a Configuration Manager site (R22). */
        CONNECTOR
    }

    /** The SAN URI that says this. */
    public String toUri() {
        return "muster://" + purpose.name().toLowerCase(Locale.ROOT) + "/" + tenant + "/" + subject;
    }

    /** Reads a SAN URI; empty if it is not one of ours. */
    public static Optional<CertificateIdentity> fromUri(String uri) {
        try {
            URI parsed = URI.create(uri);
            String[] path = parsed.getPath() == null ? new String[0] : parsed.getPath().split("/", -1);
            if (!"muster".equals(parsed.getScheme()) || parsed.getHost() == null || path.length != 3) {
                return Optional.empty();
            }
            Purpose purpose = Purpose.valueOf(parsed.getHost().toUpperCase(Locale.ROOT));
            return Optional.of(new CertificateIdentity(purpose, path[1], UUID.fromString(path[2])));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
