package dev.muster.protocol.plist;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.xml.XmlText;

/** Serves {@link BinaryPlist}: numbers, dates, data and strings. What an XML property list could not say is refused. */
final class BinaryPlistScalars {
    /** Dates count from the beginning of 2001. */
    private static final long EPOCH = Instant.parse("2001-01-01T00:00:00Z").getEpochSecond();
    private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond() - EPOCH;
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond() - EPOCH;

    private final byte[] document;
    private final BinaryPlistTable table;

    BinaryPlistScalars(byte[] document, BinaryPlistTable table) {
        this.document = document;
        this.table = table;
    }

    /** Up to four bytes are unsigned, eight are signed, sixteen have to fit into eight. */
    long integer(int at) throws MalformedMessage {
        int bytes = bytes(at, 16);
        if (bytes < 16) {
            return BinaryPlistTable.unsigned(document, at + 1, bytes);
        }
        long high = BinaryPlistTable.unsigned(document, at + 1, 8);
        long low = BinaryPlistTable.unsigned(document, at + 9, 8);
        if (high != low >> 63) {
            throw malformed(Reason.STRUCTURE, at, "an integer beyond the range of a long");
        }
        return low;
    }

    double real(int at) throws MalformedMessage {
        int bytes = bytes(at, 8);
        long bits = BinaryPlistTable.unsigned(document, at + 1, bytes);
        return switch (bytes) {
            case 4 -> Float.intBitsToFloat((int) bits);
            case 8 -> Double.longBitsToDouble(bits);
            default -> throw BinaryPlistTable.syntax(at, "a real of neither four nor eight bytes");
        };
    }

    Instant date(int at) throws MalformedMessage {
        double seconds = real(at);
        // Not a number fails both.
        if (!(seconds >= FIRST && seconds < LAST + 1)) {
            throw malformed(Reason.STRUCTURE, at, "a date outside of the years 0000 to 9999");
        }
        return Instant.ofEpochSecond(EPOCH + (long) Math.floor(seconds));
    }

    byte[] data(int at) throws MalformedMessage {
        BinaryPlistTable.Run run = table.run(at, 1);
        return Arrays.copyOfRange(document, run.from(), run.from() + run.count());
    }

    String ascii(int at) throws MalformedMessage {
        BinaryPlistTable.Run run = table.run(at, 1);
        for (int i = 0; i < run.count(); i++) {
            if (document[run.from() + i] < 0) {
                throw BinaryPlistTable.syntax(run.from() + i, "a byte that is no ASCII character");
            }
        }
        return text(at, new String(document, run.from(), run.count(), StandardCharsets.ISO_8859_1));
    }

    String utf16(int at) throws MalformedMessage {
        BinaryPlistTable.Run run = table.run(at, 2);
        // A surrogate without its pair would come out as a replacement character and pass for another text.
        char[] units = new char[run.count()];
        for (int i = 0; i < units.length; i++) {
            units[i] = (char) BinaryPlistTable.unsigned(document, run.from() + 2 * i, 2);
        }
        return text(at, new String(units));
    }

    private static String text(int at, String text) throws MalformedMessage {
        if (!XmlText.isEncodable(text)) {
            throw BinaryPlistTable.syntax(at, "a character that XML does not allow");
        }
        return text;
    }

    /** How many bytes follow the marker, a power of two that it tells; all of them are there. */
    private int bytes(int at, int most) throws MalformedMessage {
        int power = table.octet(at) & 0xF;
        if (power > 4 || 1 << power > most) {
            throw BinaryPlistTable.syntax(at, "a number of too many bytes");
        }
        table.checked(at + 1, 1 << power);
        return 1 << power;
    }

    private static MalformedMessage malformed(Reason reason, int at, String detail) {
        return new MalformedMessage(reason, at, "bplist", detail);
    }
}
