package dev.muster.gateway;

import java.util.ArrayDeque;
import java.util.Deque;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, closed in reverse order; one that fails to close does not keep the others open. */
final class Undo {
    private static final Logger LOG = LoggerFactory.getLogger(Undo.class);

    private final Deque<Runnable> steps = new ArrayDeque<>();

    void later(Runnable step) {
        steps.push(step);
    }

    /** Runs every step once. */
    void now() {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException defect) {
                LOG.error("closing went on after", defect);
            }
        }
    }
}
