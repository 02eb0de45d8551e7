package dev.muster.gateway.admin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;

import dev.muster.gateway.config.Listener;

/** What the doors that speak JSON have in common: bounds, errors of one form, and a failure to bind that is told. */
final class JsonDoor {
    /** Helidon leaves it to the client to close, even when it said that it would. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private JsonDoor() {}

    /**
     * Starts a server.
     *
     * @param own what this door adds: its routes, its TLS
     * @throws IOException if the address cannot be bound
     */
    static WebServer open(Listener address, ConnectionWatch watch, int connections,
            UnaryOperator<WebServerConfig.Builder> own) throws IOException {
        try {
            prove(address);
            WebServer server = own.apply(WebServer.builder().address(address.inetAddress()).port(address.port())
                    .shutdownHook(false) // the gateway decides in which order things stop
                    .featuresDiscoverServices(false).maxPayloadSize(OperationHandler.MAX_TAKEN_IN)
                    .maxTcpConnections(connections).idleConnectionTimeout(IDLE).idleConnectionPeriod(IDLE)
                    .directHandlers(transportErrors())
                    .protocolsDiscoverServices(false).addConnectionSelector(watch)).build();
            server.start();
            if (!server.isRunning() || server.port() < 1) { // Helidon says so in its log only
                throw new IOException("the address was taken at the last moment");
            }
            return server;
        } catch (IOException unavailable) {
            watch.close();
            throw unavailable;
        }
    }

    /** Binds the address once, since Helidon would tell a failure to its log instead of its caller. */
    private static void prove(Listener address) throws IOException {
        try (ServerSocket proof = new ServerSocket()) {
            proof.setReuseAddress(true);
            proof.bind(new InetSocketAddress(address.inetAddress(), address.port()));
        }
    }

    /** Whatever no operation takes is refused, but only to whom the gate lets in. */
    static void refuseTheRest(HttpRouting.Builder routing, String base, List<Operation> operations, Gate gate) {
        routing.any((request, response) -> {
            try {
                var _ = gate.admit(request);
                OperationHandler.send(response, nothingHere(base, operations, request));
            } catch (ApiProblem problem) {
                OperationHandler.send(response, problem);
            }
        });
    }

    private static ApiProblem nothingHere(String base, List<Operation> operations, ServerRequest request) {
        boolean known = operations.stream().anyMatch(
                operation -> PathMatchers.create(base + operation.path()).match(request.path().absolute()).accepted());
        return known ? ApiProblem.wrongMethod() : ApiProblem.notFound("this address");
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
}
