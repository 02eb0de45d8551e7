package dev.muster.gateway.net;

import java.net.BindException;
import java.net.InetSocketAddress;

/** A listener could not be opened. The message is for the administrator: which, where, why, and what to do. */
public final class ListenerUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    ListenerUnavailable(String listener, String key, InetSocketAddress address, Throwable cause) {
        super("the " + listener + " listener cannot use " + address.getHostString() + ":" + address.getPort() + ": "
                + why(cause, key), cause);
    }

    private static String why(Throwable cause, String key) {
        String said = String.valueOf(cause.getMessage());
        if (said.contains("Address already in use")) {
            return "the port is in use; stop the program that uses it, or set listeners." + key
                    + ".port to a free port";
        }
        if (said.contains("Permission denied")) {
            return "the system does not allow this port; set listeners." + key + ".port to one above 1023";
        }
        if (said.contains("assign requested address")) {
            return "this machine has no such address; set listeners." + key + ".address to one of its own";
        }
        return (cause instanceof BindException ? "" : cause.getClass().getSimpleName() + ", ") + said
                + "; check listeners." + key + ".address and listeners." + key + ".port";
    }
}
