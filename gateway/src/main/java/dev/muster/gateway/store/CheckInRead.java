package dev.muster.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DmAccount;
import dev.muster.gateway.model.DmNonces;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.UserId;

/**
 * The one read of a check-in: everything a turn decides on, as it was at one moment.
 *
 * @param status status of the caller's certificate
 * @param grant to whom that certificate was issued
 * @param device the device the certificate names
 * @param tenant its tenant; {@code epoch} is that of the newest change that concerns all its devices, which is what a device
 *        that converged records. A change for some devices lowers their own epochs instead, so that the others have nothing to
 *        write down
 * @param entitlement its user's entitlement; empty for a userless device
 * @param desiredHashes hash of the desired set of each authority for the device's platform; an authority without an entry
 *        desires nothing ({@link dev.muster.gateway.model.DesiredSet#EMPTY_HASH})
 * @param commands pending commands in the order they were queued
 * @param session OMA-DM session row, only if it was asked for and has not expired
 * @param credentials what concerns OMA-DM credentials above TLS, only if the session row was asked for
 * @param upkeep what an OMA-DM client is told beside settings, only if the session row was asked for
 */
public record CheckInRead(CertificateStatus status, Grant grant, Device device, Tenant tenant,
        Optional<Entitlement> entitlement, Map<ManagementAuthority, String> desiredHashes,
        List<PendingCommand> commands, Optional<DmSession> session, Credentials credentials, Upkeep upkeep) {
    public CheckInRead {
        desiredHashes = Map.copyOf(desiredHashes);
        commands = List.copyOf(commands);
    }

    /**
     * Credentials above TLS.
     *
     * @param account the device's account or its tenant's; empty if neither has one
     * @param nonces what the session before ended with
     */
    public record Credentials(Optional<DmAccount> account, DmNonces nonces) {
        /** No account. */
        public static final Credentials NONE = new Credentials(Optional.empty(), DmNonces.NONE);
    }

    /**
     * What the gateway keeps in order on an OMA-DM client by itself: where it is woken, and how often it comes.
     *
     * @param reachableSince when it last said where it is woken; empty if it never did, or if that address is dead
     * @param interval longest time between two of its check-ins (R17)
     * @param poll minutes of the poll interval that it was told last in this enrolment and answered; 0 if none
     */
    public record Upkeep(Optional<Instant> reachableSince, Duration interval, int poll) {
        /** Nothing was read. */
        public static final Upkeep NONE = new Upkeep(Optional.empty(), WakeScheduleStore.Schedule.USUAL.interval(), 0);
    }

    /**
     * To whom a certificate was issued (PROTOCOLS.md, Authenticate).
     *
     * @param user the user; empty for a userless device
     * @param udid UDID or DevId the enrolment token was bound to; empty if to none
     * @param serial serial number it was bound to; empty if to none
     * @param renews number of the enrolment whose certificate it renews; 0 if it was issued for a new one
     * @param dueFrom from when on it is to be renewed (R18): two thirds of its life
     */
    public record Grant(Optional<UserId> user, String udid, String serial, int renews, Instant dueFrom) {
        /** One that need not be renewed. */
        public Grant(Optional<UserId> user, String udid, String serial, int renews) {
            this(user, udid, serial, renews, Instant.MAX);
        }

        /** When two thirds of a life are over. */
        public static Instant dueFrom(Instant notBefore, Instant notAfter) {
            return notBefore.plus(Duration.between(notBefore, notAfter).multipliedBy(2).dividedBy(3));
        }
    }
}
