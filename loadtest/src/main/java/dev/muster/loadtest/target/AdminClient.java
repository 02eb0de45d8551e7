package dev.muster.loadtest.target;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Speaks the administrator's API of a gateway. Thread-safe, blocking: for virtual threads. */
public final class AdminClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10)).build();
    private final ObjectMapper json = new ObjectMapper();
    private final String base;
    private final String token;

    /**
     * A client of one gateway.
     *
     * @param admin address of the listener
     * @param token the administrator's token
     */
    public AdminClient(URI admin, String token) {
        this.base = admin + "/muster/v1";
        this.token = token;
    }

    /** POST with a JSON body; the answer's JSON. */
    public JsonNode post(String path, Map<String, ?> body) throws AdminRefused {
        return call("POST", path, body);
    }

    /** PUT with a JSON body; the answer's JSON. */
    public JsonNode put(String path, Map<String, ?> body) throws AdminRefused {
        return call("PUT", path, body);
    }

    /** GET; the answer's JSON. */
    public JsonNode get(String path) throws AdminRefused {
        return call("GET", path, Map.of());
    }

    private JsonNode call(String method, String path, Map<String, ?> body) throws AdminRefused {
        try {
            HttpRequest.BodyPublisher content = method.equals("GET") ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body));
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE)
                    .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                    .method(method, content).build();
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() / 100 != 2) {
                throw new AdminRefused(answer.statusCode(), method + " " + path + ": HTTP " + answer.statusCode() + " "
                        + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.body().length == 0 ? MissingNode.getInstance() : json.readTree(answer.body());
        } catch (JsonProcessingException noJson) {
            throw new AdminRefused(0, method + " " + path + ": the answer is no JSON");
        } catch (IOException unreachable) {
            throw new AdminRefused(0, method + " " + path + ": " + unreachable.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AdminRefused(0, method + " " + path + ": interrupted");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
