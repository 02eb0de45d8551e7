package dev.muster.gateway.config;

/**
 * The door for Configuration Manager connectors (R22, idea 12). Shut unless opened here; {@code docs/connector.md} says what is
 * spoken there.
 *
 * @param enabled whether the gateway listens there at all
 * @param address as of {@link Listener}
 * @param port as of {@link Listener}
 */
public record ConnectorDoor(boolean enabled, String address, int port) {
    static final ConnectorDoor DEFAULTS = new ConnectorDoor(false, "0.0.0.0", 8446);

    public ConnectorDoor {
        var _ = new Listener(address, port);
    }

    /** Where to listen. */
    public Listener listener() {
        return new Listener(address, port);
    }
}
