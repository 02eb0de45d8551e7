package dev.muster.gateway.model;

import java.util.Map;
import java.util.Optional;

/**
 * Whose JSON Web Tokens a tenant believes when a user enrols a device (R26 asks who the user is).
 *
 * @param issuer the claim {@code iss}, exactly
 * @param audience one of the claims {@code aud}, exactly
 * @param keys its keys as a JSON Web Key Set; empty if they are fetched
 * @param keysUrl https address of its JSON Web Key Set; empty if it was given
 * @param userClaim the claim that holds the user's principal name
 * @param required further claims and the one value each must have, such as {@code tid}
 */
public record TokenIssuer(String issuer, String audience, Optional<String> keys, Optional<String> keysUrl,
        String userClaim, Map<String, String> required) {
    /** The claim of a principal name in Entra's tokens. */
    public static final String UPN = "upn";

    public TokenIssuer {
        required = Map.copyOf(required);
        if (keys.isPresent() == keysUrl.isPresent()) {
            throw new IllegalArgumentException("an issuer has either keys or an address of keys");
        }
    }
}
