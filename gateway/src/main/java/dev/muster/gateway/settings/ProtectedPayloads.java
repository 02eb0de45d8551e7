package dev.muster.gateway.settings;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;

/**
 * Serves {@link CustomProfileKind}: what no profile of a setting may hold, because the management of the device hangs on it
 * (R14): the MDM payload and the management client's preferences. Looked for as a type, as a domain of preferences, and as any
 * other text that is only that name; however it is spelled, however deep, also inside a property list within data.
 */
final class ProtectedPayloads {
    private static final Set<String> PROTECTED = Set.of("com.apple.mdm", "com.apple.mdmclient",
            "com.apple.mdmclient.daemon", "com.apple.managedclient.enrollment");
    /** A profile whose payloads cannot be looked into. */
    private static final Set<String> SEALED = Set.of("encryptedpayloadcontent");
    private static final int DEEPEST_DATA = 4;
    private static final int LONGEST_NAME = 200;
    private static final DecodeLimits LIMITS = new DecodeLimits(512 * 1024, 32, 20_000);

    private ProtectedPayloads() {}

    /** Whether it holds anything of that. */
    static boolean touches(PlistValue value) {
        return touches(value, 0);
    }

    private static boolean touches(PlistValue value, int data) {
        return switch (value) {
            case PlistValue.PlistDict dict -> dict.entries().entrySet().stream().anyMatch(
                    entry -> isProtected(entry.getKey()) || SEALED.contains(plain(entry.getKey()))
                            || touches(entry.getValue(), data));
            case PlistValue.PlistArray array -> array.values().stream().anyMatch(inner -> touches(inner, data));
            case PlistValue.PlistString text -> isProtected(text.value())
                    || (text.value().contains("<plist") && inner(text.value().getBytes(StandardCharsets.UTF_8), data));
            case PlistValue.PlistData bytes -> inner(bytes.value(), data);
            case PlistValue.PlistInteger _,PlistValue.PlistReal _,PlistValue.PlistBoolean _ -> false;
            case PlistValue.PlistDate _ -> false;
        };
    }

    private static boolean isProtected(String text) {
        return text.length() <= LONGEST_NAME && PROTECTED.contains(plain(text));
    }

    /** Without what nobody sees: width, case, accents of compatibility, spaces, characters that show nothing. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).codePoints()
                .filter(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_')
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    /** A property list inside a text or data; below too many of them nobody looks, and nothing is let through. */
    private static boolean inner(byte[] bytes, int data) {
        try {
            PlistValue inner = PlistCodec.decode(bytes, LIMITS);
            return data == DEEPEST_DATA || touches(inner, data + 1);
        } catch (MalformedMessage noPropertyList) {
            return false;
        }
    }
}
