package dev.muster.gateway.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How commands reach a running gateway: its administration address and the administrator's token. */
final class AdminAccess {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int REFUSED = 1;
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

    /** What a command asks of the gateway. */
    interface Asking {
        int ask() throws Refused, IOException, InterruptedException;
    }

    /** Asks, and says in one line on stderr why it did not work (exit code 1). */
    int refusing(CommandLine line, Asking asking) throws InterruptedException {
        String why;
        try {
            return asking.ask();
        } catch (Refused refused) {
            why = String.valueOf(refused.getMessage());
        } catch (IOException file) {
            why = "a file cannot be read or written: " + file.getMessage();
        }
        line.getErr().println("muster: " + why);
        line.getErr().flush();
        return REFUSED;
    }

    /** Path of a tenant, whose id comes from the command line. */
    static String tenantPath(CommandLine line, String tenant) {
        if (!tenant.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new CommandLine.ParameterException(line, "TENANT is an id such as contoso");
        }
        return "/tenants/" + tenant;
    }

    JsonNode call(String method, String path) throws Refused, InterruptedException {
        return call(method, path, HttpRequest.BodyPublishers.noBody());
    }

    /** A call with a JSON object as its body. */
    JsonNode call(String method, String path, Map<String, ?> body) throws Refused, InterruptedException {
        return call(method, path,
                HttpRequest.BodyPublishers.ofString(JSON.<ObjectNode>valueToTree(body).toString()));
    }

    private JsonNode call(String method, String path, HttpRequest.BodyPublisher body)
            throws Refused, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(admin + "/muster/v1" + path)).timeout(PATIENCE)
                    .header("Authorization", "Bearer " + token())
                    .method(method, body).build();
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
