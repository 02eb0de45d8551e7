package dev.muster.gateway.model;

/**
 * The nonces of one device's credentials above TLS; they are renewed in each session and used in the next.
 *
 * @param client the one that the client's next credentials are made with, base64; empty before the first challenge
 * @param server the one that ours are made with, base64; empty if the client never named one
 */
public record DmNonces(String client, String server) {
    /** None yet. */
    public static final DmNonces NONE = new DmNonces("", "");

    @Override
    public String toString() {
        return "DmNonces[***]";
    }
}
