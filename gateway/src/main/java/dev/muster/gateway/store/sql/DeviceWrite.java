package dev.muster.gateway.store.sql;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.store.CheckInWrite;

/**
 * A check-in's write with what costs time already done on its caller's thread: sealed and encoded.
 *
 * @param write what to write
 * @param ledger the ledger's column
 * @param push the sealed push address, if there is a new one
 * @param unlockToken the sealed unlock token, if there is a new one
 * @param reply the sealed reply of the session row, if there is one
 */
record DeviceWrite(CheckInWrite write, String ledger, Optional<byte[]> push, Optional<byte[]> unlockToken,
        Optional<byte[]> reply) {
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
                write.session().map(session -> seals.reply(tenant, id, session.reply())));
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
