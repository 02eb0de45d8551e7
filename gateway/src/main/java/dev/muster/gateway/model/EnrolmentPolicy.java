package dev.muster.gateway.model;

import java.util.List;
import java.util.Optional;

import dev.muster.protocol.enrollment.AuthPolicy;

/**
 * How users of a tenant enrol their devices without a token of an administrator.
 *
 * @param proof how a user of a Windows device proves who they are
 * @param authenticationUrl https page that hands out tokens; there if the proof is {@link AuthPolicy#FEDERATED}
 * @param issuers whose tokens are believed
 * @param mostDevices devices a user may have, 1 to 1,000
 * @param androidAgent whether Android agents may enrol, which takes the administrator's consent (R21)
 */
public record EnrolmentPolicy(AuthPolicy proof, Optional<String> authenticationUrl, List<TokenIssuer> issuers,
        int mostDevices, boolean androidAgent) {
    /** What a tenant has that nobody decided about: passwords, fifteen devices for each user. */
    public static final EnrolmentPolicy USUAL = new EnrolmentPolicy(AuthPolicy.ON_PREMISE, Optional.empty(), List.of(),
            15, false);

    public EnrolmentPolicy {
        issuers = List.copyOf(issuers);
        if (mostDevices < 1 || mostDevices > 1_000) {
            throw new IllegalArgumentException("a user may have 1 to 1,000 devices, not " + mostDevices);
        }
    }
}
