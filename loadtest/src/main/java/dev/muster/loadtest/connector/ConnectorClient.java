package dev.muster.loadtest.connector;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.net.ssl.SSLContext;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * Speaks the connectors' protocol of a gateway (docs/connector.md) with the certificate of one subscription. Every request may be
 * repeated without harm, and is after a broken connection, {@value #TRIES} times at most. Thread-safe, blocking.
 */
public final class ConnectorClient implements AutoCloseable {
    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http;
    private final ObjectMapper json = new ObjectMapper();
    private final String door;

    /**
     * A client of one gateway.
     *
     * @param door address of the listener with its path, as the gateway prints it at start
     * @param tls shows the connector's certificate
     */
    public ConnectorClient(String door, SSLContext tls) {
        this.door = door;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls)
                .connectTimeout(Duration.ofSeconds(10)).build();
    }

    /** A message of a device. */
    public record Message(long sequence, String kind, String device, JsonNode content) {}

    /** Messages after this number, in order, at most {@code limit}. */
    public List<Message> fetch(long after, int limit) throws ConnectorRefused {
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : call("GET", "/messages?after=" + after + "&limit=" + limit, Map.of())
                .path("messages")) {
            messages.add(new Message(message.path("sequence").asLong(), message.path("kind").asText(),
                    message.path("device").asText(), message));
        }
        return messages;
    }

    /** What was fetched up to this number is stored here and need not come again. */
    public void acknowledge(long through) throws ConnectorRefused {
        call("POST", "/acknowledge", Map.of("through", through));
    }

    /** Defines a setting, or changes it. */
    public JsonNode define(String name, String kind, Map<String, ?> values) throws ConnectorRefused {
        return call("PUT", "/settings/" + segment(name), Map.of("kind", kind, "values", values));
    }

    /** Withdraws a setting. */
    public void withdraw(String name) throws ConnectorRefused {
        call("DELETE", "/settings/" + segment(name), Map.of());
    }

    /** Replaces the collection by users of these principal names. */
    public JsonNode collection(List<String> members) throws ConnectorRefused {
        return call("PUT", "/collection", Map.of("members", members));
    }

    /** Changes the collection. */
    public JsonNode collection(List<String> add, List<String> remove) throws ConnectorRefused {
        return call("POST", "/collection/changes", Map.of("add", add, "remove", remove));
    }

    /** Queues an action under an id of one's own. */
    public JsonNode act(UUID id, String device, String kind, Map<String, String> parameters) throws ConnectorRefused {
        return call("POST", "/actions",
                Map.of("id", id.toString(), "device", device, "kind", kind, "parameters", parameters));
    }

    private static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Any request; the answer's JSON. */
    public JsonNode call(String method, String path, Map<String, ?> body) throws ConnectorRefused {
        IOException last = new IOException("not tried");
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                return once(method, path, body);
            } catch (JsonProcessingException noJson) {
                throw new ConnectorRefused(0, method + " " + path + ": the answer is no JSON");
            } catch (IOException broken) {
                last = broken;
            }
        }
        throw new ConnectorRefused(0, method + " " + path + ": " + last.getMessage());
    }

    private JsonNode once(String method, String path, Map<String, ?> body) throws IOException, ConnectorRefused {
        HttpRequest.BodyPublisher content = body.isEmpty() ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body));
        HttpRequest request = HttpRequest.newBuilder(URI.create(door + path)).timeout(PATIENCE)
                .header("Content-Type", "application/json").method(method, content).build();
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() / 100 != 2) {
                throw new ConnectorRefused(answer.statusCode(), method + " " + path + ": HTTP " + answer.statusCode()
                        + " " + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.body().length == 0 ? MissingNode.getInstance() : json.readTree(answer.body());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ConnectorRefused(0, method + " " + path + ": interrupted");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
