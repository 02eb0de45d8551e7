package dev.muster.gateway.store;

/**
 * A store that cannot be opened as it is: in use, not ours, too new, not reachable. For whoever starts the gateway; the
 * message is one sentence or two: what, why, and what to do.
 */
public final class StoreUnusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what, why and what to do; without secrets
     * @param cause what the database or the system said, or null
     */
    public StoreUnusable(String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
    }
}
