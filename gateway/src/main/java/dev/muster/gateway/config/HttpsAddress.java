package dev.muster.gateway.config;

import java.net.URI;

/** Checks addresses of services. */
final class HttpsAddress {
    private HttpsAddress() {}

    static void check(String key, String text) {
        boolean usable;
        try {
            URI address = URI.create(text);
            usable = "https".equals(address.getScheme()) && address.getHost() != null
                    && address.getRawUserInfo() == null;
        } catch (IllegalArgumentException noAddress) {
            usable = false;
        }
        if (!usable) {
            throw new IllegalArgumentException(key + " must be an address such as https://push.example/path, not \""
                    + text + "\"");
        }
    }
}
