package dev.muster.gateway.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How commands reach a running gateway: its administration address and the administrator's token. */
final class AdminAccess {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LONGEST_TOKEN = 1_000;

    @Option(names = "--admin", paramLabel = "URL", defaultValue = "http://127.0.0.1:8080", description = "Where the gateway's administration listens. Default: ${DEFAULT-VALUE}")
    private URI admin = URI.create("http://127.0.0.1:8080");

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with the administrator's token. Default: the environment variable MUSTER_TOKEN")
    private @Nullable Path tokenFile;

    /** The gateway refused, or could not be reached; one line for the administrator. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    JsonNode call(String method, String path) throws Refused, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(admin + "/muster/v1" + path)).timeout(PATIENCE)
                    .header("Authorization", "Bearer " + token())
                    .method(method, HttpRequest.BodyPublishers.noBody()).build();
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode json = JSON.readTree(answer.body());
            if (answer.statusCode() / 100 != 2) {
                JsonNode error = json.path("error");
                throw new Refused(error.path("message").asText("HTTP " + answer.statusCode()) + "; "
                        + error.path("remedy").asText("see docs/admin-api.md"));
            }
            return json;
        } catch (IOException unreachable) {
            throw new Refused("the gateway at " + admin + " cannot be reached (" + unreachable.getMessage()
                    + "); check --admin, and that it runs");
        }
    }

    private String token() throws Refused {
        try {
            String token = tokenFile == null ? System.getenv("MUSTER_TOKEN") : Files.readString(tokenFile);
            if (token == null || token.isBlank() || token.length() > LONGEST_TOKEN
                    || !token.strip().chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new Refused("no administrator's token; name a file that holds nothing else with --token-file, or"
                        + " set MUSTER_TOKEN");
            }
            return token.strip();
        } catch (IOException unreadable) {
            throw new Refused(tokenFile + " cannot be read (" + unreadable.getMessage() + ")");
        }
    }
}
