package dev.muster.gateway.config;

/**
 * The doors (idea 12).
 *
 * @param checkIn devices that have a certificate
 * @param enrol devices that want one
 * @param admin administrators; loopback only, since it has no TLS yet
 * @param proxy proxies that end TLS in front of the gateway; shut by default
 * @param connector Configuration Manager connectors; shut by default
 */
public record Listeners(Listener checkIn, Listener enrol, Listener admin, Proxy proxy, ConnectorDoor connector) {
    static final Listeners DEFAULTS = new Listeners(new Listener("0.0.0.0", 8443), new Listener("0.0.0.0", 8444),
            new Listener("127.0.0.1", 8080), Proxy.DEFAULTS, ConnectorDoor.DEFAULTS);

    public Listeners {
        if (!admin.inetAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("admin.address must be a loopback address such as 127.0.0.1, not "
                    + admin.address() + ", because administration has no TLS yet; reach it through an SSH tunnel");
        }
    }
}
