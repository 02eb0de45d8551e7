package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DmAccount;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DmAccountStore;

/** Accounts for credentials above TLS. */
final class SqlDmAccounts implements DmAccountStore {
    /** Stands for all devices of a tenant; no device has it, since ids are random. */
    static final DeviceId TENANT_WIDE = new DeviceId(new UUID(0, 0));

    private static final String PUT = """
            INSERT INTO dm_account (tenant_id, device_id, changed_at, scheme, sealed) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, device_id) DO UPDATE SET changed_at = excluded.changed_at,
                scheme = excluded.scheme, sealed = excluded.sealed""";
    private static final String REMOVE = "DELETE FROM dm_account WHERE tenant_id = ? AND device_id = ?";
    private static final String GET = "SELECT scheme, sealed FROM dm_account WHERE tenant_id = ? AND device_id = ?";
    private static final String HAS_TENANT = "SELECT 1 FROM tenant WHERE tenant_id = ?";
    private static final String HAS_DEVICE = "SELECT 1 FROM device WHERE tenant_id = ? AND device_id = ?";

    private final Database database;

    SqlDmAccounts(Database database) {
        this.database = database;
    }

    @Override
    public boolean put(TenantId tenant, Optional<DeviceId> device, DmAccount account, Instant now) {
        DeviceId row = device.orElse(TENANT_WIDE);
        byte[] sealed = database.seals().account(tenant, row, account);
        return database.change(link -> exists(link, tenant, device)
                && link.update(PUT, args -> args.tenant(tenant).device(row).at(now).text(account.scheme().wireName())
                        .bytes(sealed)) == 1);
    }

    private static boolean exists(Link link, TenantId tenant, Optional<DeviceId> device) throws SQLException {
        return device.isPresent()
                ? link.one(HAS_DEVICE, args -> args.tenant(tenant).device(device.get()), Row::small).isPresent()
                : link.one(HAS_TENANT, args -> args.tenant(tenant), Row::small).isPresent();
    }

    @Override
    public boolean remove(TenantId tenant, Optional<DeviceId> device) {
        return database.change(link -> link.update(REMOVE,
                args -> args.tenant(tenant).device(device.orElse(TENANT_WIDE))) == 1);
    }

    @Override
    public Optional<DmAccount> account(TenantId tenant, Optional<DeviceId> device) {
        DeviceId row = device.orElse(TENANT_WIDE);
        return database.read(link -> link.one(GET, args -> args.tenant(tenant).device(row),
                found -> database.seals().account(tenant, row, Names.scheme(found.text()), found.bytes())));
    }
}
