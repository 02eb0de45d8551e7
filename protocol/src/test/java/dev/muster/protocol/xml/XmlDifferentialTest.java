package dev.muster.protocol.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

import dev.muster.protocol.MalformedMessage;

/**
 * Our cursor beside Woodstox, hardened (no DTD, no external entities): random documents and damaged ones must be read
 * alike or refused alike. The number of a repetition is its seed.
 */
@Timeout(60)
final class XmlDifferentialTest {
    private static final String REFUSED = WoodstoxTrace.REFUSED;

    private final WoodstoxTrace woodstox = new WoodstoxTrace();

    private static String byUs(byte[] document) {
        try {
            return Trace.of(document);
        } catch (MalformedMessage refused) {
            return REFUSED;
        }
    }

    @RepeatedTest(20)
    void readsRandomDocumentsAsWoodstoxDoes(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        RandomXml documents = new RandomXml(new Random(seed));
        for (int i = 0; i < 200; i++) {
            byte[] document = documents.document().getBytes(StandardCharsets.UTF_8);
            String expected = woodstox.strict(document);
            assertTrue(!expected.equals(REFUSED),
                    () -> "seed " + seed + ": no well-formed document:\n" + text(document));
            assertEquals(expected, byUs(document), () -> "seed " + seed + ":\n" + text(document));
        }
    }

    @RepeatedTest(20)
    void judgesDamagedDocumentsAsWoodstoxDoes(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        RandomXml documents = new RandomXml(random);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] document = documents.damaged();
            String expected = woodstox.lenient(document);
            String found = byUs(document);
            refused += expected.equals(REFUSED) ? 1 : 0;
            // Names are judged more strictly than without namespaces and less so than with them.
            if (found.equals(REFUSED)) {
                expected = woodstox.strict(document);
            }
            if (!mayDiffer(document)) {
                assertEquals(expected, found, () -> "seed " + seed + ":\n" + text(document));
            }
        }
        assertTrue(refused > 200, "damage is refused: " + refused);
        assertTrue(refused < 1990, "some damage is harmless: " + refused);
    }

    /** We drop NUL bytes where Woodstox refuses them, and read nothing of a DOCTYPE where it reads names. */
    private static boolean mayDiffer(byte[] document) {
        String text = text(document);
        return text.indexOf('\0') >= 0 || text.contains("<!DOCTYPE");
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.ISO_8859_1);
    }
}
