package dev.muster.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The listeners' bounds: defaults pinned, nonsense refused by name. */
@Timeout(10)
class LimitsTest {
    @Test
    void hasTheseDefaults() {
        assertEquals(new Limits(new Limits.Connections(20_000, 2_000, 4_000, 1_000, 4_000, 98_304, 200_000),
                new Limits.Requests(1_048_576, 1_048_576, 67_108_864, 65_536, 8_388_608, 16_384, 4_096, 16_384, 65_536,
                        2_000, 25,
                        200, 16),
                new Limits.Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30),
                        Duration.ofSeconds(60), Duration.ofSeconds(30))),
                Limits.DEFAULTS);
    }

    @Test
    void refusesNonsenseAndNamesTheKey() {
        assertEquals("checkIn must be 1 to 1000000, is 0",
                refusal(() -> new Limits.Connections(0, 1, 1, 1, 1, 1_024, 1)));
        assertEquals("bodyBudgetBytes must be 4096 to 1099511627776, is 4095",
                refusal(() -> Limits.DEFAULTS.requests().withBodies(4_096, 4_095)));
        assertEquals("reservedPercent must be 0 to 90, is 91",
                refusal(() -> Limits.DEFAULTS.requests().withInFlight(1, 91)));
        Duration second = Duration.ofSeconds(1);
        assertEquals("idle must be 10 ms to 1 h, is 0 ms",
                refusal(() -> new Limits.Timeouts(second, second, second, Duration.ZERO, second)));
    }

    private static String refusal(Runnable nonsense) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, nonsense::run).getMessage());
    }
}
