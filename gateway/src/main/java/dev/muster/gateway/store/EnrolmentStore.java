package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.x509.RevokedSerial;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/** Enrolment tokens and the certificates they turn into. */
public interface EnrolmentStore {
    /**
     * What a single-use token allows.
     *
     * @param tenant tenant it is for
     * @param platform platform it is for
     * @param user user it is for; empty for a userless device (R8)
     * @param udid UDID or DevId it is bound to; empty for any
     * @param serial serial number it is bound to; empty for any
     * @param device device the certificate will name: an existing one when the hardware enrols again
     * @param expiresAt end of its validity
     * @param renews number of the enrolment whose certificate it renews (R18); 0 where it begins an enrolment
     */
    record Token(TenantId tenant, Platform platform, Optional<UserId> user, String udid, String serial, DeviceId device,
            Instant expiresAt, int renews) {
        /** One that begins an enrolment. */
        public Token(TenantId tenant, Platform platform, Optional<UserId> user, String udid, String serial,
                DeviceId device, Instant expiresAt) {
            this(tenant, platform, user, udid, serial, device, expiresAt, 0);
        }
    }

    /**
     * A certificate record.
     *
     * @param fingerprint its name
     * @param device whose it is
     * @param status what is known of it
     * @param notAfter end of its validity
     * @param goodUntil until when one that was renewed is good (R18); empty for others
     */
    record CertificateRecord(Fingerprint fingerprint, DeviceId device, CertificateStatus status, Instant notAfter,
            Optional<Instant> goodUntil) {}

    /**
     * A certificate as it is recorded and, should the answer be lost, handed out again.
     *
     * @param facts what the gateway records of it
     * @param key names the public key: its SHA-256, hexadecimal
     * @param certificate the certificate, DER
     */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes, never compared
    record Issue(ClientCertificate facts, String key, byte[] certificate) {
        @Override
        public String toString() {
            return "Issue[" + facts.fingerprint() + "]";
        }
    }

    /** Keeps a token under the SHA-256 of its text, hexadecimal; the text itself is never stored. */
    void putToken(String tokenHash, Token token);

    /**
     * Keeps a token that the gateway itself sends to a device; false, and nothing is kept, if the device has many for that enrolment
     * that are neither used nor expired.
     */
    boolean putOffer(String tokenHash, Token token, Instant now);

    /** Keeps what the device said when it could not use the newest offer of a renewal; nothing if there is none. */
    void renewalFailed(TenantId tenant, DeviceId device, int enrolment, String problem, Instant now);

    /** Offers of a renewal to that enrolment that are neither used nor expired, newest first: what became of each, empty if unknown. */
    List<String> renewalsOffered(TenantId tenant, DeviceId device, int enrolment, Instant now);

    /** The token of this hash if it is unused and not expired. */
    Optional<Token> token(TenantId tenant, String tokenHash, Instant now);

    /**
     * Uses a token up and records the certificate issued for it, in one transaction: creates the device (state ISSUED) if it
     * does not exist. False if the token was used or has expired meanwhile: then the certificate was not recorded and must not
     * be handed out. A token that renews creates nothing: its certificate is recorded as {@link #renew} does it,
     * and where that says no the token is used up for nothing.
     *
     * @param placedUnder authority a new userless device belongs to (R8); empty for a device with a user
     */
    boolean redeem(String tokenHash, Token token, Issue issue, Optional<ManagementAuthority> placedUnder, Instant now);

    /**
     * The certificate, DER, that a used token became, for the key it was issued to and nobody else. Empty if the token is
     * unknown, unused or expired, if the key is another, or if the certificate was revoked.
     */
    Optional<byte[]> issuedBefore(TenantId tenant, String tokenHash, String key, Instant now);

    /**
     * Records a certificate issued to renew that of an enrolment (R18): its first use binds it, without another enrolment, and
     * until then the one before stays good. False if the device is not under that enrolment any more, or had too many within a day:
     * then it was not recorded and must not be handed out.
     */
    boolean renew(TenantId tenant, DeviceId device, int enrolment, Issue issue, Instant now);

    /** The certificate, DER, that this key got within the last day to renew that enrolment, unless it was revoked or replaced. */
    Optional<byte[]> renewedBefore(TenantId tenant, DeviceId device, int enrolment, String key, Instant now);

    /** The record of a certificate; empty if the store knows none of this name. */
    Optional<CertificateRecord> certificate(TenantId tenant, Fingerprint fingerprint);

    /** The certificates of a device, newest first, at most {@code limit}. */
    List<CertificateRecord> certificatesOf(TenantId tenant, DeviceId device, int limit);

    /** Whether a certificate was ever issued to a device of any tenant. */
    boolean anyIssued();

    /** Revokes a certificate; false if there is no such record. */
    boolean revoke(TenantId tenant, Fingerprint fingerprint, Instant now);

    /**
     * Fingerprints revoked at or after {@code since} whose certificate has not expired, of all tenants. Whoever asks again
     * and again lets the spans overlap by some seconds: a revocation shows once it is committed.
     */
    List<Fingerprint> revokedSince(Instant since, Instant now);

    /** Serial numbers of revoked certificates that have not expired, of all tenants, at most {@code most}: for the published list. */
    List<RevokedSerial> revokedSerials(Instant now, int most);
}
