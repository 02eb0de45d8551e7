package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DmAccount;
import dev.muster.gateway.model.DmMemory;
import dev.muster.gateway.model.DmNonces;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.CheckInRead;

/**
 * The one read of a check-in as one statement: one moment and one round trip. A row comes back per pending command, none or
 * one as a rule; only the first is read in full.
 */
final class CheckInReads {
    /** A session row says nothing any more after this (idea 1). */
    private static final Duration SESSION_LIFE = Duration.ofHours(1);

    static final String WITHOUT_SESSION = statement("", "");
    static final String WITH_SESSION = statement("""
            , s.session_id, s.updated_at, s.msg_id, s.request_hash, s.reply, s.server_msg_id, s.max_msg_size,
                s.max_obj_size, s.memory, s.nonces, own.scheme, own.sealed, shared.scheme, shared.sealed,
                CASE WHEN a.dead_at IS NULL THEN a.received_at END, w.interval_minutes, o.minutes""", """
            LEFT JOIN dm_session s ON s.tenant_id = d.tenant_id AND s.device_id = d.device_id
            LEFT JOIN dm_account own ON own.tenant_id = d.tenant_id AND own.device_id = d.device_id
            LEFT JOIN dm_account shared ON shared.tenant_id = d.tenant_id AND shared.device_id = ?
            LEFT JOIN push_address a ON a.tenant_id = d.tenant_id AND a.device_id = d.device_id
            LEFT JOIN wake_schedule w ON w.tenant_id = d.tenant_id
            LEFT JOIN dm_poll o ON o.tenant_id = d.tenant_id AND o.device_id = d.device_id
                AND o.enrolment = d.enrolment""");

    private record Queued(long place, PendingCommand command) {}

    private CheckInReads() {}

    private static String statement(String sessionColumns, String sessionJoin) {
        StringBuilder hashes = new StringBuilder();
        StringBuilder joins = new StringBuilder();
        for (ManagementAuthority authority : ManagementAuthority.values()) {
            String alias = "h_" + authority.wireName();
            hashes.append(", ").append(alias).append(".hash");
            joins.append("""
                    LEFT JOIN desired_set %1$s
                        ON %1$s.tenant_id = d.tenant_id AND %1$s.platform = d.platform AND %1$s.authority = '%2$s'
                    """.formatted(alias, authority.wireName()));
        }
        return "SELECT p.place, " + Rows.PENDING + ", c.status, c.good_until, c.user_id, c.udid, c.serial, c.renews, "
                + "c.not_before, c.not_after, " + Rows.DEVICE
                + ", "
                + Rows.TENANT + ", t.wide_epoch, u.user_id, " + Rows.ENTITLEMENT + ", u.audience" + hashes
                + sessionColumns + """

                        FROM device_certificate c
                        JOIN device d ON d.tenant_id = c.tenant_id AND d.device_id = c.device_id
                        JOIN tenant t ON t.tenant_id = c.tenant_id
                        LEFT JOIN directory_user u ON u.tenant_id = d.tenant_id AND u.user_id = d.user_id
                        """ + joins + """
                        LEFT JOIN pending_command p ON p.tenant_id = d.tenant_id AND p.device_id = d.device_id
                        """ + sessionJoin + """

                        WHERE c.tenant_id = ? AND c.fingerprint = ? AND c.device_id = ?""";
    }

    static Optional<CheckInRead> read(Link link, Seals seals, Caller caller, boolean withSession, Instant now)
            throws SQLException {
        Found found = new Found(seals, caller, withSession, now);
        link.list(withSession ? WITH_SESSION : WITHOUT_SESSION, args -> {
            if (withSession) {
                args.device(SqlDmAccounts.TENANT_WIDE);
            }
            args.tenant(caller.tenant()).fingerprint(caller.certificate()).device(caller.device());
        }, found::add);
        return Optional.ofNullable(found.assemble());
    }

    /** Gathers the rows. */
    private static final class Found {
        private static final int PENDING_COLUMNS = 9;

        private static final int SESSION_COLUMNS = 7;

        private final Seals seals;
        private final Caller caller;
        private final boolean withSession;
        private final Instant now;
        private final Instant newerThan;
        private final List<Queued> queue = new ArrayList<>();
        private @Nullable CheckInRead first;

        Found(Seals seals, Caller caller, boolean withSession, Instant now) {
            this.seals = seals;
            this.caller = caller;
            this.withSession = withSession;
            this.now = now;
            this.newerThan = now.minus(SESSION_LIFE);
        }

        boolean add(Row row) throws SQLException {
            if (row.hasNext()) {
                queue.add(new Queued(row.number(),
                        Rows.pending(row, seals, caller.tenant(), caller.device())));
            } else {
                row.skip(1 + PENDING_COLUMNS);
            }
            if (first == null) {
                first = inFull(row);
            }
            return true;
        }

        private CheckInRead inFull(Row row) throws SQLException {
            CertificateStatus status = CertificateLife.status(row.text(), row.maybeAt(), now);
            CheckInRead.Grant grant = new CheckInRead.Grant(row.maybeUser(), row.text(), row.text(),
                    row.small(), CheckInRead.Grant.dueFrom(row.at(), row.at()));
            Device device = Rows.device(row);
            Tenant tenant = Rows.tenant(row);
            Optional<Entitlement> entitlement = Optional.empty();
            if (row.maybeUser().isPresent()) {
                entitlement = Optional.of(Rows.entitlement(row));
            } else {
                row.skip(Rows.ENTITLEMENT_COLUMNS);
            }
            String audience = row.textOrNull();
            Map<ManagementAuthority, String> hashes = new EnumMap<>(ManagementAuthority.class);
            for (ManagementAuthority authority : ManagementAuthority.values()) {
                String hash = row.textOrNull();
                if (hash != null) {
                    hashes.put(authority, DesiredSets.reaching(hash, audience));
                }
            }
            if (!withSession) {
                return new CheckInRead(status, grant, device, tenant, entitlement, hashes, List.of(),
                        Optional.empty(), CheckInRead.Credentials.NONE, CheckInRead.Upkeep.NONE);
            }
            return new CheckInRead(status, grant, device, tenant, entitlement, hashes, List.of(), session(row),
                    credentials(row), upkeep(row));
        }

        /** The row's session; empty if there is none or an old one. Leaves its nonces unread: they are not the session's alone. */
        private Optional<DmSession> session(Row row) throws SQLException {
            String id = row.textOrNull();
            Instant updatedAt = row.at();
            if (id == null || !updatedAt.isAfter(newerThan)) {
                row.skip(SESSION_COLUMNS);
                return Optional.empty();
            }
            String msgId = row.text();
            String hash = row.text();
            byte[] reply = seals.openReply(caller.tenant(), caller.device(), row.bytes());
            int serverMsgId = row.small();
            int maxMsgSize = row.small();
            long maxObjSize = row.number();
            byte[] memory = row.bytesOrNull();
            return Optional.of(new DmSession(id, msgId, hash, reply, serverMsgId, maxMsgSize, maxObjSize,
                    memory == null ? DmMemory.EMPTY : seals.memory(caller.tenant(), caller.device(), memory),
                    DmNonces.NONE, updatedAt));
        }

        /** Nonces are opened only for whom an account asks something. */
        private CheckInRead.Credentials credentials(Row row) throws SQLException {
            byte[] nonces = row.bytesOrNull();
            Optional<DmAccount> own = account(row, caller.device());
            Optional<DmAccount> shared = account(row, SqlDmAccounts.TENANT_WIDE);
            Optional<DmAccount> account = own.or(() -> shared).filter(asks -> asks.scheme() != DmAccount.Scheme.NONE);
            return account.isEmpty() ? CheckInRead.Credentials.NONE
                    : new CheckInRead.Credentials(account, nonces == null ? DmNonces.NONE
                            : seals.nonces(caller.tenant(), caller.device(), nonces));
        }

        private static CheckInRead.Upkeep upkeep(Row row) throws SQLException {
            Optional<Instant> since = row.maybeAt();
            Duration interval = row.maybeNumber().map(Duration::ofMinutes)
                    .orElse(CheckInRead.Upkeep.NONE.interval());
            return new CheckInRead.Upkeep(since, interval, row.maybeNumber().map(Math::toIntExact).orElse(0));
        }

        private Optional<DmAccount> account(Row row, DeviceId of) throws SQLException {
            String scheme = row.textOrNull();
            if (scheme == null) {
                row.skip(1);
                return Optional.empty();
            }
            return Optional.of(seals.account(caller.tenant(), of, Names.scheme(scheme), row.bytes()));
        }

        @Nullable
        CheckInRead assemble() {
            CheckInRead read = first;
            if (read == null || queue.isEmpty()) {
                return read;
            }
            queue.sort(Comparator.comparingLong(Queued::place));
            return new CheckInRead(read.status(), read.grant(), read.device(), read.tenant(), read.entitlement(),
                    read.desiredHashes(), queue.stream().map(Queued::command).toList(), read.session(),
                    read.credentials(), read.upkeep());
        }
    }
}
