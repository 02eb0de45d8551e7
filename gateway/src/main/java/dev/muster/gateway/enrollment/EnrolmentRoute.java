package dev.muster.gateway.enrollment;

import java.util.Set;

/**
 * One family of paths at a door: what a kind of client asks when it enrols or renews. The listener that owns the door finds the
 * route, reads the body and counts; the route answers. Called on virtual threads, by many at once: a call may block on the store and on
 * public-key operations. Never throws for anything that a client or the store may do wrong.
 */
public interface EnrolmentRoute {
    /** For metrics: one word from a fixed set. */
    String name();

    /** Whether a path is one of this family, exactly as it came: not decoded, not normalised. Asked by event loops. */
    boolean serves(String path);

    /** Methods that these paths know; others are answered by the listener. */
    Set<String> methods();

    /** Answers one request. */
    EnrolmentReply serve(EnrolmentRequest request);
}
