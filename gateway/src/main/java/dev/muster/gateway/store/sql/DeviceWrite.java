package dev.muster.gateway.store.sql;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DmMemory;
import dev.muster.gateway.model.DmNonces;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.CheckInWrite;

/**
 * A check-in's write with what costs time already done on its caller's thread: sealed and encoded.
 *
 * @param write what to write
 * @param ledger the ledger's column
 * @param push the sealed push address, if there is a new one
 * @param unlockToken the sealed unlock token, if there is a new one
 * @param session the sealed parts of the session row, if there is one
 */
record DeviceWrite(CheckInWrite write, String ledger, Optional<byte[]> push, Optional<byte[]> unlockToken,
        Optional<Session> session) {
    /** The order in which rows are touched everywhere, so that no two transactions wait for each other. */
    static final Comparator<DeviceId> BY_DEVICE = (a, b) -> compare(a.value(), b.value());

    /** By tenant, then by device. */
    static final Comparator<DeviceWrite> BY_KEY = Comparator
            .comparing((DeviceWrite device) -> device.write().after().tenant().value())
            .thenComparing(device -> device.write().after().id(), BY_DEVICE);

    static DeviceWrite of(CheckInWrite write, Seals seals) {
        var tenant = write.after().tenant();
        var id = write.after().id();
        return new DeviceWrite(write, Ledgers.write(write.after().ledger()),
                write.push().map(address -> seals.push(tenant, id, address)),
                write.unlockToken().map(token -> seals.unlockToken(tenant, id, token)),
                write.session().map(row -> Session.of(tenant, id, row, seals)));
    }

    /**
     * What of a session row is sealed.
     *
     * @param reply the reply
     * @param memory what is under way; null if nothing
     * @param nonces of credentials above TLS; null if there are none
     */
    @SuppressWarnings("ArrayRecordComponent") // on their way into a statement, never compared
    record Session(byte[] reply, byte @Nullable [] memory, byte @Nullable [] nonces) {
        static Session of(TenantId tenant, DeviceId id, DmSession row, Seals seals) {
            return new Session(seals.reply(tenant, id, row.reply()),
                    row.memory().equals(DmMemory.EMPTY) ? null : seals.memory(tenant, id, row.memory()),
                    row.nonces().equals(DmNonces.NONE) ? null : seals.nonces(tenant, id, row.nonces()));
        }
    }

    /** Whether it touches another device's row as well and therefore gets a transaction of its own. */
    boolean alone() {
        return write.enrolment().flatMap(CheckInWrite.Enrolment::replaced).isPresent();
    }

    /** As both databases sort: by unsigned bytes, unlike {@link UUID#compareTo}. */
    private static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
