package dev.muster.protocol.plist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.RandomText;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistData;
import dev.muster.protocol.plist.PlistValue.PlistDate;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistReal;
import dev.muster.protocol.plist.PlistValue.PlistString;

/** Writing, and reading back what was written. The number of a repetition is its seed. */
@Timeout(30)
final class PlistRoundTripTest {
    /** The last second of the year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;

    @RepeatedTest(30)
    void readsBackWhateverItWrites(RepetitionInfo repetition) throws MalformedMessage {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            PlistValue value = value(random, 0);
            assertEquals(value, PlistCodec.decode(PlistCodec.encode(value), DecodeLimits.DEFAULT),
                    "seed " + seed + ", value " + i);
        }
    }

    @RepeatedTest(30)
    void readsTheSameFromTheBinaryForm(RepetitionInfo repetition) throws MalformedMessage {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            PlistValue value = value(random, 0);
            byte[] binary = BinaryPlistWriter.write(value, random);
            assertEquals(value, PlistCodec.decode(binary, DecodeLimits.DEFAULT), "seed " + seed + ", value " + i);
        }
    }

    private static PlistValue value(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth < 4 ? 8 : 6)) {
            case 0 -> new PlistString(RandomText.any(random, 10));
            case 1 -> new PlistInteger(random.nextBoolean() ? random.nextLong() : random.nextInt(100));
            case 2 -> new PlistReal(Double.longBitsToDouble(random.nextLong()));
            case 3 -> new PlistBoolean(random.nextBoolean());
            case 4 -> new PlistDate(Instant.ofEpochSecond(random.nextLong(-60_000_000_000L, LAST_SECOND + 1)));
            case 5 -> {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                yield new PlistData(bytes);
            }
            case 6 -> {
                List<PlistValue> values = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    values.add(value(random, depth + 1));
                }
                yield new PlistArray(values);
            }
            default -> {
                Map<String, PlistValue> entries = new LinkedHashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    entries.put(RandomText.any(random, 4), value(random, depth + 1));
                }
                yield new PlistDict(entries);
            }
        };
    }
}
