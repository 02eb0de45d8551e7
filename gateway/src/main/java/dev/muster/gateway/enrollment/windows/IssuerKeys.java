package dev.muster.gateway.enrollment.windows;

import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.ResourceRetriever;

import dev.muster.gateway.model.TokenIssuer;

/**
 * Keys of issuers. What is fetched is kept for ten minutes, asked for again at most twice in half a minute when a token names a key that is not there,
 * and outlives an issuer that does not answer by four hours. So many issuers are remembered. Thread-safe.
 */
final class IssuerKeys {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Duration REFRESH_WITHIN = Duration.ofSeconds(15);
    private static final Duration APART = Duration.ofSeconds(30);
    private static final Duration OUTAGE = Duration.ofHours(4);
    private static final int REMEMBERED = 256;

    private final ResourceRetriever retriever;
    private final Map<String, JWKSource<SecurityContext>> fetched = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, JWKSource<SecurityContext>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param retriever fetches a key set; bounds its size and its time */
    IssuerKeys(ResourceRetriever retriever) {
        this.retriever = retriever;
    }

    /** Where the keys of an issuer come from; empty if what is configured is no key set and no address. */
    Optional<JWKSource<SecurityContext>> of(TokenIssuer issuer) {
        try {
            if (issuer.keys().isPresent()) {
                return Optional.of(new ImmutableJWKSet<>(JWKSet.parse(issuer.keys().get()).toPublicJWKSet()));
            }
            return Optional.of(fetched(issuer.keysUrl().orElse("")));
        } catch (ParseException | MalformedURLException | IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    private synchronized JWKSource<SecurityContext> fetched(String address) throws MalformedURLException {
        JWKSource<SecurityContext> known = fetched.get(address);
        if (known == null) {
            known = JWKSourceBuilder.<SecurityContext>create(URI.create(address).toURL(), retriever)
                    .cache(KEPT.toMillis(), REFRESH_WITHIN.toMillis()).refreshAheadCache(false)
                    .rateLimited(APART.toMillis()).retrying(false).outageTolerant(OUTAGE.toMillis()).build();
            fetched.put(address, known);
        }
        return known;
    }
}
