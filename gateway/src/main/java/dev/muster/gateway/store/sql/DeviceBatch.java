package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.CheckInWrite;

/**
 * Devices' writes as one transaction, statement by statement instead of device by device: on PostgreSQL each kind of
 * statement is then one round trip. First the devices' rows, each only at its expected version and in the order of keys;
 * those that missed changed nothing and take no further part.
 */
final class DeviceBatch {
    static final String DEVICE = """
            UPDATE device SET version = ?, epoch = ?, enrolment = ?, platform = ?, state = ?, user_id = ?,
                placed_under = ?, managed_by = ?, certificate = ?, pending_certificate = ?, converged_hash = ?, udid = ?,
                serial = ?, model = ?, os_version = ?, name = ?, ledger = ?
            WHERE tenant_id = ? AND device_id = ? AND version = ?""";
    private static final String CHANGE = """
            UPDATE pending_command SET state = ?, attempt = ?, authority = ?
            WHERE tenant_id = ? AND device_id = ? AND command_id = ?""";
    private static final String UNQUEUE = """
            DELETE FROM pending_command WHERE tenant_id = ? AND device_id = ? AND command_id = ?""";
    private static final String FINISH = """
            INSERT INTO finished_command (tenant_id, device_id, finished_at, command_id, enrolment, attempt, queued_at,
                state, authority, kind, outcome, parameters, detail, result)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, device_id, finished_at, command_id) DO NOTHING""";
    private static final String SESSION = """
            INSERT INTO dm_session (tenant_id, device_id, updated_at, server_msg_id, max_msg_size, max_obj_size,
                session_id, msg_id, request_hash, reply, memory, nonces)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, device_id) DO UPDATE SET updated_at = excluded.updated_at,
                server_msg_id = excluded.server_msg_id, max_msg_size = excluded.max_msg_size,
                max_obj_size = excluded.max_obj_size, session_id = excluded.session_id, msg_id = excluded.msg_id,
                request_hash = excluded.request_hash, reply = excluded.reply, memory = excluded.memory,
                nonces = excluded.nonces""";
    private static final String PUSH = """
            INSERT INTO push_address (tenant_id, device_id, topic, received_at, dead_at, sealed)
            VALUES (?, ?, ?, ?, NULL, ?)
            ON CONFLICT (tenant_id, device_id) DO UPDATE SET topic = excluded.topic,
                received_at = excluded.received_at, dead_at = NULL, sealed = excluded.sealed""";
    private static final String POLL = """
            INSERT INTO dm_poll (tenant_id, device_id, enrolment, minutes) VALUES (?, ?, ?, ?)
            ON CONFLICT (tenant_id, device_id) DO UPDATE SET enrolment = excluded.enrolment,
                minutes = excluded.minutes""";
    private static final String UNLOCK_TOKEN = """
            INSERT INTO unlock_token (tenant_id, device_id, received_at, sealed) VALUES (?, ?, ?, ?)
            ON CONFLICT (tenant_id, device_id) DO UPDATE SET received_at = excluded.received_at,
                sealed = excluded.sealed""";

    private final Link link;
    private final List<DeviceWrite> winners = new ArrayList<>();

    private DeviceBatch(Link link) {
        this.link = link;
    }

    /** The version was right but something else stood in the way: the write is undone and counts as a conflict. */
    static final class Missed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Missed() {
            super("a certificate was revoked meanwhile", null, false, false);
        }
    }

    /**
     * Writes without committing.
     *
     * @return what became of each, in the order given
     * @throws Missed if one of several has to be undone; which one, only a smaller batch tells
     */
    static List<WriteOutcome> apply(Link link, List<DeviceWrite> writes) throws SQLException {
        return new DeviceBatch(link).apply(writes);
    }

    private List<WriteOutcome> apply(List<DeviceWrite> writes) throws SQLException {
        if (writes.size() == 1) {
            Enrolments.lockBoth(link, writes.getFirst().write());
        }
        int[] order = IntStream.range(0, writes.size()).boxed()
                .sorted(Comparator.comparing(writes::get, DeviceWrite.BY_KEY)).mapToInt(Integer::intValue).toArray();
        Link.Batch rows = link.batch(DEVICE);
        for (int index : order) {
            DeviceWrite device = writes.get(index);
            rows.add(args -> bind(args, device));
        }
        int[] counts = rows.run();
        WriteOutcome[] outcomes = new WriteOutcome[writes.size()];
        for (int i = 0; i < order.length; i++) {
            boolean won = counts[i] == 1;
            outcomes[order[i]] = won ? WriteOutcome.COMMITTED : WriteOutcome.CONFLICT;
            if (won) {
                winners.add(writes.get(order[i]));
            }
        }
        commands();
        sessions();
        secrets();
        Outbox.mark(link, winners);
        Enrolments.complete(link, winners);
        return Arrays.asList(outcomes);
    }

    private static void bind(Args args, DeviceWrite device) throws SQLException {
        Device row = device.write().after();
        Device.Hardware hardware = row.hardware();
        args.number(row.version()).number(row.epoch()).small(row.enrolment()).text(row.platform().wireName())
                .text(row.state().name()).user(row.user()).authority(row.placedUnder()).authority(row.managedBy())
                .fingerprint(row.certificate()).fingerprint(row.pending()).text(row.convergedHash())
                .text(hardware.udid()).text(hardware.serial()).text(hardware.model()).text(hardware.osVersion())
                .text(hardware.name()).text(device.ledger());
        args.tenant(row.tenant()).device(row.id()).number(row.version() - 1);
    }

    private void commands() throws SQLException {
        Link.Batch change = link.batch(CHANGE);
        Link.Batch unqueue = link.batch(UNQUEUE);
        Link.Batch finish = link.batch(FINISH);
        for (DeviceWrite winner : winners) {
            CheckInWrite write = winner.write();
            Device row = write.after();
            for (PendingCommand command : write.changed()) {
                change.add(args -> args.text(command.state().name()).small(command.attempt())
                        .text(command.authority().wireName()).tenant(row.tenant())
                        .device(row.id()).id(command.id().value()));
            }
            for (FinishedCommand finished : write.finished()) {
                unqueue.add(args -> args.tenant(row.tenant()).device(row.id()).id(finished.command().id().value()));
                finish.add(args -> bind(args, row.tenant(), row.id(), finished));
            }
        }
        change.run();
        unqueue.run();
        finish.run();
    }

    /** Enters a command that ended elsewhere than in the device's own queue into its history. */
    static void finish(Link link, TenantId tenant, DeviceId device, FinishedCommand finished) throws SQLException {
        link.update(FINISH, args -> bind(args, tenant, device, finished));
    }

    private static void bind(Args args, TenantId tenant, DeviceId device, FinishedCommand finished)
            throws SQLException {
        PendingCommand command = finished.command();
        args.tenant(tenant).device(device).at(finished.finishedAt()).id(command.id().value())
                .small(command.enrolment()).small(command.attempt()).at(command.queuedAt())
                .text(command.state().name()).text(command.authority().wireName())
                .text(command.action().kind().wireName()).text(finished.outcome().name())
                .text(Json.ofMap(command.action().harmless())).text(finished.detail()).bytes(finished.result());
    }

    private void sessions() throws SQLException {
        Link.Batch sessions = link.batch(SESSION);
        for (DeviceWrite winner : winners) {
            Device row = winner.write().after();
            var session = winner.write().session();
            var sealed = winner.session();
            if (session.isPresent() && sealed.isPresent()) {
                var kept = session.get();
                sessions.add(args -> args.tenant(row.tenant()).device(row.id()).at(kept.updatedAt())
                        .small(kept.serverMsgId()).small(kept.maxMsgSize()).number(kept.maxObjSize())
                        .text(kept.sessionId()).text(kept.msgId()).text(kept.requestHash())
                        .bytes(sealed.get().reply()).maybeBytes(sealed.get().memory())
                        .maybeBytes(sealed.get().nonces()));
            }
        }
        sessions.run();
    }

    private void secrets() throws SQLException {
        Link.Batch pushes = link.batch(PUSH);
        Link.Batch tokens = link.batch(UNLOCK_TOKEN);
        Link.Batch polls = link.batch(POLL);
        for (DeviceWrite winner : winners) {
            CheckInWrite write = winner.write();
            Device row = write.after();
            var push = write.push();
            var sealed = winner.push();
            if (push.isPresent() && sealed.isPresent()) {
                pushes.add(args -> args.tenant(row.tenant()).device(row.id()).text(push.get().topic())
                        .at(push.get().receivedAt()).bytes(sealed.get()));
            }
            var token = winner.unlockToken();
            if (token.isPresent()) {
                tokens.add(args -> args.tenant(row.tenant()).device(row.id()).at(write.at()).bytes(token.get()));
            }
            if (write.poll().isPresent()) {
                int minutes = write.poll().getAsInt();
                polls.add(args -> args.tenant(row.tenant()).device(row.id()).small(row.enrolment()).small(minutes));
            }
        }
        pushes.run();
        tokens.run();
        polls.run();
    }
}
