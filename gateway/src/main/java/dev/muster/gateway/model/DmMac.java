package dev.muster.gateway.model;

/**
 * What came in the header {@code x-syncml-hmac}: a client's proof over a whole message (OMA DM Security 1.2, section 5.4).
 *
 * @param algorithm the digest; empty: MD5, the only one there is
 * @param username the client's name
 * @param mac the proof, base64
 * @param bodyDigest MD5 of the body as it came, base64; ours, not the client's
 */
public record DmMac(String algorithm, String username, String mac, String bodyDigest) {
    @Override
    public String toString() {
        return "DmMac[***]";
    }
}
