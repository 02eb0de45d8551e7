package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.session.HandlerSelection;
import dev.muster.gateway.store.Store;

/**
 * Every operation of the connectors' door, in the order of docs/connector.md. Settings are defined and withdrawn by the very
 * operations that administrators use; tenant and authority come from the connector's certificate.
 */
public final class ConnectorApi {
    private final List<Operation> operations;

    /** What operations work with. */
    public record Parts(Store store, HandlerSelection selection, Wakes wakes, GatewayEvents events, Clock clock,
            Supplier<UUID> ids) {}

    public ConnectorApi(Parts parts) {
        this(parts, ConnectorBacklog.MOST_RESULTS);
    }

    /** @param mostResults results that may wait before actions are refused */
    ConnectorApi(Parts parts, int mostResults) {
        Store store = parts.store();
        Clock clock = parts.clock();
        Wakes wakes = parts.wakes();
        Journal journal = Journal.ofConnector(store.audit(), clock);
        ManagedDevices managed = new ManagedDevices(store, parts.selection());
        QueueAction queue = new QueueAction(managed, store.devices(),
                new ConnectorBacklog(store.connectors(), mostResults, parts.events()), journal, wakes, clock,
                parts.ids());
        this.operations = Stream.of(new FetchMessages(store.connectors()), new AcknowledgeMessages(store.connectors()),
                new AtPath("/settings/{name}", new DefineSetting(store.tenants(), store.settings(),
                        new AssignmentFields(store.groups(), store.directory()), journal, wakes, clock)),
                new AtPath("/settings/{name}", new WithdrawSetting(store.settings(), journal, wakes, clock)),
                new ChangeCollection(store.collections(), store.directory(), journal, wakes, clock, true),
                new ChangeCollection(store.collections(), store.directory(), journal, wakes, clock, false),
                new ConnectorAction(store.connectors(), managed, queue))
                .map(operation -> writesConfiguration(operation) ? new UnlessResetting(operation, store.resets())
                        : operation)
                .toList();
    }

    /** What was fetched may be acknowledged at any time. */
    private static boolean writesConfiguration(Operation operation) {
        return !operation.method().equals("GET") && !(operation instanceof AcknowledgeMessages);
    }

    List<Operation> operations() {
        return operations;
    }

    /** An operation of the administrators at another address; what that leaves out, the gate knows. */
    private record AtPath(String path, Operation operation) implements Operation {
        @Override
        public String method() {
            return operation.method();
        }

        @Override
        public Answer handle(Call call) {
            return operation.handle(call);
        }
    }
}
