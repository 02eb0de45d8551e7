package dev.muster.loadtest.connector;

/** The gateway refused a request of the connector, or could not be reached. */
public final class ConnectorRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    ConnectorRefused(int status, String message) {
        super(message);
        this.status = status;
    }

    /** HTTP status; 0 if there was no answer that could be read. */
    public int status() {
        return status;
    }
}
