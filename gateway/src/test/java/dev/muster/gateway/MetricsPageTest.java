package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.config.GatewayConfig;

/**
 * docs/metrics.md against what a gateway serves from its first moment, both ways; and the alert rules and the dashboard of ops/,
 * which may speak of nothing that is not served.
 */
@Timeout(120)
class MetricsPageTest {
    private static final Pattern SERVED = Pattern.compile("^# TYPE (\\w+) (\\w+)$", Pattern.MULTILINE);
    private static final Pattern WRITTEN = Pattern.compile("^\\| `(\\w+)` \\| (\\w+) \\|", Pattern.MULTILINE);

    private static final Pattern USED = Pattern.compile("(muster_\\w+)(\\{[^}]*})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)=~?\\\\?\"([\\w/|-]+)\\\\?\"");
    private static final Pattern PART_OF_A_METER = Pattern.compile("_(bucket|sum|count)$");
    private static final Path ROOT = Path.of(System.getProperty("muster.root", ".."));

    private final Path directory;

    MetricsPageTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void thePageNamesEveryMeterAFreshGatewayServesAndNoOther() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/metrics.md"));
        Map<String, String> written = kinds(WRITTEN, page);
        assertTrue(written.size() > 10, "the page's table is read: " + written);
        assertEquals(written, kinds(SERVED, scraped()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheus-alerts.yml", "grafana-dashboard.json"})
    void whatOperatorsLoadSpeaksOfMetersAndLabelsThatAreServed(String file) throws Exception {
        String text = Files.readString(ROOT.resolve("ops").resolve(file));
        String served = scraped();
        Map<String, String> kinds = kinds(SERVED, served);
        int uses = 0;
        for (Matcher used = USED.matcher(text); used.find(); uses++) {
            String meter = used.group(1);
            assertTrue(kinds.containsKey(meter)
                    || kinds.containsKey(PART_OF_A_METER.matcher(meter).replaceFirst("")), meter + " is not served");
            String labels = used.group(2) == null ? "" : used.group(2);
            for (Matcher label = MATCHER.matcher(labels); label.find();) {
                assertServed(served, label.group(1), label.group(2));
            }
        }
        assertTrue(uses > 9, "the file is read: " + uses);
    }

    private static void assertServed(String served, String label, String values) {
        for (String value : values.split("\\|", -1)) {
            assertTrue(served.contains(label + "=\"" + value + "\""), label + "=" + value + " is not served");
        }
    }

    private static Map<String, String> kinds(Pattern line, String text) {
        Map<String, String> kinds = new TreeMap<>();
        for (Matcher found = line.matcher(text); found.find();) {
            kinds.put(found.group(1), found.group(2));
        }
        return kinds;
    }

    private String scraped() throws Exception {
        GatewayConfig config = GatewayConfig.read(Files.writeString(directory.resolve("muster.yaml"), """
                data: %s
                listeners:
                  checkIn: {address: 127.0.0.1, port: 0}
                  enrol: {address: 127.0.0.1, port: 0}
                  admin: {port: 0}
                """.formatted(directory.resolve("data"))));
        try (Gateway gateway = Gateway.start(config); HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/metrics"))
                            .timeout(Duration.ofSeconds(30))
                            .header("Authorization", "Bearer " + gateway.newAdministratorToken().orElseThrow()).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            return answer.body();
        }
    }
}
