package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private final AtomicLong time = new AtomicLong(-5);
    private final RecordingEvents events = new RecordingEvents();
    private final RefusalLog log = new RefusalLog(events, time::get);

    @Test
    void aDeviceGetsTenLinesAMinuteAndTheRestIsCounted() {
        for (int line = 0; line < RefusalLog.LINES; line++) {
            assertTrue(log.mayWrite("a phone"), "line " + line);
        }
        for (int more = 0; more < 1_000; more++) {
            assertFalse(log.mayWrite("a phone"));
        }
        assertEquals(1_000, events.count("bound log-lines"));
        assertTrue(log.mayWrite("a tablet"), "another one is not silenced");
        time.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertTrue(log.mayWrite("a phone"), "the next minute");
    }
}
