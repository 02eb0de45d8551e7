package dev.muster.gateway.model;

import java.util.Optional;

/**
 * Credentials above TLS for OMA-DM (OMA DM Security 1.2): those a client has to show, and those it may want from us. For one
 * device or for all of a tenant. The certificate decides who a device is in either case.
 *
 * @param scheme how they are shown
 * @param clientName user name of the client
 * @param clientSecret its password
 * @param serverName our name towards the client; empty: we show no credentials
 * @param serverSecret our password towards the client
 */
public record DmAccount(Scheme scheme, String clientName, String clientSecret, String serverName,
        String serverSecret) {
    /** A device that is asked for nothing although its tenant has an account. */
    public static final DmAccount OFF = new DmAccount(Scheme.NONE, "", "", "", "");

    /** How credentials are shown. */
    public enum Scheme {
        /** Not at all. */
        NONE("none", ""),
        /** Name and password as they are. */
        BASIC("basic", "syncml:auth-basic"),
        /** A digest over name, password and nonce. */
        MD5("md5", "syncml:auth-md5"),
        /** A digest over name, password, nonce and the message, in the header {@code x-syncml-hmac}. */
        HMAC("hmac", "syncml:auth-MAC");

        private final String wireName;
        private final String metaType;

        Scheme(String wireName, String metaType) {
            this.wireName = wireName;
            this.metaType = metaType;
        }

        /** The name in the API and in the store. */
        public String wireName() {
            return wireName;
        }

        /** The name in Meta Type. */
        public String metaType() {
            return metaType;
        }

        /** The scheme of this name; empty if there is none. */
        public static Optional<Scheme> ofWireName(String name) {
            for (Scheme scheme : values()) {
                if (scheme.wireName.equals(name)) {
                    return Optional.of(scheme);
                }
            }
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "DmAccount[" + scheme + ", ***]";
    }
}
