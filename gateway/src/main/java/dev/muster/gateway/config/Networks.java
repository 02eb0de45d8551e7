package dev.muster.gateway.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses that may do something: single ones and networks in CIDR form, separated by commas.
 *
 * @param networks at least one
 */
public record Networks(List<Network> networks) {
    /**
     * A network.
     *
     * @param address an address in it
     * @param prefix leading bits that its addresses have in common
     */
    public record Network(InetAddress address, int prefix) {
        /** Whether an address belongs to it; addresses of the other family never do. */
        boolean contains(InetAddress other) {
            byte[] ours = address.getAddress();
            byte[] theirs = other.getAddress();
            if (ours.length != theirs.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    public Networks {
        networks = List.copyOf(networks);
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("no address at all");
        }
    }

    /** Reads for example {@code 10.0.0.0/8, 192.0.2.7, 2001:db8::/32}; never asks a name service. */
    public static Networks parse(String text) {
        List<Network> networks = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String one = part.strip();
            int slash = one.indexOf('/');
            InetAddress address = InetAddress.ofLiteral(slash < 0 ? one : one.substring(0, slash));
            int bits = address.getAddress().length * 8;
            int prefix = slash < 0 ? bits : Integer.parseInt(one.substring(slash + 1));
            if (prefix < 0 || prefix > bits) {
                throw new IllegalArgumentException("a prefix of " + address.getHostAddress() + " has 0 to " + bits);
            }
            networks.add(new Network(address, prefix));
        }
        return new Networks(networks);
    }

    /** Whether an address is one of them. */
    public boolean contains(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
