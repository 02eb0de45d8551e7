package dev.muster.protocol.enrollment;

import java.util.Arrays;
import java.util.Optional;

/** How a user proves who they are while a device enrols (MS-MDE2, section 2.2.4.1, AuthPolicyType). */
public enum AuthPolicy {
    /** User name and password in the request. */
    ON_PREMISE("OnPremise"),
    /** A token from a web page. */
    FEDERATED("Federated"),
    /** A certificate that the device has already. */
    CERTIFICATE("Certificate");

    private final String wireName;

    AuthPolicy(String wireName) {
        this.wireName = wireName;
    }

    /** The name as in the specification. */
    public String wireName() {
        return wireName;
    }

    /** The policy of a wire name; empty if there is none. */
    public static Optional<AuthPolicy> of(String wireName) {
        return Arrays.stream(values()).filter(policy -> policy.wireName.equals(wireName)).findFirst();
    }
}
