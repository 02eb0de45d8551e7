package dev.muster.gateway.settings;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Serves plans: a set of LocURIs or payload identifiers that answers what touches it. Nodes of a management tree touch if
 * one is the other or lies below it, since deleting a node deletes what is below. Walking up a path stops at the first level
 * that was met before, so that a set of hundreds of nodes under few parents costs microseconds. Not thread-safe.
 */
final class OwnedNodes {
    private static final char BELOW = '/';
    private final Set<String> nodes = new HashSet<>();
    /** Everything above a node. */
    private final Set<String> above = new HashSet<>();
    /** Paths that were asked for and are neither in the set nor below it. */
    private final Set<String> outside = new HashSet<>();

    void addAll(Collection<String> more) {
        if (nodes.addAll(more)) {
            outside.clear();
        }
        for (String node : more) {
            for (int end = parent(node, node.length()); end > 0; end = parent(node, end)) {
                if (!above.add(node.substring(0, end))) {
                    break;
                }
            }
        }
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    /** Whether removing {@code node} would remove something of this set. */
    boolean isHitByRemovalOf(String node) {
        return nodes.contains(node) || above.contains(node);
    }

    /** Whether any of these is in this set, lies below something in it, or above. */
    boolean touchesAny(Collection<String> others) {
        for (String other : others) {
            if (isHitByRemovalOf(other) || isBelow(other)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBelow(String node) {
        for (int end = parent(node, node.length()); end > 0; end = parent(node, end)) {
            String path = node.substring(0, end);
            if (nodes.contains(path)) {
                return true;
            }
            if (!outside.add(path)) {
                return false;
            }
        }
        return false;
    }

    private static int parent(String node, int end) {
        return node.lastIndexOf(BELOW, end - 1);
    }
}
