package dev.muster.protocol.apple;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleMessage.Idle;

/** The same report by clients that write their property lists each in their own way, with keys that nobody has told us of. */
@Timeout(10)
final class BentPlistTest {
    private static final String PLAIN = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0"><dict><key>Status</key><string>Idle</string><key>UDID</key><string>größe-1</string></dict></plist>
            """;

    private static byte[] in(Charset charset, String mark, String text) {
        return (mark + text).getBytes(charset);
    }

    private static byte[] utf8(String what, String by) {
        if (!PLAIN.contains(what)) {
            throw new IllegalArgumentException(what);
        }
        return in(StandardCharsets.UTF_8, "", PLAIN.replace(what, by));
    }

    static List<byte[]> ways() {
        String declared = "encoding=\"UTF-8\"";
        String more = "<key>NotOnConsole</key><false/><key>a</key><array><dict/><date>2026-01-01T00:00:00Z</date><real>1</real>"
                + "<data>QQ==</data><integer>-1</integer></array><key>UserConfiguration</key><dict><key>b</key><string/></dict>";
        return Stream.of(in(StandardCharsets.UTF_8, "", PLAIN), in(StandardCharsets.UTF_8, "\uFEFF", PLAIN),
                in(StandardCharsets.UTF_16LE, "\uFEFF", PLAIN), in(StandardCharsets.UTF_16BE, "\uFEFF", PLAIN),
                in(StandardCharsets.UTF_16LE, "", PLAIN.replace("UTF-8", "UTF-16")),
                in(StandardCharsets.ISO_8859_1, "", PLAIN.replace("UTF-8", "ISO-8859-1")),
                utf8(declared, "encoding='utf-8' standalone=\"no\""),
                utf8("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", ""), utf8(" version=\"1.0\"><dict>", "><dict>"),
                utf8("<dict>", "<dict>\r\n\t<!-- a device -->" + more), utf8("</dict>", more + "</dict>"),
                utf8("größe-1", "<![CDATA[größe]]>-1"), utf8("größe-1", "gr&#xF6;&#223;e-1"),
                utf8("<plist ", "<plist xmlns='urn:x' xmlns:a='urn:y' a:b='c' "),
                utf8("<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n",
                        "<!DOCTYPE plist [<!ENTITY x 'y'>]>"),
                in(StandardCharsets.UTF_8, "", PLAIN + "\n\0")).toList();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void readsTheReport(byte[] document) throws MalformedMessage {
        assertEquals(new Idle(EnrollmentIds.ofDevice("größe-1")), AppleCodec.decode(document, DecodeLimits.DEFAULT));
    }

    /** Shared iPad, and a user's channel of a Mac: what names the user comes in any order beside keys that do not matter. */
    @Test
    void readsTheKeysOfUsersChannels() throws MalformedMessage {
        EnrollmentIds ids = AppleCodec.decode(utf8("<key>Status</key>", "<key>UserShortName</key><string>ada</string>"
                + "<key>UserLongName</key><string>Ada L.</string><key>NotOnConsole</key><true/><key>UserID</key>"
                + "<string>FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF</string><key>Status</key>"), DecodeLimits.DEFAULT)
                .ids();
        assertEquals(Optional.of("ada"), ids.userShortName());
        assertEquals(Optional.of("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"), ids.userId());
    }
}
