package dev.muster.loadtest.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReportTest {
    @Test
    void tellsCountsInWords() {
        assertEquals("none", Report.counted(Map.of()));
        assertEquals("2 x 410 Idle, 518 x 503 Idle", Report.counted(Map.of("503 Idle", 518L, "410 Idle", 2L)));
    }
}
