package dev.muster.loadtest.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DisplayTest {
    private static final Frame FRAME = new Frame("devices", 5, 10, 120, 3_200, 22_000, 7, 4, 3, 3);
    private static final String ESCAPE = "\u001b[";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void drawsABlockOnATerminalAndTakesItAwayForWhatStays() throws Exception {
        try (Display display = new Display(out, true, true, () -> FRAME)) {
            display.start();
            while (!shown().contains("5/10")) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            display.note("stays");
        }
        assertTrue(shown().contains("120 check-ins/s  p50 3.2 ms  p99 22 ms  refused 7"), shown());
        assertTrue(shown().contains(ESCAPE + "3F" + ESCAPE + "J  stays"), shown());
        assertTrue(shown().contains(ESCAPE + "36m"), "in colour");
    }

    @Test
    void usesNoColourWhenAskedNotTo() throws Exception {
        try (Display display = new Display(out, true, false, () -> FRAME)) {
            display.heading("heading");
            display.mark(true, "good");
        }
        assertFalse(shown().contains(ESCAPE), shown());
    }

    @Test
    void writesPlainLinesElsewhere() {
        try (Display display = new Display(out, false, true, () -> FRAME)) {
            display.heading("heading");
            display.mark(false, "bad");
        }
        assertFalse(shown().contains(ESCAPE), shown());
        assertTrue(shown().contains("NO  bad"), shown());
    }

    @Test
    void showsMillisecondsWithTheDigitsThatMatter() {
        assertEquals("-", Display.millis(0));
        assertEquals("3.2 ms", Display.millis(3_210));
        assertEquals("22 ms", Display.millis(22_400));
    }
}
