package dev.muster.protocol.plist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistData;
import dev.muster.protocol.plist.PlistValue.PlistDate;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistReal;
import dev.muster.protocol.plist.PlistValue.PlistString;

@Timeout(30)
final class PlistCodecTest {
    private static PlistValue decode(String value) throws MalformedMessage {
        return PlistCodec.decode(("<plist version='1.0'>" + value + "</plist>").getBytes(StandardCharsets.UTF_8),
                DecodeLimits.DEFAULT);
    }

    private static Reason refusal(String value) {
        return assertThrows(MalformedMessage.class, () -> decode(value)).reason();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-0, 0", "42, 42", "+7, 7", "' -7 ', -7", "0x1F, 31", "0XfF, 255", "-0x10, -16", "007, 7",
            "9223372036854775807, 9223372036854775807", "-9223372036854775808, -9223372036854775808",
            "0x7fffffffffffffff, 9223372036854775807"})
    void readsIntegers(String text, long expected) throws MalformedMessage {
        assertEquals(new PlistInteger(expected), decode("<integer>" + text + "</integer>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-", "+", "0x", "x1", "1.0", "1 2", "--1", "+-1", "١", "9223372036854775808",
            "-9223372036854775809", "0x8000000000000000", "99999999999999999999999999", "1e3", "1<true/>"})
    void refusesWhatIsNoInteger(String text) {
        assertEquals(Reason.STRUCTURE, refusal("<integer>" + text + "</integer>"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1.5, -1.5", "1e3, 1000", " .5 , 0.5", "+2E-2, 0.02", "nan, NaN", "+infinity, Infinity",
            "-infinity, -Infinity", "inf, Infinity"})
    void readsReals(String text, double expected) throws MalformedMessage {
        assertEquals(new PlistReal(expected), decode("<real>" + text + "</real>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1d", "1f", "0x1p3", "1e", "1,5", "--1", "infinit"})
    void refusesWhatIsNoReal(String text) {
        assertEquals(Reason.STRUCTURE, refusal("<real>" + text + "</real>"));
    }

    @Test
    void refusesNumbersOfAThousandDigits() {
        assertEquals(Reason.STRUCTURE, refusal("<real>" + "1".repeat(1000) + "</real>"));
        assertEquals(Reason.STRUCTURE, refusal("<integer>" + "0".repeat(1000) + "</integer>"));
    }

    @Test
    void readsDatesToTheSecond() throws MalformedMessage {
        assertEquals(new PlistDate(Instant.parse("2024-02-29T23:59:59Z")), decode("<date>2024-02-29T23:59:59Z</date>"));
        assertEquals(new PlistDate(Instant.parse("0001-01-01T00:00:00Z")),
                decode("<date>\n0001-01-01T00:00:00Z </date>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z",
            "2024-01-01T00:00:60Z", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01T00:00:00+01:00",
            "2024-01-01T00:00:0٠Z", "+024-01-01T00:00:00Z"})
    void refusesWhatIsNoDate(String text) {
        assertEquals(Reason.STRUCTURE, refusal("<date>" + text + "</date>"));
    }

    @Test
    void readsDataWithBlanksInIt() throws MalformedMessage {
        assertEquals(new PlistData("hello".getBytes(StandardCharsets.UTF_8)),
                decode("<data>\n\t\taGVs\r\n\t\tbG8=\n\t</data>"));
        assertEquals(new PlistData(new byte[0]), decode("<data/>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "aGVs-G8=", "aGVsbG8=aGVs", "é", "====", "aGVsbG8=<true/>"})
    void refusesWhatIsNoBase64(String text) {
        assertEquals(Reason.STRUCTURE, refusal("<data>" + text + "</data>"));
    }

    @Test
    void readsContainersInTheirOrder() throws MalformedMessage {
        Map<String, PlistValue> entries = new LinkedHashMap<>();
        entries.put("z", new PlistString(" a&\n "));
        entries.put("",
                new PlistArray(List.of(new PlistBoolean(true), new PlistBoolean(false), new PlistArray(List.of()))));
        entries.put("a", new PlistDict(Map.of()));

        PlistValue value = decode("<dict>\n<key>z</key><string> a&amp;\n </string> <!-- c --> <key></key>"
                + "<array><true/><false></false><array/></array><key>a</key><dict/></dict>");

        assertEquals(new PlistDict(entries), value);
        assertEquals(List.of("z", "", "a"), List.copyOf(((PlistDict) value).entries().keySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "<true/><true/>", "<foo/>", "<key>a</key>", "<plist><true/></plist>",
            "<dict><key>a</key></dict>", "<dict><string>a</string></dict>", "<dict><key>a</key><key>b</key></dict>",
            "<dict>x<key>a</key><true/></dict>", "<array>x</array>", "<array><key>a</key></array>", "<true>1</true>",
            "<string><b/></string>", "<dict><key><b/></key><true/></dict>"})
    void refusesOtherShapes(String value) {
        assertEquals(Reason.STRUCTURE, refusal(value));
    }

    @Test
    void refusesAKeyGivenTwice() {
        assertEquals(Reason.STRUCTURE,
                refusal("<dict><key>UDID</key><string>a</string><key>UDID</key><string>b</string></dict>"));
    }

    @Test
    void refusesAnotherRootAndWhatFollows() {
        for (String document : List.of("<dict/>", "<html/>")) {
            assertEquals(Reason.STRUCTURE, assertThrows(MalformedMessage.class, () -> PlistCodec
                    .decode(document.getBytes(StandardCharsets.UTF_8), DecodeLimits.DEFAULT)).reason());
        }
        assertEquals(Reason.SYNTAX, refusal("<true/></plist><plist>"));
        assertEquals(Reason.SYNTAX, refusal("<true/></plist>x<plist>"));
    }

    @Test
    void boundsDepthAndNodes() throws MalformedMessage {
        decode("<array>".repeat(63) + "</array>".repeat(63));
        assertEquals(Reason.TOO_DEEP, refusal("<array>".repeat(64) + "</array>".repeat(64)));
        assertEquals(Reason.TOO_LARGE, refusal("<array>" + "<true/>".repeat(60_000) + "</array>"));
    }

    @Test
    void writesApplesDoctype() {
        assertEquals("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">"
                + "<plist version=\"1.0\"><dict><key>a&lt;</key><integer>-1</integer></dict></plist>",
                new String(PlistCodec.encode(new PlistDict(Map.of("a<", new PlistInteger(-1)))),
                        StandardCharsets.UTF_8));
    }

    @Test
    void refusesToWriteWhatAPropertyListCannotCarry() {
        assertThrows(IllegalArgumentException.class, () -> PlistCodec.encode(new PlistString("\0")));
        for (String date : List.of("+10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z")) {
            assertThrows(IllegalArgumentException.class, () -> PlistCodec.encode(new PlistDate(Instant.parse(date))));
        }
    }

    @Test
    void showsSizesInsteadOfContent() {
        PlistDict dict = new PlistDict(
                Map.of("UnlockToken", new PlistData("topsecret".getBytes(StandardCharsets.UTF_8)),
                        "PushMagic", new PlistString("topsecret")));
        assertFalse(dict.toString().contains("topsecret"), dict.toString());
        assertTrue(dict.toString().contains("9 bytes"), dict.toString());
    }
}
