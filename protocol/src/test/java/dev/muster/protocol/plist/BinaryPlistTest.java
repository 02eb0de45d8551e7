package dev.muster.protocol.plist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.Vectors;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistDate;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistReal;
import dev.muster.protocol.plist.PlistValue.PlistString;

/** Apple's binary property lists: what another writer wrote, each kind of object, and documents made to exhaust a reader. */
@Timeout(30)
final class BinaryPlistTest {
    static List<String> written() {
        return Vectors.names(".bplist");
    }

    @Test
    void findsAllVectors() {
        assertEquals(9, written().size());
    }

    @ParameterizedTest
    @MethodSource("written")
    void readsWhatAnotherWriterWroteAsItsXmlReads(String name) throws MalformedMessage {
        PlistValue expected = PlistCodec.decode(Vectors.bytes(name.replace(".bplist", ".plist")), DecodeLimits.DEFAULT);
        PlistDict got = (PlistDict) PlistCodec.decode(Vectors.bytes(name), DecodeLimits.DEFAULT);

        assertEquals(expected, got);
        assertEquals(List.copyOf(((PlistDict) expected).entries().keySet()), List.copyOf(got.entries().keySet()));
    }

    /** Python's plistlib wrote one value of every kind, in both forms. */
    @Test
    void readsEveryKindAsItsXmlReads() throws IOException, MalformedMessage {
        assertEquals(decode(resource("/plist/kinds.plist")), decode(resource("/plist/kinds.bplist")));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(BinaryPlistTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static byte[] only(byte[] object) {
        return BinaryPlistWriter.document(List.of(object), 1, 1, 0);
    }

    private static PlistValue decode(byte[] document) throws MalformedMessage {
        return PlistCodec.decode(document, DecodeLimits.DEFAULT);
    }

    private static Reason refusal(byte[] document) {
        return refusal(document, DecodeLimits.DEFAULT);
    }

    private static Reason refusal(byte[] document, DecodeLimits limits) {
        return assertThrows(MalformedMessage.class, () -> PlistCodec.decode(document, limits)).reason();
    }

    @ParameterizedTest
    @CsvSource({"10 ff, 255", "11 ff ff, 65535", "12 ff ff ff ff, 4294967295", "13 ff ff ff ff ff ff ff ff, -1",
            "14 00 00 00 00 00 00 00 00 7f ff ff ff ff ff ff ff, 9223372036854775807",
            "14 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff, -1"})
    void readsIntegersOfEachWidth(String object, long expected) throws MalformedMessage {
        assertEquals(new PlistInteger(expected), decode(only(hex(object))));
    }

    @Test
    void refusesIntegersThatWouldComeOutAsOtherNumbers() {
        assertEquals(Reason.STRUCTURE, refusal(only(hex("14 00 00 00 00 00 00 00 00 ff ff ff ff ff ff ff ff"))));
        assertEquals(Reason.STRUCTURE, refusal(only(hex("14 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00"))));
        assertEquals(Reason.SYNTAX, refusal(only(hex("15 00"))));
    }

    @Test
    void readsRealsAndDates() throws MalformedMessage {
        assertEquals(new PlistReal(-1.5), decode(only(hex("22 bf c0 00 00"))));
        assertEquals(new PlistReal(0.1), decode(only(hex("23 3f b9 99 99 99 99 99 9a"))));
        assertEquals(new PlistDate(Instant.parse("2001-01-01T00:00:00Z")),
                decode(only(hex("33 00 00 00 00 00 00 00 00"))));
        assertEquals(new PlistDate(Instant.parse("2000-12-31T23:59:58Z")),
                decode(only(hex("33 bf f8 00 00 00 00 00 00"))));
        for (String never : List.of("7f f8 00 00 00 00 00 00", "7f f0 00 00 00 00 00 00", "ff ef ff ff ff ff ff ff")) {
            assertEquals(Reason.STRUCTURE, refusal(only(hex("33" + never))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0f", "80 01", "a1 00", "b1 00", "c1 00", "70", "e0", "f0", "01"})
    void refusesWhatNoXmlPropertyListCouldSay(String object) {
        assertEquals(Reason.STRUCTURE, refusal(only(hex(object))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"51 80", "51 00", "51 1f", "61 d8 00", "61 ff fe", "62 dc 00 d8 00", "61 00 00"})
    void refusesStringsThatNoXmlPropertyListCouldHold(String object) {
        assertEquals(Reason.SYNTAX, refusal(only(hex(object))));
    }

    @Test
    void readsCharactersOutsideOfTheFirstPlane() throws MalformedMessage {
        assertEquals(new PlistString("é\uD83D\uDE00"), decode(only(hex("63 00 e9 d8 3d de 00"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"52 41", "5f", "5f 13", "5f 10", "5f 12 7f ff ff ff", "5f 13 7f ff ff ff ff ff ff ff",
            "5f 13 ff ff ff ff ff ff ff ff", "5f 14 00", "5f 1f 00", "5f 41 41", "6f 12 40 00 00 00", "41", "13 00",
            "23",
            "33 00 00 00 00", "a2 00", "d1 00", "af 12 20 00 00 00", "df 12 7f ff ff ff"})
    void readsNothingBeyondItsObjects(String object) {
        assertEquals(Reason.SYNTAX, refusal(only(hex(object))));
    }

    @Test
    void refusesTrailersThatPointElsewhere() {
        byte[] whole = only(hex("10 01"));
        int trailer = whole.length - 32;
        for (int at = trailer + 6; at < whole.length; at++) {
            for (int value : new int[] {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
                if (whole[at] != (byte) value && at != trailer + 7) {
                    byte[] damaged = whole.clone();
                    damaged[at] = (byte) value;
                    assertEquals(Reason.SYNTAX, refusal(damaged), "byte " + at + " as " + value);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bplist", "bplist00", "bplist01", "bplist15",
            "bplist00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void refusesOtherVersionsAndStumps(String text) {
        assertEquals(Reason.SYNTAX, refusal(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void refusesReferencesToNothingKeysOfOtherTypesAndKeysGivenTwice() {
        byte[] key = hex("51 61");
        byte[] number = hex("10 01");
        assertEquals(Reason.SYNTAX, refusal(BinaryPlistWriter.document(List.of(hex("a1 02"), number), 1, 1, 0)));
        assertEquals(Reason.STRUCTURE, refusal(BinaryPlistWriter.document(List.of(hex("d1 01 01"), number), 1, 1, 0)));
        assertEquals(Reason.STRUCTURE,
                refusal(BinaryPlistWriter.document(List.of(hex("d2 01 01 02 02"), key, number), 1, 1, 0)));
    }

    @Test
    void readsOneObjectInManyPlaces() throws MalformedMessage {
        byte[] document = BinaryPlistWriter.document(List.of(hex("a3 01 01 02"), hex("51 61"), hex("a1 01")), 1, 1, 0);
        PlistString a = new PlistString("a");
        assertEquals(new PlistArray(List.of(a, a, new PlistArray(List.of(a)))), decode(document));
    }

    @Test
    void refusesContainersThatHoldThemselves() {
        assertEquals(Reason.STRUCTURE,
                refusal(BinaryPlistWriter.document(List.of(hex("a1 01"), hex("a1 00")), 1, 1, 0)));
        assertEquals(Reason.STRUCTURE,
                refusal(BinaryPlistWriter.document(List.of(hex("d1 01 00"), hex("51 61")), 1, 1, 0)));
    }

    /** Each level holds the next one ten times: ten to the ninth in a hundred bytes. */
    @Test
    void doesNotExpandTheBillionLaughs() {
        List<byte[]> levels = new ArrayList<>();
        for (int level = 1; level < 10; level++) {
            byte[] references = new byte[10];
            Arrays.fill(references, (byte) level);
            levels.add(BinaryPlistWriter.counted(10, 10, references));
        }
        levels.add(hex("53 6c 6f 6c"));
        assertEquals(Reason.TOO_LARGE, refusal(BinaryPlistWriter.document(levels, 1, 1, 0)));
    }

    @Test
    void doesNotExpandOneLongStringInManyPlaces() {
        byte[] references = new byte[20_000];
        Arrays.fill(references, (byte) 1);
        byte[] string = BinaryPlistWriter.counted(5, 500_000, "x".repeat(500_000).getBytes(StandardCharsets.US_ASCII));
        byte[] document = BinaryPlistWriter
                .document(List.of(BinaryPlistWriter.counted(10, references.length, references), string), 4, 1, 0);
        assertEquals(Reason.TOO_LARGE, refusal(document));
    }

    @Test
    void stopsAtItsLimitsAndNotBefore() throws MalformedMessage {
        byte[] two = BinaryPlistWriter.document(List.of(hex("a1 01"), hex("a1 02"), hex("51 61")), 1, 1, 0);
        PlistCodec.decode(two, new DecodeLimits(two.length, 2, 3));
        assertEquals(Reason.TOO_LARGE, refusal(two, new DecodeLimits(two.length - 1, 2, 3)));
        assertEquals(Reason.TOO_DEEP, refusal(two, new DecodeLimits(two.length, 1, 3)));
        assertEquals(Reason.TOO_LARGE, refusal(two, new DecodeLimits(two.length, 2, 2)));
    }

    /** Long and flat, deep and narrow, all sharing: the time for eight times the bytes is far from squared. */
    @ParameterizedTest
    @MethodSource("shapes")
    void worksInProportionToTheDocument(Shape shape) {
        DecodeLimits large = new DecodeLimits(64 << 20, 256, Integer.MAX_VALUE);
        byte[] small = shape.of(20_000);
        byte[] big = shape.of(160_000);
        nanosPerByte(small, large);
        double perByteOfSmall = nanosPerByte(small, large);
        double perByteOfBig = nanosPerByte(big, large);
        // Squared work would cost eight times as much a byte; the rest is the machine's mood.
        assertTrue(perByteOfBig < 4 * perByteOfSmall + 200, shape + ": " + perByteOfSmall + ", then " + perByteOfBig);
    }

    enum Shape {
        FLAT {
            @Override
            byte[] of(int n) {
                return flat(n, index -> index + 1, n);
            }
        },
        SHARED {
            @Override
            byte[] of(int n) {
                return flat(n, index -> 1, 1);
            }
        },
        LAUGHS {
            @Override
            byte[] of(int n) {
                // Each of two levels is as wide as the document is long.
                byte[] inner = flatObject(n, index -> 2);
                byte[] outer = flatObject(n, index -> 1);
                return BinaryPlistWriter.document(List.of(outer, inner, hex("51 61")), 4, 4, 0);
            }
        };

        abstract byte[] of(int n);

        private static byte[] flat(int n, java.util.function.IntUnaryOperator reference, int strings) {
            List<byte[]> objects = new ArrayList<>();
            objects.add(flatObject(n, reference));
            for (int i = 0; i < strings; i++) {
                objects.add(hex("51 61"));
            }
            return BinaryPlistWriter.document(objects, 4, 4, 0);
        }

        private static byte[] flatObject(int n, java.util.function.IntUnaryOperator reference) {
            ByteArrayOutputStream references = new ByteArrayOutputStream();
            for (int i = 0; i < n; i++) {
                references.writeBytes(BinaryPlistWriter.number(reference.applyAsInt(i), 4));
            }
            return BinaryPlistWriter.counted(10, n, references.toByteArray());
        }
    }

    static Stream<Shape> shapes() {
        return Stream.of(Shape.values());
    }

    private static double nanosPerByte(byte[] document, DecodeLimits limits) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            try {
                PlistCodec.decode(document, limits);
            } catch (MalformedMessage tooLarge) {
                assertEquals(Reason.TOO_LARGE, tooLarge.reason());
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        return (double) best / document.length;
    }
}
