package dev.muster.gateway.store;

/** The store did not do what was asked and nothing was changed; a later try may succeed. Devices get a 503 for it. */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was tried, in words that are safe to log
     * @param cause what the database said, or null
     */
    public StoreUnavailable(String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
    }
}
