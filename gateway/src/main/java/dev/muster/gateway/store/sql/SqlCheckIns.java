package dev.muster.gateway.store.sql;

import java.time.Instant;
import java.util.Optional;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.gateway.store.CheckInStore;
import dev.muster.gateway.store.CheckInWrite;

/** What a check-in asks. A committed write counts as a touch: the device was here. */
final class SqlCheckIns implements CheckInStore {
    static final String BY_UDID = "SELECT " + Rows.DEVICE + """

            FROM device d
            WHERE d.tenant_id = ? AND d.udid = ? AND d.udid <> '' AND d.state <> 'REPLACED' AND d.device_id <> ?
            ORDER BY CASE d.state WHEN 'ENROLLED' THEN 0 ELSE 1 END, d.device_id
            LIMIT 1""";

    private final Database database;
    private final DesiredSets desiredSets;

    SqlCheckIns(Database database) {
        this.database = database;
        this.desiredSets = new DesiredSets(database);
    }

    @Override
    public Optional<CheckInRead> read(Caller caller, boolean withSession, Instant now) {
        return database.read(link -> CheckInReads.read(link, database.seals(), caller, withSession, now));
    }

    @Override
    public WriteOutcome write(CheckInWrite write) {
        WriteOutcome outcome = database.write(DeviceWrite.of(write, database.seals()));
        if (outcome == WriteOutcome.COMMITTED) {
            touch(write.after().tenant(), write.after().id(), write.at());
            if (write.switched()) {
                database.switched(write.after().tenant(), write.after().platform());
            }
        }
        return outcome;
    }

    @Override
    public Optional<DesiredSet> desiredSet(TenantId tenant, ManagementAuthority authority, Platform platform,
            String hash) {
        return desiredSets.get(tenant, authority, platform, hash);
    }

    @Override
    public Optional<Device> deviceByUdid(TenantId tenant, String udid, DeviceId except) {
        return database
                .read(link -> link.one(BY_UDID, args -> args.tenant(tenant).text(udid).device(except), Rows::device));
    }

    @Override
    public void settle(Caller renewed, Instant goodUntil) {
        database.change(link -> CertificateLife.settle(link, renewed, goodUntil));
    }

    @Override
    public void touch(TenantId tenant, DeviceId device, Instant at) {
        database.touch(tenant, device, at);
    }
}
