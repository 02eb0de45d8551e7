package dev.muster.gateway.admin;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.EnrolmentPolicy;
import dev.muster.gateway.model.TokenIssuer;
import dev.muster.protocol.enrollment.AuthPolicy;

/** A policy of enrolment as administrators see it; keys of issuers are public, and too long to be shown. */
record EnrolmentPolicyView(String proof, @Nullable String authenticationUrl, List<IssuerView> issuers,
        int mostDevicesPerUser, boolean androidAgent) {
    record IssuerView(String issuer, String audience, boolean keys, @Nullable String keysUrl, String userClaim,
            Map<String, String> required) {
        static IssuerView of(TokenIssuer issuer) {
            return new IssuerView(issuer.issuer(), issuer.audience(), issuer.keys().isPresent(),
                    issuer.keysUrl().orElse(null), issuer.userClaim(), issuer.required());
        }
    }

    static EnrolmentPolicyView of(EnrolmentPolicy policy) {
        return new EnrolmentPolicyView(policy.proof() == AuthPolicy.FEDERATED ? "federated" : "password",
                policy.authenticationUrl().orElse(null), policy.issuers().stream().map(IssuerView::of).toList(),
                policy.mostDevices(), policy.androidAgent());
    }
}
