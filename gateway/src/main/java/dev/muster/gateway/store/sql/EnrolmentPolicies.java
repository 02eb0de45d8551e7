package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonToken;

import dev.muster.gateway.model.EnrolmentPolicy;
import dev.muster.gateway.model.TokenIssuer;
import dev.muster.protocol.enrollment.AuthPolicy;

/**
 * A tenant's policy of enrolment out of its row. Issuers stand in one column:
 * {@code [["issuer", "audience", "keys", "address of keys", "user claim", "claim", "value", ...], ...]}.
 */
final class EnrolmentPolicies {
    private EnrolmentPolicies() {}

    static EnrolmentPolicy read(Row row) throws SQLException {
        String proof = row.text();
        AuthPolicy policy = AuthPolicy.of(proof)
                .orElseThrow(() -> new IllegalStateException("the store holds an unknown proof: " + proof));
        Optional<String> page = present(row.text());
        int most = row.small();
        boolean agents = row.flag();
        return new EnrolmentPolicy(policy, page, issuers(row.text()), most, agents);
    }

    static String issuers(List<TokenIssuer> issuers) {
        return Json.write(out -> {
            out.writeStartArray();
            for (TokenIssuer issuer : issuers) {
                List<String> texts = new ArrayList<>(List.of(issuer.issuer(), issuer.audience(),
                        issuer.keys().orElse(""), issuer.keysUrl().orElse(""), issuer.userClaim()));
                new TreeMap<>(issuer.required()).forEach((claim, value) -> {
                    texts.add(claim);
                    texts.add(value);
                });
                Json.writeTexts(out, texts);
            }
            out.writeEndArray();
        });
    }

    static List<TokenIssuer> issuers(String text) {
        return Json.read("list of issuers", text, in -> {
            Json.expect(in, JsonToken.START_ARRAY);
            List<TokenIssuer> issuers = new ArrayList<>();
            while (in.nextToken() == JsonToken.START_ARRAY) {
                String issuer = Json.nextText(in);
                String audience = Json.nextText(in);
                Optional<String> keys = present(Json.nextText(in));
                Optional<String> address = present(Json.nextText(in));
                String user = Json.nextText(in);
                Map<String, String> required = new TreeMap<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    String claim = in.getText();
                    required.put(claim, Json.nextText(in));
                }
                issuers.add(new TokenIssuer(issuer, audience, keys, address, user, required));
            }
            return issuers;
        });
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
