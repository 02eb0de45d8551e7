package dev.muster.gateway.net;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.muster.gateway.model.DmMac;
import dev.muster.gateway.session.DmDigests;

/**
 * Serves the check-in endpoint: the header {@code x-syncml-hmac} of OMA-DM, {@code algorithm=MD5, username="name", mac=base64}
 * (OMA DM HTTP binding 1.2, section 7). What cannot be read counts as absent; whether one is asked for, the engine knows.
 */
final class SyncMlHmac {
    static final String HEADER = "x-syncml-hmac";
    private static final int LONGEST = 1024;
    private static final Pattern PARAMETER = Pattern
            .compile("\\s*([A-Za-z]{1,16})\\s*=\\s*(?:\"([^\"]{0,256})\"|([^\\s,\"]{1,256}))\\s*(?:,|$)");

    private SyncMlHmac() {}

    /** What a request shows. */
    static Optional<DmMac> of(String header, byte[] body) {
        if (header.isEmpty() || header.length() > LONGEST) {
            return Optional.empty();
        }
        String algorithm = "";
        String username = "";
        String mac = "";
        Matcher parameters = PARAMETER.matcher(header);
        for (int at = 0; at < header.length() && parameters.region(at, header.length()).lookingAt(); at = parameters
                .end()) {
            String value = parameters.group(2) == null ? parameters.group(3) : parameters.group(2);
            switch (parameters.group(1).toLowerCase(java.util.Locale.ROOT)) {
                case "algorithm" -> algorithm = value;
                case "username" -> username = value;
                case "mac" -> mac = value;
                default -> {
                }
            }
        }
        return mac.isEmpty() ? Optional.empty()
                : Optional.of(new DmMac(algorithm, username, mac, DmDigests.ofBody(body)));
    }
}
