package dev.muster.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What devices say of themselves, made fit to be stored and shown. */
@Timeout(10)
class FactsTest {
    @Test
    void keepsNamesAsPeopleWriteThem() {
        assertEquals("Ada’s 📱", Facts.clean("  Ada’s 📱\n"));
    }

    @Test
    void dropsWhatWouldSpoilALogOrTheStore() {
        assertEquals("ab", Facts.clean("a\u0000\u001b\ud83db"));
        assertEquals(200, Facts.clean("x".repeat(100_000)).length());
    }

    @Test
    void namesACodeOnlyIfItIsOne() {
        assertEquals("507", Facts.code("507"));
        assertEquals("com.apple.MDM-2_x", Facts.code("com.apple.MDM-2_x"));
        assertEquals("unreadable", Facts.code("my secret words"));
        assertEquals("unreadable", Facts.code(""));
        assertEquals("unreadable", Facts.code("5".repeat(61)));
    }
}
