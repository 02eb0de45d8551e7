package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.ConnectorMessage;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.sql.SqlConnectors.Marker;

/** Turns markers into messages: reads what they stand for, after they were numbered and in the same transaction. */
final class ConnectorMessages {
    static final String DEVICE = "SELECT " + Rows.DEVICE + " FROM device d WHERE d.tenant_id = ? AND d.device_id = ?";
    static final String RESULT = "SELECT " + Rows.FINISHED + """

            FROM finished_command
            WHERE tenant_id = ? AND device_id = ? AND finished_at = ? AND command_id = ?""";

    /** Results of about this size together end a page; those behind them come with the next. */
    private static final int MOST_BYTES = 4 << 20;

    private ConnectorMessages() {}

    static List<ConnectorMessage> read(Link link, Seals seals, TenantId tenant, List<Marker> markers)
            throws SQLException {
        List<ConnectorMessage> messages = new ArrayList<>();
        long bytes = 0;
        for (Marker marker : markers) {
            // What is gone from the store needs no message any more; its number is passed over.
            Optional<ConnectorMessage> message = read(link, seals, tenant, marker);
            if (message.isPresent()) {
                messages.add(message.get());
                bytes += message.get() instanceof ConnectorMessage.Result result ? result.finished().result().length
                        : 0;
            }
            if (bytes >= MOST_BYTES) {
                break;
            }
        }
        return messages;
    }

    private static Optional<ConnectorMessage> read(Link link, Seals seals, TenantId tenant, Marker marker)
            throws SQLException {
        return switch (marker.kind()) {
            case STATUS -> device(link, tenant, marker)
                    .map(device -> new ConnectorMessage.Status(marker.sequence(), marker.at(), device));
            case INVENTORY -> device(link, tenant, marker)
                    .map(device -> new ConnectorMessage.Inventory(marker.sequence(), marker.at(), device));
            case RESULT -> link.one(RESULT,
                    args -> args.tenant(tenant).device(marker.device()).at(marker.at()).id(marker.reference()),
                    row -> new ConnectorMessage.Result(marker.sequence(), marker.at(), marker.device(),
                            Rows.finished(row, seals, tenant, marker.device())));
        };
    }

    private static Optional<Device> device(Link link, TenantId tenant, Marker marker) throws SQLException {
        return link.one(DEVICE, args -> args.tenant(tenant).device(marker.device()), Rows::device);
    }
}
