package dev.muster.gateway.settings;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Serves {@link CustomSyncMlKind}: nodes that no setting may touch, because the management of the device hangs on them (R14).
 * A node is touched by what is at it, below it or above it: deleting a parent deletes it too. Letters' case, escapes, doubled
 * slashes and the scope do not matter.
 */
final class ProtectedNodes {
    private static final List<String> PROTECTED = List.of("vendor/msft/dmclient", "vendor/msft/remotewipe",
            "vendor/msft/certificatestore/my", "vendor/msft/enterpriseext/mdm", "syncml/dmacc", "dmacc");

    private ProtectedNodes() {}

    /** Whether a command on this node, or with this data, may end the management. */
    static boolean touches(String locUri, String data) {
        Optional<String> path = path(locUri);
        if (path.isEmpty()) {
            return true;
        }
        String node = path.get();
        return PROTECTED.stream().anyMatch(own -> own.equals(node) || own.startsWith(node + "/")
                || node.startsWith(own + "/") || node.isEmpty()) || isAccount(data);
    }

    /** A provisioning document with an account of device management in it. */
    private static boolean isAccount(String data) {
        String text = data.toLowerCase(Locale.ROOT);
        return text.contains("characteristic") && text.contains("w7");
    }

    /** The node as devices compare it; empty if it cannot be told what a device makes of it. */
    private static Optional<String> path(String locUri) {
        Optional<String> plain = unescaped(locUri);
        if (plain.isEmpty() || plain.get().indexOf('\\') >= 0) {
            return Optional.empty();
        }
        StringBuilder path = new StringBuilder();
        for (String segment : plain.get().toLowerCase(Locale.ROOT).split("/", -1)) {
            if (segment.equals("..")) {
                return Optional.empty();
            }
            boolean scope = path.isEmpty() && (segment.equals("device") || segment.equals("user"));
            if (!segment.isEmpty() && !segment.equals(".") && !scope) {
                path.append(path.isEmpty() ? "" : "/").append(segment.strip());
            }
        }
        // Properties of a node are asked for by a question mark.
        int question = path.indexOf("?");
        return Optional.of(question < 0 ? path.toString() : path.substring(0, question));
    }

    /** Without escapes; a slash that is escaped is no separator, but nobody knows what each device makes of it. */
    private static Optional<String> unescaped(String locUri) {
        if (locUri.indexOf('%') < 0) {
            return Optional.of(locUri);
        }
        StringBuilder plain = new StringBuilder();
        byte[] octets = locUri.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < octets.length; at++) {
            char letter = (char) (octets[at] & 0xFF);
            if (letter == '%' && at + 2 < octets.length && Character.digit(octets[at + 1], 16) >= 0
                    && Character.digit(octets[at + 2], 16) >= 0) {
                letter = (char) (Character.digit(octets[at + 1], 16) * 16 + Character.digit(octets[at + 2], 16));
                at += 2;
                if (letter == '%') {
                    return Optional.empty();
                }
            }
            plain.append(letter);
        }
        return Optional.of(plain.toString());
    }
}
