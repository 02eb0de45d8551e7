package dev.muster.loadtest.device;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The management tree of an emulated OMA-DM device: leaf nodes by LocURI, interior nodes made as they are needed, as CSPs do.
 * Answers with the status codes of the OMA-DM representation protocol (section 10). {@code ./Device/x} and {@code ./x} are the
 * same node. Not thread-safe.
 */
final class ManagementTree {
    private static final String ABBREVIATED = "./";
    private static final String IN_FULL = "./Device/";
    private static final Set<String> EXECUTABLE = Set.of("./Vendor/MSFT/RemoteLock/Lock",
            "./Vendor/MSFT/Reboot/RebootNow");

    /** Nodes of the management account: where the device is woken and how often it comes. They are no settings. */
    private static final Pattern ACCOUNT = Pattern.compile(
            "\\./(Vendor/MSFT/(DMClient|FCM)/.*|(User/[^/]+/)?Vendor/MSFT/Scheduler/.*)");

    private final Map<String, Node> brought;
    private final boolean replaceCreates;
    private NavigableMap<String, Node> nodes = new TreeMap<>();

    /** A node: its format, and its value, or null for an interior node somebody added by name. */
    record Node(String format, @Nullable String value) {}

    /** A node that a Get found. */
    record Found(String locUri, String format, String value) {}

    /**
     * A tree.
     *
     * @param brought what the device brings itself, by LocURI; nobody may change it
     * @param replaceCreates whether Replace of a node that does not exist makes it, as Windows' CSPs do; otherwise it is 404,
     *        as the specification says
     */
    ManagementTree(Map<String, String> brought, boolean replaceCreates) {
        Map<String, Node> own = new LinkedHashMap<>();
        brought.forEach((locUri, value) -> own.put(canonical(locUri), new Node("chr", value)));
        this.brought = own;
        this.replaceCreates = replaceCreates;
    }

    /** The LocURI under which a node is kept. */
    static String canonical(String locUri) {
        return locUri.startsWith(IN_FULL) ? ABBREVIATED + locUri.substring(IN_FULL.length()) : locUri;
    }

    /** Status of an Add: 418 if the node exists. */
    String add(String locUri, String format, @Nullable String value) {
        String place = canonical(locUri);
        if (!place.startsWith(ABBREVIATED)) {
            return "404";
        }
        if (exists(place)) {
            return "418";
        }
        nodes.put(place, new Node(format, format.equals("node") ? null : value == null ? "" : value));
        return "200";
    }

    /** Status of a Replace: 404 if the node does not exist and this tree is strict, 405 on an interior node. */
    String replace(String locUri, String format, @Nullable String value) {
        String place = canonical(locUri);
        if (brought.containsKey(place) || isInterior(place)) {
            return "405";
        }
        if (!nodes.containsKey(place) && (!replaceCreates || !place.startsWith(ABBREVIATED))) {
            return "404";
        }
        nodes.put(place, new Node(format, value == null ? "" : value));
        return "200";
    }

    /** Status of a Delete, which takes everything below with it: 404 if there is nothing, 405 on what the device brought. */
    String delete(String locUri) {
        String place = canonical(locUri);
        if (brought.keySet().stream().anyMatch(own -> own.equals(place) || own.startsWith(place + "/"))) {
            return "405";
        }
        boolean gone = nodes.remove(place) != null;
        gone |= nodes.keySet().removeIf(other -> other.startsWith(place + "/"));
        return gone ? "200" : "404";
    }

    /** What a Get finds: a leaf's value, or the names of an interior node's children joined by slashes. */
    Optional<Found> get(String locUri) {
        String place = canonical(locUri);
        Node leaf = nodes.getOrDefault(place, brought.get(place));
        if (leaf != null && leaf.value() != null) {
            return Optional.of(new Found(locUri, leaf.format(), leaf.value()));
        }
        if (!exists(place)) {
            return Optional.empty();
        }
        return Optional.of(new Found(locUri, "node", String.join("/", children(place))));
    }

    /** Status of an Exec: 404 unless the node can be executed. */
    String exec(String locUri) {
        return EXECUTABLE.contains(canonical(locUri)) ? "200" : "404";
    }

    /** The device itself sets a leaf. */
    void set(String locUri, String value) {
        nodes.put(canonical(locUri), new Node("chr", value));
    }

    /** Value of a leaf whose LocURI ends like this. */
    Optional<String> ending(String end) {
        for (Map.Entry<String, Node> node : nodes.entrySet()) {
            String value = node.getValue().value();
            if (value != null && node.getKey().endsWith(end)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** Values of all leaves that management has put here as settings. */
    Map<String, String> held() {
        Map<String, String> values = new TreeMap<>();
        nodes.forEach((locUri, node) -> {
            if (node.value() != null && !ACCOUNT.matcher(locUri).matches()) {
                values.put(locUri, node.value());
            }
        });
        return values;
    }

    /** The tree as it is, for {@link #restore}. */
    Map<String, Node> snapshot() {
        return new TreeMap<>(nodes);
    }

    /** Everything as it was. */
    void restore(Map<String, Node> before) {
        nodes = new TreeMap<>(before);
    }

    private boolean exists(String place) {
        return nodes.containsKey(place) || brought.containsKey(place) || isInterior(place);
    }

    private boolean isInterior(String place) {
        String below = place + "/";
        String next = nodes.ceilingKey(below);
        return (next != null && next.startsWith(below))
                || brought.keySet().stream().anyMatch(own -> own.startsWith(below));
    }

    private List<String> children(String place) {
        String below = place + "/";
        List<String> names = new ArrayList<>();
        for (Map<String, Node> part : List.of(brought, nodes)) {
            for (String locUri : part.keySet()) {
                if (locUri.startsWith(below)) {
                    String rest = locUri.substring(below.length());
                    String name = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
                    if (!names.contains(name)) {
                        names.add(name);
                    }
                }
            }
        }
        return names;
    }
}
