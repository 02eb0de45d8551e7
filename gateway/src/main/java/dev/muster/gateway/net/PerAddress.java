package dev.muster.gateway.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * A number of places for each remote address, so that one of them cannot take all that there are. An IPv6 address counts by its
 * first 64 bits, which one subscriber holds whole. An address is remembered only while it holds a place, so there are never more
 * of them than places in the {@link Slots} that everybody has to pass first. Any thread may call it.
 */
final class PerAddress {
    private static final int NETWORK_BYTES = 8;

    private final int most;
    private final ConcurrentHashMap<ByteBuffer, Integer> taken = new ConcurrentHashMap<>();

    PerAddress(int most) {
        this.most = most;
    }

    /** Takes a place; false if this address holds all it may. */
    boolean take(SocketAddress remote) {
        boolean[] got = new boolean[1];
        taken.compute(key(remote), (address, now) -> {
            int held = now == null ? 0 : now;
            got[0] = held < most;
            return got[0] ? Integer.valueOf(held + 1) : now;
        });
        return got[0];
    }

    /** Gives a place back. */
    void give(SocketAddress remote) {
        taken.computeIfPresent(key(remote), (address, now) -> now > 1 ? Integer.valueOf(now - 1) : null);
    }

    /** How many addresses hold a place at this moment. */
    int addresses() {
        return taken.size();
    }

    /** What an address counts by, as text; empty if it is none of the internet's. */
    static String name(@Nullable SocketAddress remote) {
        return remote == null ? "" : HexFormat.of().formatHex(key(remote).array(), 0, key(remote).remaining());
    }

    private static ByteBuffer key(SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress internet ? internet.getAddress() : null;
        byte[] bytes = address == null ? new byte[0] : address.getAddress();
        return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
    }
}
