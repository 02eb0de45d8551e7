package dev.muster.gateway.settings;

import java.util.Collection;
import java.util.TreeSet;

/**
 * Serves plans: a set of LocURIs or payload identifiers that answers what touches it. Nodes of a management tree touch if
 * one is the other or lies below it, since deleting a node deletes what is below.
 */
final class OwnedNodes {
    private static final char BELOW = '/';
    private final TreeSet<String> nodes = new TreeSet<>();

    void addAll(Collection<String> more) {
        nodes.addAll(more);
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    /** Whether removing {@code node} would remove something of this set. */
    boolean isHitByRemovalOf(String node) {
        if (nodes.contains(node)) {
            return true;
        }
        String next = nodes.higher(node + BELOW);
        return next != null && next.startsWith(node + BELOW);
    }

    /** Whether any of these is in this set, lies below something in it, or above. */
    boolean touchesAny(Collection<String> others) {
        for (String other : others) {
            if (isHitByRemovalOf(other)) {
                return true;
            }
            for (int end = other.lastIndexOf(BELOW); end > 0; end = other.lastIndexOf(BELOW, end - 1)) {
                if (nodes.contains(other.substring(0, end))) {
                    return true;
                }
            }
        }
        return false;
    }
}
