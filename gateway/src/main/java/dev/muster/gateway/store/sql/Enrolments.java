package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.store.CheckInWrite;

/** The part of a device's write that completes an enrolment: certificates, and the row of the hardware's former enrolment. */
final class Enrolments {
    private static final String LOCK = """
            SELECT device_id FROM device WHERE tenant_id = ? AND device_id IN (?, ?) ORDER BY device_id""";
    private static final String ACTIVATE = """
            UPDATE device_certificate SET status = 'ACTIVE'
            WHERE tenant_id = ? AND fingerprint = ? AND device_id = ? AND status <> 'REVOKED'""";
    private static final String SUPERSEDE = """
            UPDATE device_certificate SET status = 'SUPERSEDED'
            WHERE tenant_id = ? AND fingerprint = ? AND device_id = ? AND status <> 'REVOKED'""";
    private static final String BIND = """
            UPDATE device_certificate SET status = 'BOUND'
            WHERE tenant_id = ? AND fingerprint = ? AND device_id = ? AND status <> 'REVOKED'""";
    private static final String RENEWED = """
            UPDATE device_certificate SET status = 'RENEWED', good_until = not_after
            WHERE tenant_id = ? AND fingerprint = ? AND device_id = ? AND status <> 'REVOKED'""";
    /** A new enrolment ends the time of those that the one before had renewed. */
    private static final String END_RENEWED = """
            UPDATE device_certificate SET status = 'SUPERSEDED'
            WHERE tenant_id = ? AND device_id = ? AND status = 'RENEWED'""";
    private static final String REPLACE = """
            UPDATE device SET state = 'REPLACED', version = version + 1 WHERE tenant_id = ? AND device_id = ?""";
    private static final String SUPERSEDE_ALL = """
            UPDATE device_certificate SET status = 'SUPERSEDED'
            WHERE tenant_id = ? AND device_id = ? AND status <> 'REVOKED'""";
    private static final String CANCEL = """
            INSERT INTO finished_command (tenant_id, device_id, finished_at, command_id, enrolment, attempt, queued_at,
                state, authority, kind, outcome, parameters, detail, result)
            SELECT tenant_id, device_id, ?, command_id, enrolment, attempt, queued_at, state, authority, kind,
                'CANCELLED', '', 'replaced', ?
            FROM pending_command WHERE tenant_id = ? AND device_id = ?""";
    private static final String UNQUEUE_ALL = "DELETE FROM pending_command WHERE tenant_id = ? AND device_id = ?";
    private static final String FORGET_PUSH = "DELETE FROM push_address WHERE tenant_id = ? AND device_id = ?";

    private Enrolments() {}

    /** Takes both rows of a replacement in the order of keys, as every other transaction does. */
    static void lockBoth(Link link, CheckInWrite write) throws SQLException {
        Optional<DeviceId> replaced = write.enrolment().flatMap(CheckInWrite.Enrolment::replaced);
        if (replaced.isPresent()) {
            Device row = write.after();
            link.list(link.dialect().locking(LOCK),
                    args -> args.tenant(row.tenant()).device(row.id()).device(replaced.get()), Row::device);
        }
    }

    /** Throws {@link DeviceBatch.Missed} if a certificate to activate is revoked or not the device's. */
    static void complete(Link link, List<DeviceWrite> winners) throws SQLException {
        turn(link, winners, false, ACTIVATE, SUPERSEDE);
        turn(link, winners, true, BIND, RENEWED);
        Link.Batch endRenewed = link.batch(END_RENEWED);
        for (DeviceWrite winner : winners) {
            if (completes(winner, false)) {
                Device row = winner.write().after();
                endRenewed.add(args -> args.tenant(row.tenant()).device(row.id()));
            }
        }
        endRenewed.run();
        for (DeviceWrite winner : winners) {
            Device row = winner.write().after();
            if (winner.write().enrolment().isPresent() && row.platform().isApple()) {
                SqlApple.clear(link, row.tenant(), row.id(), row.enrolment(), winner.write().at());
            }
            Optional<DeviceId> replaced = winner.write().enrolment().flatMap(CheckInWrite.Enrolment::replaced);
            if (replaced.isPresent()) {
                replace(link, winner.write(), replaced.get());
            }
        }
    }

    private static boolean completes(DeviceWrite winner, boolean renewal) {
        return winner.write().enrolment().filter(enrolment -> enrolment.renewal() == renewal).isPresent();
    }

    /** The certificates of all renewals, or of all enrolments: first those that count now, then those before them. */
    private static void turn(Link link, List<DeviceWrite> winners, boolean renewal, String count, String former)
            throws SQLException {
        Link.Batch counting = link.batch(count);
        Link.Batch before = link.batch(former);
        for (DeviceWrite winner : winners) {
            if (completes(winner, renewal)) {
                CheckInWrite.Enrolment enrolment = winner.write().enrolment().orElseThrow();
                Device row = winner.write().after();
                counting.add(args -> args.tenant(row.tenant()).fingerprint(enrolment.activated()).device(row.id()));
                var superseded = enrolment.superseded();
                if (superseded.isPresent()) {
                    before.add(args -> args.tenant(row.tenant()).fingerprint(superseded.get()).device(row.id()));
                }
            }
        }
        for (int counted : counting.run()) {
            if (counted != 1) {
                throw new DeviceBatch.Missed();
            }
        }
        before.run();
    }

    private static void replace(Link link, CheckInWrite write, DeviceId replaced) throws SQLException {
        Args.Binding former = args -> args.tenant(write.after().tenant()).device(replaced);
        link.update(REPLACE, former);
        link.update(SUPERSEDE_ALL, former);
        link.update(CANCEL, args -> args.at(write.at()).bytes(new byte[0]).tenant(write.after().tenant())
                .device(replaced));
        Outbox.markReplaced(link, write, replaced);
        link.update(UNQUEUE_ALL, former);
        link.update(FORGET_PUSH, former);
        SqlApple.clear(link, write.after().tenant(), replaced, Integer.MAX_VALUE, write.at());
    }
}
