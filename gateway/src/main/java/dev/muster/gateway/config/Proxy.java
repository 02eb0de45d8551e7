package dev.muster.gateway.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The door for proxies that end the devices' TLS in front of the gateway and say whose request it is (idea 12). Shut unless
 * opened here; {@code docs/behind-a-proxy.md} says what the proxy has to do.
 *
 * @param enabled whether the gateway listens there at all
 * @param address as of {@link Listener}
 * @param port as of {@link Listener}
 * @param from addresses of the proxies, as {@link Networks} reads them; everybody else is closed before a byte is read
 * @param identity {@code client-cert} (the header of RFC 9440) or {@code signature} (the device's own signature of each message)
 * @param tls {@code none} (loopback only), {@code server}, or {@code mutual}
 * @param trustFile with {@code mutual}: PEM certificates that a proxy's certificate must lead to
 * @param proxyProtocol whether each connection begins with a PROXY protocol header
 */
public record Proxy(boolean enabled, String address, int port, String from, String identity, String tls,
        Optional<Path> trustFile, boolean proxyProtocol) {
    /** The device's certificate in the header Client-Cert. */
    public static final String CLIENT_CERT = "client-cert";
    /** The device's signature in the header Mdm-Signature or MS-Signature. */
    public static final String SIGNATURE = "signature";
    /** The proxy shows a certificate too. */
    public static final String MUTUAL = "mutual";
    /** No TLS between proxy and gateway. */
    public static final String NONE = "none";
    private static final List<String> IDENTITIES = List.of(CLIENT_CERT, SIGNATURE);
    private static final List<String> TLS = List.of(NONE, "server", MUTUAL);

    static final Proxy DEFAULTS = new Proxy(false, "127.0.0.1", 8445, "127.0.0.1, ::1", CLIENT_CERT, NONE,
            Optional.empty(), false);

    public Proxy {
        Listener listener = new Listener(address, port);
        try {
            Networks.parse(from);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "from must be addresses or networks such as 10.0.0.0/8, 192.0.2.7, not \""
                            + from + "\": " + wrong.getMessage(),
                    wrong);
        }
        if (!IDENTITIES.contains(identity)) {
            throw new IllegalArgumentException("identity must be one of " + IDENTITIES + ", not \"" + identity + "\"");
        }
        if (!TLS.contains(tls)) {
            throw new IllegalArgumentException("tls must be one of " + TLS + ", not \"" + tls + "\"");
        }
        if (tls.equals(NONE) && !listener.inetAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("tls must be server or mutual unless address is a loopback address: "
                    + "whoever writes into that connection can be any device");
        }
        if (tls.equals(MUTUAL) != trustFile.isPresent()) {
            throw new IllegalArgumentException("trustFile goes with tls: mutual, and tls: mutual needs it");
        }
    }

    /** Where to listen. */
    public Listener listener() {
        return new Listener(address, port);
    }

    /** The addresses of the proxies. */
    public Networks networks() {
        return Networks.parse(from);
    }
}
