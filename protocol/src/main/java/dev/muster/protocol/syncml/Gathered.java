package dev.muster.protocol.syncml;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Serves {@link SyncMlDecoder}: a list being gathered, which costs no growing array while it holds at most one. */
final class Gathered<E> {
    private @Nullable E first;
    private @Nullable List<E> many;

    void add(E element) {
        if (first == null) {
            first = element;
            return;
        }
        if (many == null) {
            many = new ArrayList<>();
            many.add(first);
        }
        many.add(element);
    }

    /** What was gathered; the caller's to keep, this is used no more. */
    List<E> toList() {
        if (many != null) {
            return many;
        }
        return first == null ? List.of() : List.of(first);
    }
}
