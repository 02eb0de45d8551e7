package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;

/**
 * How a change makes devices due (idea 7) without rewriting those it does not concern. Every change raises the tenant's
 * {@code epoch}. A change for the whole tenant also sets {@code wide_epoch} to it, and a device is due while its own epoch is
 * below {@code wide_epoch}: one comparison, one index, and a million devices become due by one row. A change for some
 * devices lowers just their epochs below {@code wide_epoch} and raises their versions, so that a check-in under way, which
 * decided on what was true before, conflicts and decides again instead of recording that it converged.
 */
final class Epochs {
    private static final String RAISE_WIDE = """
            UPDATE tenant SET epoch = epoch + 1, wide_epoch = epoch + 1 WHERE tenant_id = ?""";
    private static final String RAISE = "UPDATE tenant SET epoch = epoch + 1 WHERE tenant_id = ?";
    private static final String WIDE = "SELECT wide_epoch FROM tenant WHERE tenant_id = ?";
    private static final String LOWER = """
            UPDATE device SET version = version + 1, epoch = CASE WHEN epoch < ? THEN epoch ELSE ? END
            WHERE tenant_id = ? AND device_id = ?""";

    private Epochs() {}

    /** All devices of the tenant become due; false if there is no such tenant. Called first: it serialises such changes. */
    static boolean raiseForAll(Link link, TenantId tenant) throws SQLException {
        return link.update(RAISE_WIDE, args -> args.tenant(tenant)) == 1;
    }

    /** These devices become due; they are given in the order of keys and their rows are locked. */
    static void raiseFor(Link link, TenantId tenant, List<DeviceId> devices) throws SQLException {
        link.update(RAISE, args -> args.tenant(tenant));
        long below = wide(link, tenant).orElse(0L) - 1;
        Link.Batch lower = link.batch(LOWER);
        for (DeviceId device : devices) {
            lower.add(args -> args.number(below).number(below).tenant(tenant).device(device));
        }
        lower.run();
    }

    /** The newest epoch that concerns all devices; empty if there is no such tenant. */
    static Optional<Long> wide(Link link, TenantId tenant) throws SQLException {
        return link.one(WIDE, args -> args.tenant(tenant), Row::number);
    }
}
