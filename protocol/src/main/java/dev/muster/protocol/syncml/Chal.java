package dev.muster.protocol.syncml;

/**
 * A challenge inside a Status: which authentication is wanted, and the next nonce in its Meta.
 *
 * @param meta type, format and NextNonce
 */
public record Chal(Meta meta) {}
