package dev.muster.gateway.admin;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.muster.gateway.config.Listener;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * The administrators' door: HTTP on loopback, a bearer token on everything but {@code /livez} and {@code /readyz}. Each request
 * runs on a virtual thread; at most {@link #MAX_CONNECTIONS} connections are served at once, more wait.
 */
public final class AdminListener implements AutoCloseable {
    static final String BASE = "/muster/v1";
    static final int MAX_CONNECTIONS = 256;

    private final WebServer server;
    private final ConnectionWatch watch;
    private final Listener address;

    private AdminListener(WebServer server, ConnectionWatch watch, Listener address) {
        this.server = server;
        this.watch = watch;
        this.address = address;
    }

    /**
     * What the listener asks of the rest of the gateway.
     *
     * @param token whether a text is the administrator's token
     * @param ready whether devices are served: not before the start is complete, nor while the store is unavailable
     * @param metrics what is counted, in Prometheus' text format
     */
    public record Needs(Predicate<String> token, BooleanSupplier ready, Supplier<String> metrics, Clock clock,
            GatewayEvents events) {}

    /**
     * Starts to listen.
     *
     * @throws IOException if the address cannot be bound
     */
    public static AdminListener start(Listener address, AdminApi api, Needs needs) throws IOException {
        BearerGate gate = new BearerGate(needs.token(), needs.clock(), needs.events());
        ConnectionWatch watch = new ConnectionWatch("admin", MAX_CONNECTIONS * 3 / 4, needs.events());
        WebServer server = JsonDoor.open(address, watch, MAX_CONNECTIONS, builder -> builder
                .routing(routing -> route(routing.addFilter(watch.filter()), api.operations(), gate, needs)));
        return new AdminListener(server, watch, address);
    }

    private static void route(HttpRouting.Builder routing, List<Operation> operations, BearerGate gate, Needs needs) {
        routing.get("/livez", (_, response) -> plain(response, 200, "alive"));
        routing.get("/readyz", (_, response) -> {
            boolean ready = needs.ready().getAsBoolean();
            plain(response, ready ? 200 : 503, ready ? "ready" : "not ready");
        });
        routing.get("/metrics", (request, response) -> {
            if (admitted(gate, request, response)) {
                plain(response, 200, needs.metrics().get());
            }
        });
        for (Operation operation : operations) {
            routing.route(Method.create(operation.method()), BASE + operation.path(),
                    new OperationHandler(operation, gate));
        }
        JsonDoor.refuseTheRest(routing, BASE, operations, gate);
    }

    private static boolean admitted(BearerGate gate, ServerRequest request, ServerResponse response) {
        try {
            var _ = gate.admit(request);
            return true;
        } catch (ApiProblem problem) {
            OperationHandler.send(response, problem);
            return false;
        }
    }

    private static void plain(ServerResponse response, int status, String text) {
        response.status(status).header(HeaderNames.CONTENT_TYPE, "text/plain; charset=UTF-8").send(text + "\n");
    }

    /** Where it listens; the port is the real one. */
    public String url() {
        String host = address.inetAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port();
    }

    /** Stops; requests under way get half a second. */
    @Override
    public void close() {
        server.stop();
        watch.close();
    }
}
