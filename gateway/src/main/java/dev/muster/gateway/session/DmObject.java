package dev.muster.gateway.session;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

import dev.muster.gateway.model.DmMemory.Upload;
import dev.muster.protocol.xml.XmlText;

/**
 * Serves {@link DmAssembly}: how the chunks of an object become one. Text is joined as text, base64 as base64 wherever it was cut;
 * WBXML carries bytes that stand for themselves, each chunk of which is base64 of its own by the time it comes here. A chunk
 * of bytes may end inside a character of a text, and may look like text though it is none.
 */
final class DmObject {
    private DmObject() {}

    /**
     * One chunk.
     *
     * @param data its data
     * @param format its own format; empty if it does not say
     * @param wbxml whether its message came in WBXML
     */
    record Chunk(String data, String format, boolean wbxml) {
        boolean isBytes() {
            return isBinary(format);
        }
    }

    static boolean isBinary(String format) {
        return format.equals("b64") || format.equals("bin");
    }

    /** The object with one more chunk. */
    static Upload with(Upload object, Chunk chunk) {
        if (!isBinary(object.format()) && !object.bytes()) {
            return chunk.isBytes() && !object.data().isEmpty()
                    ? joined(object, base64(utf8(object.data())) + chunk.data(), true)
                    : joined(object, object.data() + chunk.data(), chunk.isBytes());
        }
        boolean base64 = chunk.isBytes() || (isBinary(object.format()) && goesOnAsBase64(chunk));
        return joined(object, object.data() + (base64 ? chunk.data() : base64(utf8(chunk.data()))), object.bytes());
    }

    private static Upload joined(Upload object, String data, boolean bytes) {
        return new Upload(object.key(), object.format(), object.type(), object.size(), data, bytes);
    }

    /** XML knows nothing else; WBXML may have sent bytes that happen to be text. */
    private static boolean goesOnAsBase64(Chunk chunk) {
        return !chunk.wbxml() || chunk.data().chars().allMatch(DmObject::isBase64);
    }

    private static boolean isBase64(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/'
                || c == '=' || c == '\r' || c == '\n';
    }

    /**
     * The object with its last chunk, as its data goes on from here; empty if it has not the size that was declared. Clients count
     * the bytes as they go, or those of the value that base64 stands for.
     */
    static Optional<Whole> ended(Upload before, Chunk last) {
        Upload object = with(before, last);
        if (object.bytes()) {
            return decoded(object.data()).flatMap(bytes -> filled(bytes, object.size(), last))
                    .map(DmObject::textOrBytes);
        }
        boolean counted = utf8(object.data()).length == object.size() || object.data().length() == object.size();
        if (!isBinary(object.format())) {
            return counted ? Optional.of(new Whole(object.format(), object.data())) : Optional.empty();
        }
        Optional<byte[]> value = decoded(object.data());
        if (counted || value.filter(bytes -> bytes.length == object.size()).isPresent()) {
            return Optional.of(new Whole(object.format(), value.map(bytes -> tidy(object.data(), bytes))
                    .orElse(object.data())));
        }
        return last.isBytes() || !last.wbxml() ? Optional.empty()
                : decoded(before.data() + base64(utf8(last.data())))
                        .flatMap(bytes -> filled(bytes, object.size(), last))
                        .map(bytes -> new Whole(object.format(), base64(bytes)));
    }

    /**
     * A whole object.
     *
     * @param format the format its data has
     * @param data its data
     */
    record Whole(String format, String data) {}

    /** As far as a client's own base64 is in order it stays as it is. */
    private static String tidy(String data, byte[] bytes) {
        int padding = data.indexOf('=');
        return padding < 0 || padding >= data.length() - 2 ? data : base64(bytes);
    }

    private static Whole textOrBytes(byte[] bytes) {
        return XmlText.encodableUntil(bytes, 0, bytes.length) == bytes.length
                ? new Whole("", new String(bytes, StandardCharsets.UTF_8))
                : new Whole("b64", base64(bytes));
    }

    /**
     * NUL bytes at the end of what looks like text were taken for the end of a C string; the size knows how many. What might be
     * base64 is not filled: a value that came short would pass for a whole one.
     */
    private static Optional<byte[]> filled(byte[] bytes, long size, Chunk last) {
        if (bytes.length == size) {
            return Optional.of(bytes);
        }
        boolean cut = last.wbxml() && !last.isBytes() && (last.data().isEmpty() || !goesOnAsBase64(last));
        return cut && bytes.length < size
                ? Optional.of(Arrays.copyOf(bytes, (int) size))
                : Optional.empty();
    }

    /** Of base64 in pieces, each of which may have its own padding; empty if it is none. */
    private static Optional<byte[]> decoded(String data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(data.length());
        int from = 0;
        try {
            while (from < data.length()) {
                int padding = data.indexOf('=', from);
                int end = padding < 0 ? data.length() : padding + 1;
                while (end < data.length() && data.charAt(end) == '=') {
                    end++;
                }
                bytes.writeBytes(Base64.getMimeDecoder().decode(data.substring(from, end)));
                from = end;
            }
            return Optional.of(bytes.toByteArray());
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
