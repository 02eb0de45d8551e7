package dev.muster.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.model.CommandId;

@Timeout(10)
class CommandRefTest {
    private static final String STEP = "0123456789abcdef";
    private static final CommandId ACTION = new CommandId(UUID.fromString("11111111-2222-3333-4444-555555555555"));

    @Test
    void looksAsAgreed() {
        assertEquals("i0123456789abcdef.1", CommandRef.install(STEP, 1).text());
        assertEquals("r0123456789abcdef.12", CommandRef.remove(STEP, 12).text());
        assertEquals("a11111111-2222-3333-4444-555555555555.2", CommandRef.action(ACTION, 2).text());
        assertEquals("qdevice-configured.1", CommandRef.query("device-configured").text());
        assertEquals("i0123456789abcdef.1.2-5", CommandRef.install(STEP, 1).part(2, 5, false).text());
        assertEquals("i0123456789abcdef.1.2-5r", CommandRef.install(STEP, 1).part(2, 5, true).text());
    }

    @Test
    void comesBackAsItWent() {
        for (CommandRef ref : new CommandRef[] {CommandRef.install(STEP, 1), CommandRef.remove(STEP, 999_999_999),
                CommandRef.action(ACTION, 3), CommandRef.query("device-configured"),
                CommandRef.install(STEP, 7).part(1, 1, false), CommandRef.remove(STEP, 7).part(9999, 9999, true)}) {
            assertEquals(Optional.of(ref), CommandRef.of(ref.text()), ref.text());
        }
    }

    @Test
    void tellsTheStepOfAPart() {
        assertEquals(CommandRef.install(STEP, 4), CommandRef.install(STEP, 4).part(2, 3, true).whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1", "U1", "i", "i0123456789abcdef", "i0123456789abcdef.", "i0123456789abcdef.0",
            "i0123456789abcde.1", "I0123456789abcdef.1", "i0123456789ABCDEF.1", "x0123456789abcdef.1",
            "i0123456789abcdef.1.3-2", "i0123456789abcdef.1.0-2", "i0123456789abcdef.1.2", "i0123456789abcdef.1.2-5x",
            "i0123456789abcdef.9999999999", "i0123456789abcdef.1 ", "a11111111222233334444555555555555.1", "qUPPER.1",
            "i0123456789abcdef.1.99999-99999", "i0123456789abcdef.-1"})
    void refusesWhatIsNotOurs(String text) {
        assertEquals(Optional.empty(), CommandRef.of(text));
    }

    @Test
    void readsHugeNonsenseQuickly() {
        assertEquals(Optional.empty(), CommandRef.of("i" + "0".repeat(1_000_000) + ".1"));
    }

    @Test
    void neverBuildsWhatItCouldNotRead() {
        assertThrows(IllegalArgumentException.class, () -> CommandRef.install("nothex", 1));
        assertThrows(IllegalArgumentException.class, () -> CommandRef.install(STEP, 0));
        assertThrows(IllegalArgumentException.class, () -> CommandRef.install(STEP, 1).part(2, 1, false));
        assertThrows(IllegalArgumentException.class, () -> CommandRef.install(STEP, 1).part(1, 10_000, false));
    }
}
