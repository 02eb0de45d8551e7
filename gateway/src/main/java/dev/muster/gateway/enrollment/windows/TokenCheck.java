package dev.muster.gateway.enrollment.windows;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;

import dev.muster.gateway.model.TokenIssuer;

/**
 * Whether a JSON Web Token (RFC 7519) was made by one of a tenant's issuers, for us, and is valid now. Signed by an asymmetric key
 * of the issuer, never by none, never by a shared one; expiry is required. Names no content.
 */
final class TokenCheck {
    private static final int LONGEST = 16 * 1024;
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384,
            JWSAlgorithm.RS512, JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.ES256,
            JWSAlgorithm.ES384);

    private final IssuerKeys keys;
    private final Clock clock;

    TokenCheck(IssuerKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** What came of it. */
    sealed interface Outcome {
        /** It is this user's, by principal name. */
        record Named(String principalName) implements Outcome {}

        /** It is not to be believed, or cannot be checked now. */
        record Denied(Complaint complaint) implements Outcome {}
    }

    /** Checks a token. */
    Outcome check(List<TokenIssuer> issuers, String token) {
        if (token.length() > LONGEST) {
            return denied();
        }
        try {
            // Plain and encrypted tokens are none of these.
            SignedJWT signed = SignedJWT.parse(token.strip());
            String issuer = signed.getJWTClaimsSet().getIssuer();
            for (TokenIssuer known : issuers) {
                if (known.issuer().equals(issuer)) {
                    return check(known, signed);
                }
            }
            return denied();
        } catch (ParseException | RuntimeException unreadable) {
            return denied();
        }
    }

    private Outcome check(TokenIssuer issuer, SignedJWT token) throws ParseException {
        Optional<JWKSource<SecurityContext>> source = keys.of(issuer);
        if (source.isEmpty()) {
            return new Outcome.Denied(Complaint.BUSY);
        }
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT,
                new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, source.get()));
        processor.setJWTClaimsSetVerifier((_, _) -> {
            // Below, with our clock.
        });
        try {
            return claimed(issuer, processor.process(token, null));
        } catch (KeySourceException unreachable) {
            return new Outcome.Denied(Complaint.BUSY);
        } catch (BadJOSEException | JOSEException forged) {
            return denied();
        }
    }

    private Outcome claimed(TokenIssuer issuer, JWTClaimsSet claims) throws ParseException {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        Date begins = claims.getNotBeforeTime();
        boolean valid = expires != null && now.isBefore(expires.toInstant().plus(SKEW))
                && (begins == null || !now.isBefore(begins.toInstant().minus(SKEW)));
        if (!valid || !claims.getAudience().contains(issuer.audience())) {
            return denied();
        }
        for (var required : issuer.required().entrySet()) {
            if (!required.getValue().equals(claims.getClaim(required.getKey()))) {
                return denied();
            }
        }
        String name = claims.getStringClaim(issuer.userClaim());
        return name == null || name.isBlank() ? denied() : new Outcome.Named(name);
    }

    private static Outcome denied() {
        return new Outcome.Denied(Complaint.WRONG_TOKEN);
    }
}
