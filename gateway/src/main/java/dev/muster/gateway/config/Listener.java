package dev.muster.gateway.config;

import java.net.InetAddress;

/**
 * Where a listener listens.
 *
 * @param address an IP address of this machine, {@code 0.0.0.0} for all, or {@code localhost}
 * @param port 0 to 65535; 0 takes any free port, which is printed at start
 */
public record Listener(String address, int port) {
    public Listener {
        if (!isAddress(address)) {
            throw new IllegalArgumentException(
                    "address must be an IP address such as 0.0.0.0 or 127.0.0.1, not \"" + address + "\"");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
        }
    }

    /** The address to bind; never asks a name service. */
    public InetAddress inetAddress() {
        return "localhost".equals(address) ? InetAddress.getLoopbackAddress() : InetAddress.ofLiteral(address);
    }

    private static boolean isAddress(String text) {
        if ("localhost".equals(text)) {
            return true;
        }
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }
}
