package dev.muster.protocol.enrollment;

/** What the security header of a request brings (WS-Security 2004; MS-MDE2, section 3.4). */
public sealed interface Credential {
    /** Nothing: discovery, and renewal, where the TLS client certificate speaks. */
    enum None implements Credential {
        /** The only one. */
        NONE
    }

    /** Authentication policy OnPremise: user name and password. */
    record UsernameToken(String username, Secret password) implements Credential {}

    /**
     * Authentication policy Federated: what the authentication service handed out.
     *
     * @param valueType what kind of token it is; {@link #JWT} or {@link #FEDERATED}, others survive
     * @param token the token itself, out of base64
     */
    record BinaryToken(String valueType, Secret token) implements Credential {
        /** The token is a JSON Web Token. */
        public static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
        /** The token is whatever the authentication service gave the client. */
        public static final String FEDERATED = "http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/"
                + "DeviceEnrollmentUserToken";
    }
}
