package dev.muster.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.EnrolmentPolicy;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/**
 * Who may enrol without a token that was made for one device: domains, policies, passwords, bulk tokens, and what was issued to
 * whom. Each call is a transaction of its own. Passwords' hashes are sealed.
 */
public interface EnrolmentAccessStore {
    /** How long a device that lost its answer gets the same certificate again. */
    Duration AGAIN = Duration.ofDays(1);

    /** Makes a domain, in lower case, one of a tenant's; false if it is another's or there is no such tenant. */
    boolean claimDomain(TenantId tenant, String domain);

    /** Takes a domain away; false if it is not the tenant's. */
    boolean releaseDomain(TenantId tenant, String domain);

    /** The tenant of a domain, in lower case. */
    Optional<TenantId> tenantOf(String domain);

    /** Domains of a tenant, at most {@code limit}. */
    List<String> domains(TenantId tenant, int limit);

    /** The policy of a tenant; {@link EnrolmentPolicy#USUAL} if nobody decided. */
    EnrolmentPolicy policy(TenantId tenant);

    /** Replaces the policy; false if there is no such tenant. */
    boolean putPolicy(TenantId tenant, EnrolmentPolicy policy);

    /** Keeps the hash of a user's password; false if there is no such user. */
    boolean putPassword(TenantId tenant, UserId user, String hash, Instant now);

    /** Takes the password away; false if there is none. */
    boolean removePassword(TenantId tenant, UserId user);

    /** The hash of a user's password. */
    Optional<String> password(TenantId tenant, UserId user);

    /**
     * A bulk token (R8).
     *
     * @param platform what may enrol with it
     * @param createdAt when it was made
     * @param expiresAt end of its validity
     * @param most devices it is good for
     * @param used devices that have enrolled with it
     */
    record BulkToken(String hash, Platform platform, Instant createdAt, Instant expiresAt, int most, int used) {}

    /** Keeps a bulk token under the SHA-256 of its text, hexadecimal; false if there is no such tenant. */
    boolean putBulkToken(TenantId tenant, BulkToken token);

    /** The bulk token of this hash, whatever its state. */
    Optional<BulkToken> bulkToken(TenantId tenant, String hash);

    /** Bulk tokens of a tenant, newest first, at most {@code limit}. */
    List<BulkToken> bulkTokens(TenantId tenant, int limit);

    /** Takes a bulk token away; devices that enrolled with it stay. False if there is none. */
    boolean removeBulkToken(TenantId tenant, String hash);

    /**
     * What a device proved before it asked for a certificate.
     *
     * @param hash names the proof: SHA-256, hexadecimal; of a bulk token its own
     * @param user the user; empty: a device without one, for a bulk token
     * @param mostDevices devices the user may have; not looked at for a bulk token, which has a number of its own
     */
    record Proof(TenantId tenant, String hash, Platform platform, Optional<UserId> user, int mostDevices) {}

    /** A certificate that was issued before, DER, and to which device. */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes, never compared
    record Before(DeviceId device, byte[] certificate) {
        @Override
        public String toString() {
            return "Before[" + device + "]";
        }
    }

    /** What came of recording a certificate. */
    enum Recorded {
        /** It is recorded and may be handed out. */
        RECORDED,
        /** The key has a certificate for this proof already: see {@link #issuedBefore}. */
        ALREADY,
        /** The user has as many devices as allowed. */
        TOO_MANY_DEVICES,
        /** The bulk token is used up, expired or gone; or the user is. */
        PROOF_GONE
    }

    /** What was issued to a key for a proof within {@link #AGAIN}, unless it was revoked. */
    Optional<Before> issuedBefore(Proof proof, String key, Instant now);

    /**
     * Creates a device (state ISSUED) with its certificate, and counts it against the user or the bulk token, in one transaction.
     *
     * @param placedUnder authority a userless device belongs to (R8); empty for a device with a user
     */
    Recorded record(Proof proof, DeviceId device, EnrolmentStore.Issue issue,
            Optional<ManagementAuthority> placedUnder, Instant now);
}
