package dev.muster.gateway.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/** Makes single-use enrolment tokens; implemented by {@code enrollment}, which stands above. */
public interface Invitations {
    /**
     * Whom a token is for.
     *
     * @param user user of the device; empty for a userless device (R8)
     * @param udid UDID or DevId the token is bound to; empty for any
     * @param serial serial number the token is bound to; empty for any
     * @param validFor how long the token may be used
     */
    record Guest(TenantId tenant, Platform platform, Optional<UserId> user, String udid, String serial,
            Duration validFor) {}

    /**
     * A token.
     *
     * @param token its text, known to nobody else
     * @param device the device that its certificate will name
     */
    record Invitation(String token, DeviceId device, Instant expiresAt) {
        @Override
        public String toString() {
            return "Invitation[device=" + device + ", expiresAt=" + expiresAt + "]";
        }
    }

    /** Makes and stores a token. */
    Invitation invite(Guest guest);

    /**
     * A token for many devices without a user (R8).
     *
     * @param id names it to administrators; no secret
     * @param token its text, known to nobody else
     */
    record Bulk(String id, String token, Instant expiresAt) {
        @Override
        public String toString() {
            return "Bulk[" + id + ", expiresAt=" + expiresAt + "]";
        }
    }

    /**
     * Makes and stores a token for many devices without a user.
     *
     * @param devices how many may enrol with it, at least 1
     */
    Bulk inviteMany(TenantId tenant, Platform platform, int devices, Duration validFor);
}
