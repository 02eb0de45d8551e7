package dev.muster.gateway.admin;

import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWKSet;
import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.EnrolmentPolicy;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TokenIssuer;
import dev.muster.gateway.model.Vendor;
import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.TenantStore;
import dev.muster.protocol.enrollment.AuthPolicy;

/**
 * How users of a tenant prove who they are when they enrol a device. Android agents make work profiles, which takes consent to share
 * data with Google (R21), recorded before or given in the same request.
 */
final class SetEnrolmentPolicy implements Operation {
    static final String PATH = "/tenants/{tenant}/enrolment-policy";
    private static final int MOST_ISSUERS = 5;
    private static final int MOST_CLAIMS = 5;
    private static final int LONGEST = 500;
    private static final int LONGEST_KEYS = 32 * 1024;

    record Request(@Nullable String proof, @Nullable String authenticationUrl, @Nullable List<Issuer> issuers,
            @Nullable Integer mostDevicesPerUser, @Nullable Boolean androidAgent,
            @Nullable Boolean consent) {}

    record Issuer(@Nullable String issuer, @Nullable String audience, @Nullable JsonNode keys,
            @Nullable String keysUrl, @Nullable String userClaim, @Nullable Map<String, String> required) {}

    private final TenantStore tenants;
    private final EnrolmentAccessStore access;
    private final Consents consents;
    private final Journal journal;

    SetEnrolmentPolicy(TenantStore tenants, EnrolmentAccessStore access, Consents consents, Journal journal) {
        this.tenants = tenants;
        this.access = access;
        this.consents = consents;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Request request = call.body(Request.class);
        EnrolmentPolicy policy = policy(request);
        boolean agrees = policy.androidAgent() && Fields.flag(request.consent());
        if (policy.androidAgent() && !agrees) {
            consents.require(tenant, Vendor.GOOGLE, "enrolling Android agents", " or send \"consent\": true");
        }
        if (agrees) {
            consents.give(tenant, Vendor.GOOGLE, Journal.ACTOR);
        }
        access.putPolicy(tenant, policy);
        journal.note(tenant, "enrolment-policy.set", Map.of("proof", policy.proof().wireName(), "issuers",
                policy.issuers().stream().map(TokenIssuer::issuer).toList(), "mostDevicesPerUser",
                policy.mostDevices(), "androidAgent", policy.androidAgent()));
        return Answer.ok(EnrolmentPolicyView.of(policy));
    }

    private static EnrolmentPolicy policy(Request request) {
        AuthPolicy proof = switch (Fields.required("proof", request.proof())) {
            case "password" -> AuthPolicy.ON_PREMISE;
            case "federated" -> AuthPolicy.FEDERATED;
            default -> throw ApiProblem.badField("proof", "must be password or federated");
        };
        Optional<String> page = Optional.ofNullable(request.authenticationUrl())
                .map(text -> https("authenticationUrl", text));
        List<TokenIssuer> issuers = issuers(request.issuers());
        if (proof == AuthPolicy.FEDERATED && (page.isEmpty() || issuers.isEmpty())) {
            throw ApiProblem.badField(page.isEmpty() ? "authenticationUrl" : "issuers",
                    "is needed where the proof is federated");
        }
        boolean android = Fields.flag(request.androidAgent());
        if (android && issuers.isEmpty()) {
            throw ApiProblem.badField("issuers", "is needed for Android agents, which show a token");
        }
        return new EnrolmentPolicy(proof, page, issuers,
                Fields.number("mostDevicesPerUser", request.mostDevicesPerUser(), 1, 1_000,
                        EnrolmentPolicy.USUAL.mostDevices()),
                android);
    }

    private static List<TokenIssuer> issuers(@Nullable List<Issuer> given) {
        List<TokenIssuer> issuers = new ArrayList<>();
        if (given == null) {
            return issuers;
        }
        if (given.size() > MOST_ISSUERS) {
            throw ApiProblem.badField("issuers", "must be at most " + MOST_ISSUERS);
        }
        for (int i = 0; i < given.size(); i++) {
            issuers.add(issuer("issuers[" + i + "].", given.get(i)));
        }
        return issuers;
    }

    private static TokenIssuer issuer(String at, Issuer given) {
        if ((given.keys() == null) == (given.keysUrl() == null)) {
            throw ApiProblem.badField(at + "keys", "or keysUrl must be given, and not both");
        }
        Map<String, String> required = given.required() == null ? Map.of() : given.required();
        if (required.size() > MOST_CLAIMS) {
            throw ApiProblem.badField(at + "required", "must be at most " + MOST_CLAIMS + " claims");
        }
        required.forEach((claim, value) -> {
            var _ = Fields.text(at + "required", claim, LONGEST);
            var _ = Fields.text(at + "required." + claim, value, LONGEST);
        });
        return new TokenIssuer(Fields.text(at + "issuer", given.issuer(), LONGEST),
                Fields.text(at + "audience", given.audience(), LONGEST),
                Optional.ofNullable(given.keys()).map(keys -> keys(at, keys)),
                Optional.ofNullable(given.keysUrl()).map(text -> https(at + "keysUrl", text)),
                given.userClaim() == null ? TokenIssuer.UPN : Fields.text(at + "userClaim", given.userClaim(), LONGEST),
                required);
    }

    /** Public keys only: a private or a shared one has no business here, and is not kept. */
    private static String keys(String at, JsonNode given) {
        String text = given.toString();
        if (text.length() <= LONGEST_KEYS) {
            try {
                JWKSet keys = JWKSet.parse(text).toPublicJWKSet();
                if (!keys.isEmpty()) {
                    return keys.toString();
                }
            } catch (ParseException noKeys) {
                // Told below.
            }
        }
        throw ApiProblem.badField(at + "keys",
                "must be a JSON Web Key Set with at least one public key, of at most 32 KB");
    }

    private static String https(String field, String given) {
        String text = Fields.text(field, given, LONGEST);
        try {
            URI address = new URI(text);
            if ("https".equals(address.getScheme()) && address.getHost() != null
                    && address.getRawUserInfo() == null) {
                return text;
            }
        } catch (java.net.URISyntaxException noAddress) {
            // Told below.
        }
        throw ApiProblem.badField(field, "must be an address such as https://login.example/path");
    }
}
