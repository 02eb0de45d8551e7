package dev.muster.gateway.admin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
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
    /** Helidon leaves it to the client to close, even when it said that it would. */
    private static final Duration IDLE = Duration.ofSeconds(60);

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
        prove(address);
        BearerGate gate = new BearerGate(needs.token(), needs.clock(), needs.events());
        ConnectionWatch watch = new ConnectionWatch(MAX_CONNECTIONS * 3 / 4, needs.events());
        WebServer server = WebServer.builder().address(address.inetAddress()).port(address.port())
                .shutdownHook(false) // the gateway decides in which order things stop
                .featuresDiscoverServices(false).maxPayloadSize(OperationHandler.MAX_TAKEN_IN)
                .maxTcpConnections(MAX_CONNECTIONS).idleConnectionTimeout(IDLE).idleConnectionPeriod(IDLE)
                .directHandlers(transportErrors())
                .protocolsDiscoverServices(false).addConnectionSelector(watch)
                .routing(routing -> route(routing.addFilter(watch.filter()), api.operations(), gate, needs)).build();
        server.start();
        if (!server.isRunning() || server.port() < 1) { // Helidon says so in its log only
            throw new IOException("the address was taken at the last moment");
        }
        return new AdminListener(server, watch, address);
    }

    /** Binds the address once, since Helidon would tell a failure to its log instead of its caller. */
    private static void prove(Listener address) throws IOException {
        try (ServerSocket proof = new ServerSocket()) {
            proof.setReuseAddress(true);
            proof.bind(new InetSocketAddress(address.inetAddress(), address.port()));
        }
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
        routing.any((request, response) -> {
            if (admitted(gate, request, response)) {
                OperationHandler.send(response, nothingHere(operations, request));
            }
        });
    }

    private static boolean admitted(BearerGate gate, ServerRequest request, ServerResponse response) {
        try {
            gate.admit(request.headers().first(HeaderNames.AUTHORIZATION));
            return true;
        } catch (ApiProblem problem) {
            OperationHandler.send(response, problem);
            return false;
        }
    }

    private static ApiProblem nothingHere(List<Operation> operations, ServerRequest request) {
        boolean known = operations.stream().anyMatch(
                operation -> PathMatchers.create(BASE + operation.path()).match(request.path().absolute()).accepted());
        return known ? ApiProblem.wrongMethod() : ApiProblem.notFound("this address");
    }

    private static void plain(ServerResponse response, int status, String text) {
        response.status(status).header(HeaderNames.CONTENT_TYPE, "text/plain; charset=UTF-8").send(text + "\n");
    }

    /** What Helidon refuses before any operation sees it, in the same form as every other error. */
    private static DirectHandlers transportErrors() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, (_, _, status, _, _) -> {
                ApiProblem problem = status.code() == 413 ? ApiProblem.tooLarge()
                        : ApiProblem.badBody("the request is not well-formed HTTP");
                return DirectHandler.TransportResponse.builder().status(status).keepAlive(false)
                        .header(HeaderNames.CONTENT_TYPE, "application/json")
                        .entity(Json.write(ErrorBody.of(problem))).build();
            });
        }
        return handlers.build();
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
