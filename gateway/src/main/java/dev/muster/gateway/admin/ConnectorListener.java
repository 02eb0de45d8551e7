package dev.muster.gateway.admin;

import java.io.IOException;
import java.time.Clock;
import java.util.List;

import javax.net.ssl.SSLContext;

import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;

import dev.muster.certs.identity.ClientVerifier;
import dev.muster.gateway.config.Listener;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.ConnectorStore;

/**
 * The connectors' door (R22): HTTP over mutual TLS, open to certificates that were issued for a connector and to nobody else. It
 * has no path in common with the other doors.
 */
public final class ConnectorListener implements AutoCloseable {
    static final String BASE = "/connector";
    private static final int MAX_CONNECTIONS = 64;

    private final WebServer server;
    private final ConnectionWatch watch;

    private ConnectorListener(WebServer server, ConnectionWatch watch) {
        this.server = server;
        this.watch = watch;
    }

    /**
     * What the listener asks of the rest of the gateway.
     *
     * @param tls a server's context that lets in certificates of connectors only
     * @param verifier says whose certificate it is
     */
    public record Needs(SSLContext tls, ClientVerifier verifier, ConnectorStore connectors, Clock clock,
            GatewayEvents events) {}

    /**
     * Starts to listen.
     *
     * @throws IOException if the address cannot be bound
     */
    public static ConnectorListener start(Listener address, ConnectorApi api, Needs needs) throws IOException {
        ConnectionWatch watch = new ConnectionWatch("connector", MAX_CONNECTIONS * 3 / 4, needs.events());
        Gate gate = new ConnectorGate(needs.connectors(), needs.verifier(), needs.clock());
        Tls tls = Tls.builder().sslContext(needs.tls()).clientAuth(TlsClientAuth.REQUIRED)
                .enabledProtocols(List.of("TLSv1.3", "TLSv1.2")).build();
        WebServer server = JsonDoor.open(address, watch, MAX_CONNECTIONS, builder -> builder.tls(tls)
                .routing(routing -> route(routing.addFilter(watch.filter()), api.operations(), gate)));
        return new ConnectorListener(server, watch);
    }

    private static void route(HttpRouting.Builder routing, List<Operation> operations, Gate gate) {
        for (Operation operation : operations) {
            routing.route(Method.create(operation.method()), BASE + operation.path(),
                    new OperationHandler(operation, gate));
        }
        JsonDoor.refuseTheRest(routing, BASE, operations, gate);
    }

    /** Where it listens, with the real port. */
    public int port() {
        return server.port();
    }

    /** Stops; requests under way get half a second. */
    @Override
    public void close() {
        server.stop();
        watch.close();
    }
}
