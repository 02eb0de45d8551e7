package dev.muster.loadtest.target;

/** The administrator's API answered something else than was asked for; the message names call, status and the API's words. */
public final class AdminRefused extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    AdminRefused(int status, String message) {
        super(message);
        this.status = status;
    }

    /** HTTP status, or 0 if there was no answer. */
    public int status() {
        return status;
    }
}
