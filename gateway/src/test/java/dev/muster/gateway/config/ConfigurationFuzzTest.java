package dev.muster.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fuzz target "configuration": any text is a configuration or a problem of one line that says where, never another exception; reading
 * it again gives the same.
 */
@Timeout(120)
final class ConfigurationFuzzTest {
    static List<byte[]> seeds() {
        return Stream.of("", "host: mdm.contoso.example\ndata: /var/lib/muster\n", """
                listeners:
                  checkIn: {address: "::", port: 443}
                  admin: {address: localhost}
                store: {url: jdbc:postgresql://db.example/muster, user: muster, password: "hunter2"}
                apns: {host: 127.0.0.1, port: 2197, trustFile: fake.pem}
                limits:
                  connections: {checkIn: 5}
                  timeouts: {idle: 5m}
                """, "a: &x [*x, 1]\n--- b\n", "? !!map {x: y}\n: |\n  text\n", "{\"host\": \"a\\u0041\", host: b}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsAnyTextOrSaysWhatIsWrongWithIt(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            GatewayConfig config = GatewayConfig.parse("muster.yaml", text);
            assertEquals(config, GatewayConfig.parse("muster.yaml", text));
        } catch (ConfigurationProblem problem) {
            String message = String.valueOf(problem.getMessage());
            assertTrue(message.startsWith("muster.yaml:"), message);
            assertTrue(message.chars().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029),
                    "more than a line");
        }
    }
}
