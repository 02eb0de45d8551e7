package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.AuditStore;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.RecoveryStore.Restored;

/**
 * Binds a device's row to a certificate that the lost time brought. That the certificate is ours and whose it is, its signature
 * and its SAN have proved before; what is decided here is whether it belongs to the lost time and is the newest one.
 */
final class Readmissions {
    /** A certificate begins some minutes before it is issued, and clocks of gateways differ by some. */
    private static final Duration BACKDATED = Duration.ofMinutes(10);
    private static final Duration NOTED_FOR = Duration.ofHours(1);
    private static final int MOST_UNKNOWN = 10_000;
    private static final String ROW = """
            SELECT platform, state, user_id, certificate FROM device WHERE tenant_id = ? AND device_id = ?""";
    private static final String CERTIFICATE = """
            SELECT device_id, status, not_before, renews FROM device_certificate WHERE tenant_id = ? AND fingerprint = ?""";
    private static final String RECORD = """
            INSERT INTO device_certificate (tenant_id, fingerprint, device_id, status, user_id, udid, serial, not_before,
                not_after, issued_at)
            VALUES (?, ?, ?, 'ACTIVE', ?, '', '', ?, ?, ?)
            ON CONFLICT (tenant_id, fingerprint) DO UPDATE SET status = 'ACTIVE'""";
    private static final String SUPERSEDE = """
            UPDATE device_certificate SET status = 'SUPERSEDED'
            WHERE tenant_id = ? AND fingerprint = ? AND device_id = ? AND status <> 'REVOKED'""";
    private static final String BIND = "UPDATE device SET version = version + 1, state = 'ENROLLED', certificate = ?,"
            + " pending_certificate = NULL, converged_hash = '" + Device.INVENTORY_FIRST + "',"
            + " enrolment = enrolment + CASE WHEN state = 'ENROLLED' THEN 0 ELSE 1 END"
            + " WHERE tenant_id = ? AND device_id = ?";
    private static final String HOLD = """
            UPDATE pending_command SET state = 'HELD' WHERE tenant_id = ? AND device_id = ? AND state <> 'HELD'""";
    private static final String FORGET_SESSION = "DELETE FROM dm_session WHERE tenant_id = ? AND device_id = ?";
    private static final String KNOWN_NOW = "DELETE FROM unknown_device WHERE tenant_id = ? AND device_id = ?";
    private static final String NOTED = """
            SELECT fingerprint, apple, not_before, not_after, seen_at FROM unknown_device
            WHERE tenant_id = ? AND device_id = ?""";
    private static final String HOW_MANY = """
            SELECT count(*) FROM (SELECT device_id FROM unknown_device WHERE tenant_id = ? LIMIT ?) few""";
    private static final String NOTE = """
            INSERT INTO unknown_device (tenant_id, device_id, fingerprint, apple, not_before, not_after, first_seen_at,
                seen_at)
            SELECT tenant_id, ?, ?, ?, ?, ?, ?, ? FROM tenant WHERE tenant_id = ?
            ON CONFLICT (tenant_id, device_id) DO UPDATE SET fingerprint = excluded.fingerprint,
                apple = excluded.apple, not_before = excluded.not_before, not_after = excluded.not_after,
                seen_at = excluded.seen_at""";
    private static final String NEW_ROW = """
            INSERT INTO device (tenant_id, device_id, version, epoch, enrolment, platform, state, user_id, placed_under,
                managed_by, certificate, pending_certificate, converged_hash, udid, serial, model, os_version, name,
                ledger)
            VALUES (?, ?, 0, 0, 0, ?, 'ISSUED', ?, ?, NULL, NULL, NULL, '', '', '', '', '', '', '')
            ON CONFLICT (tenant_id, device_id) DO NOTHING""";

    private enum Verdict {
        BIND, NOTE, NOTHING
    }

    private record Standing(Platform platform, DeviceState state, Optional<UserId> user,
            Optional<Fingerprint> certificate) {}

    private record Known(DeviceId device, CertificateStatus status, Instant notBefore, int renews) {}

    private record Noted(Fingerprint certificate, boolean apple, Caller.Validity validity, Instant seenAt) {}

    private final Database database;

    Readmissions(Database database) {
        this.database = database;
    }

    boolean readmit(Caller caller, boolean apple, Optional<Restored> restored, Instant now) {
        return switch (database.read(link -> judge(link, ROW, caller, apple, restored, now))) {
            case BIND -> database.change(link -> {
                // Once more, with the row locked: of two messages at once one is the first.
                boolean still = judge(link, link.dialect().locking(ROW), caller, apple, restored, now) == Verdict.BIND;
                if (still) {
                    bind(link, caller, standing(link, ROW, caller).orElseThrow(), now);
                }
                return still;
            });
            case NOTE -> database.change(link -> note(link, caller, apple, now));
            case NOTHING -> false;
        };
    }

    /** What is to be done about a caller; a device that comes again and again costs a read. */
    private static Verdict judge(Link link, String rowStatement, Caller caller, boolean apple,
            Optional<Restored> restored, Instant now) throws SQLException {
        Optional<Standing> row = standing(link, rowStatement, caller);
        Optional<Known> known = certificate(link, caller.tenant(), caller.certificate());
        if (row.isEmpty()) {
            boolean noted = noted(link, caller.tenant(), caller.device())
                    .filter(before -> before.certificate().equals(caller.certificate())
                            && before.seenAt().plus(NOTED_FOR).isAfter(now))
                    .isPresent();
            return known.isPresent() || noted ? Verdict.NOTHING : Verdict.NOTE;
        }
        return restored.isPresent() && row.get().platform().isApple() == apple
                && belongs(caller, known, restored.get()) && isNewest(link, caller, row.get())
                        ? Verdict.BIND
                        : Verdict.NOTHING;
    }

    private static Optional<Standing> standing(Link link, String statement, Caller caller) throws SQLException {
        return link.one(statement, args -> args.tenant(caller.tenant()).device(caller.device()),
                Readmissions::standing);
    }

    /** Issued after the newest one that the store knows; or known, and its enrolment completed in the lost time. */
    private static boolean belongs(Caller caller, Optional<Known> known, Restored restored) {
        return !caller.validity().from().isAfter(restored.at()) && known
                .map(record -> record.device().equals(caller.device()) && record.renews() == 0
                        && record.status() == CertificateStatus.ISSUED)
                .orElseGet(() -> !caller.validity().from()
                        .isBefore(restored.newestCertificate().minus(BACKDATED)));
    }

    /** A certificate that another one of the lost time replaced does not come back. */
    private static boolean isNewest(Link link, Caller caller, Standing row) throws SQLException {
        if (row.certificate().isEmpty()) {
            return true;
        }
        Optional<Known> bound = certificate(link, caller.tenant(), row.certificate().get());
        return bound.filter(record -> record.notBefore().isAfter(caller.validity().from())).isEmpty();
    }

    private static void bind(Link link, Caller caller, Standing row, Instant now) throws SQLException {
        Args.Binding device = args -> args.tenant(caller.tenant()).device(caller.device());
        link.update(RECORD, args -> args.tenant(caller.tenant()).fingerprint(caller.certificate())
                .device(caller.device()).user(row.user()).at(caller.validity().from()).at(caller.validity().until())
                .at(now));
        Optional<Fingerprint> former = row.certificate().filter(before -> !before.equals(caller.certificate()));
        if (former.isPresent()) {
            link.update(SUPERSEDE,
                    args -> args.tenant(caller.tenant()).fingerprint(former.get()).device(caller.device()));
        }
        link.update(BIND, args -> args.fingerprint(caller.certificate()).tenant(caller.tenant())
                .device(caller.device()));
        link.update(HOLD, device);
        link.update(FORGET_SESSION, device);
        link.update(KNOWN_NOW, device);
        SqlAudit.append(link, new AuditStore.Entry(caller.tenant(), now, "gateway", "device.readmit",
                "{\"device\":\"" + caller.device() + "\",\"certificate\":\"" + caller.certificate().hex() + "\"}"));
    }

    private boolean note(Link link, Caller caller, boolean apple, Instant now) throws SQLException {
        long many = link.one(HOW_MANY, args -> args.tenant(caller.tenant()).small(MOST_UNKNOWN), Row::number)
                .orElse(0L);
        if (many >= MOST_UNKNOWN && noted(link, caller.tenant(), caller.device()).isEmpty()) {
            database.events().boundPassed("store.unknown-devices");
            return false;
        }
        link.update(NOTE, args -> args.device(caller.device()).fingerprint(caller.certificate()).flag(apple)
                .at(caller.validity().from()).at(caller.validity().until()).at(now).at(now).tenant(caller.tenant()));
        return false;
    }

    boolean adopt(TenantId tenant, DeviceId device, Platform platform, Optional<UserId> user,
            Optional<ManagementAuthority> placedUnder, Instant now) {
        return database.change(link -> {
            Optional<Noted> noted = noted(link, tenant, device).filter(found -> found.apple() == platform.isApple());
            if (noted.isEmpty() || certificate(link, tenant, noted.get().certificate()).isPresent()) {
                return false;
            }
            boolean made = link.update(NEW_ROW, args -> args.tenant(tenant).device(device).text(platform.wireName())
                    .user(user).authority(placedUnder)) == 1;
            if (made) {
                bind(link, new Caller(tenant, device, noted.get().certificate(), noted.get().validity()),
                        new Standing(platform, DeviceState.ISSUED, user, Optional.empty()), now);
            }
            return made;
        });
    }

    private static Standing standing(Row row) throws SQLException {
        return new Standing(Names.platform(row.text()), Names.constant(DeviceState.class, row.text()),
                row.maybeUser(), row.maybeFingerprint());
    }

    private static Optional<Known> certificate(Link link, TenantId tenant, Fingerprint fingerprint)
            throws SQLException {
        return link.one(CERTIFICATE, args -> args.tenant(tenant).fingerprint(fingerprint),
                row -> new Known(row.device(), Names.constant(CertificateStatus.class, row.text()), row.at(),
                        row.small()));
    }

    private static Optional<Noted> noted(Link link, TenantId tenant, DeviceId device) throws SQLException {
        return link.one(NOTED, args -> args.tenant(tenant).device(device), row -> new Noted(row.fingerprint(),
                row.flag(), new Caller.Validity(row.at(), row.at()), row.at()));
    }
}
