package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.Vendor;
import dev.muster.gateway.store.ConsentStore;

/** Who agreed to what (R21). */
final class SqlConsents implements ConsentStore {
    private static final String GIVE = """
            INSERT INTO consent (tenant_id, vendor, given_by, given_at)
            SELECT tenant_id, ?, ?, ? FROM tenant WHERE tenant_id = ?
            ON CONFLICT (tenant_id, vendor) DO NOTHING""";
    private static final String WITHDRAW = "DELETE FROM consent WHERE tenant_id = ? AND vendor = ?";
    private static final String ALL = """
            SELECT vendor, given_by, given_at FROM consent WHERE tenant_id = ? ORDER BY vendor""";

    private final Database database;

    SqlConsents(Database database) {
        this.database = database;
    }

    @Override
    public boolean give(TenantId tenant, Consent consent) {
        return database.change(link -> {
            link.update(GIVE, args -> args.text(consent.vendor().wireName()).text(consent.givenBy())
                    .at(consent.givenAt()).tenant(tenant));
            return link.list(ALL, args -> args.tenant(tenant), SqlConsents::consent).stream()
                    .anyMatch(given -> given.vendor() == consent.vendor());
        });
    }

    @Override
    public boolean withdraw(TenantId tenant, Vendor vendor) {
        return database.change(link -> link.update(WITHDRAW,
                args -> args.tenant(tenant).text(vendor.wireName())) == 1);
    }

    @Override
    public Optional<Consent> consent(TenantId tenant, Vendor vendor) {
        return all(tenant).stream().filter(given -> given.vendor() == vendor).findFirst();
    }

    @Override
    public List<Consent> all(TenantId tenant) {
        return database.read(link -> link.list(ALL, args -> args.tenant(tenant), SqlConsents::consent));
    }

    private static Consent consent(Row row) throws SQLException {
        return new Consent(Names.vendor(row.text()), row.text(), row.at());
    }
}
