package dev.muster.gateway.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.certs.identity.Fingerprint;

/**
 * A device's row: everything a check-in may change, written as a whole and only if {@code version} is still the one that
 * was read (idea 5). Push address and other secrets are not here; see {@link PushAddress}.
 *
 * @param tenant its tenant
 * @param id its id
 * @param version raised by one at each write
 * @param platform what it is
 * @param user its user; empty for a userless device (R8)
 * @param state where it stands
 * @param enrolment number of the current enrolment, raised by each completed one; actions belong to one (R25)
 * @param certificate fingerprint that is bound to the current enrolment; empty before the first
 * @param pending certificate whose Authenticate opened a pending enrolment; empty if none
 * @param hardware what names the hardware
 * @param placedUnder authority a userless device belongs to until an administrator moves it (R8); empty otherwise
 * @param managedBy authority whose settings it last received completely; empty before the first complete check-in
 * @param epoch tenant epoch it converged to (idea 7)
 * @param convergedHash hash of the desired set it converged to; empty before the first, {@code awaiting} while Setup
 *        Assistant waits for DeviceConfigured (PROTOCOLS.md, AwaitingConfiguration), {@link #INVENTORY_FIRST} after a restore
 * @param ledger what it may hold, in the order in which it was last sent: where two own one node, the later one wrote it
 */
public record Device(TenantId tenant, DeviceId id, long version, Platform platform, Optional<UserId> user,
        DeviceState state, int enrolment, Optional<Fingerprint> certificate, Optional<Fingerprint> pending,
        Hardware hardware, Optional<ManagementAuthority> placedUnder, Optional<ManagementAuthority> managedBy,
        long epoch, String convergedHash, List<InstalledSetting> ledger) {
    /** The store was restored: what the device holds is asked for before anything is installed or removed. */
    public static final String INVENTORY_FIRST = "inventory";

    public Device {
        ledger = List.copyOf(ledger);
    }

    /**
     * What names the hardware; empty strings where the device has not said.
     *
     * @param udid Apple UDID or OMA-DM DevId
     * @param serial serial number
     * @param model model identifier
     * @param osVersion operating system version
     * @param name what the user calls it
     */
    public record Hardware(String udid, String serial, String model, String osVersion, String name) {
        /** Nothing known yet. */
        public static final Hardware UNKNOWN = new Hardware("", "", "", "", "");
    }

    /** When a device was seen is coalesced elsewhere; this is what a list shows. */
    public record Seen(Device device, Optional<Instant> lastSeen) {}
}
