package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;

/** Lists of columns that several statements share, each with the reading of exactly those columns in that order. */
final class Rows {
    /** Columns of a device {@code d}; {@link #device} reads them. */
    static final String DEVICE = """
            d.tenant_id, d.device_id, d.version, d.platform, d.user_id, d.state, d.enrolment, d.certificate,
            d.pending_certificate, d.udid, d.serial, d.model, d.os_version, d.name, d.placed_under, d.managed_by,
            d.epoch, d.converged_hash, d.ledger""";

    /** Columns of a tenant {@code t} but its epoch, which depends on who asks; {@link #tenant} reads both. */
    static final String TENANT = """
            t.tenant_id, t.display_name, t.authority, t.coexistence_from_intune, t.hybrid, t.legacy_reset, t.legacy_algorithms,
            t.authority_changed_at, t.push_topics""";

    /** Columns of a user's entitlement {@code u}; {@link #entitlement} reads them. */
    static final String ENTITLEMENT = "u.intune, u.office365, u.co_managed, u.in_collection, u.left_collection_at";
    static final int ENTITLEMENT_COLUMNS = 5;

    /** Columns of a pending command {@code p}; {@link #pending} reads them. */
    static final String PENDING = """
            p.command_id, p.enrolment, p.authority, p.kind, p.parameters, p.queued_at, p.state, p.attempt,
            p.stays_behind""";

    /** Columns of a finished command; {@link #finished} reads them. */
    static final String FINISHED = """
            command_id, enrolment, authority, kind, parameters, queued_at, state, attempt, false, outcome, detail, result,
            finished_at""";

    private Rows() {}

    static Device device(Row row) throws SQLException {
        return new Device(new TenantId(row.text()), row.device(), row.number(), Names.platform(row.text()),
                row.maybeUser(), Names.constant(DeviceState.class, row.text()), row.small(), row.maybeFingerprint(),
                row.maybeFingerprint(),
                new Device.Hardware(row.text(), row.text(), row.text(), row.text(), row.text()),
                row.maybeAuthority(), row.maybeAuthority(), row.number(), row.text(), Ledgers.read(row.text()));
    }

    /** A tenant and, in the column after it, the epoch that matters to the caller. */
    static Tenant tenant(Row row) throws SQLException {
        TenantId id = new TenantId(row.text());
        String name = row.text();
        var authority = Names.tenantAuthority(row.text());
        TenantOptions options = new TenantOptions(row.flag(), row.flag(), row.flag(), row.flag());
        var changedAt = row.at();
        var topics = topics(row.text());
        return new Tenant(id, name, authority, options, row.number(), changedAt, topics);
    }

    static Entitlement entitlement(Row row) throws SQLException {
        return new Entitlement(row.flag(), row.flag(), row.flag(), row.flag(), row.maybeAt());
    }

    /** A command of that device. */
    static PendingCommand pending(Row row, Seals seals, TenantId tenant, DeviceId device) throws SQLException {
        CommandId id = new CommandId(row.id());
        return new PendingCommand(id, row.small(), row.authority(),
                new Action(Names.action(row.text()), seals.openParameters(tenant, device, id, row.text())), row.at(),
                Names.constant(PendingCommand.State.class, row.text()), row.small(), row.flag());
    }

    /** A finished command of that device. */
    static FinishedCommand finished(Row row, Seals seals, TenantId tenant, DeviceId device) throws SQLException {
        return new FinishedCommand(pending(row, seals, tenant, device),
                Names.constant(FinishedCommand.Outcome.class, row.text()), row.text(), row.bytes(), row.at());
    }

    private static Map<ManagementAuthority, String> topics(String text) {
        Map<ManagementAuthority, String> topics = new EnumMap<>(ManagementAuthority.class);
        Json.toMap("push topic", text).forEach((name, topic) -> topics.put(Names.authority(name), topic));
        return topics;
    }
}
