package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.muster.certs.secret.PasswordHash;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/** Who may enrol without a token for one device, as administrators decide it. */
@Timeout(60)
class EnrolmentAccessOperationsTest {
    private static final TenantId CONTOSO = new TenantId("contoso");
    private static final String POLICY = "/tenants/contoso/enrolment-policy";
    private static final String KEY = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"1\","
            + "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
            + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\","
            + "\"d\":\"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE\"}]}";

    private final ApiHarness api;
    private final UserId ada = new UserId(java.util.UUID.randomUUID());

    EnrolmentAccessOperationsTest(@TempDir Path directory) {
        this.api = new ApiHarness(directory);
    }

    @BeforeEach
    void givenTenants() {
        api.post("/tenants", "{\"id\":\"contoso\"}");
        api.post("/tenants", "{\"id\":\"fabrikam\"}");
        api.store.directory().create(CONTOSO, ada, "ada@contoso.example");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void keepsAPasswordsHashAndShowsItNowhere() {
        String path = "/tenants/contoso/users/" + ada + "/password";
        assertEquals(204, api.put(path, "{\"password\":\"correct horse\"}").status());
        String kept = api.store.enrolmentAccess().password(CONTOSO, ada).orElseThrow();
        assertTrue(PasswordHash.parse(kept).orElseThrow().matches(PasswordHash.bytes("correct horse")));
        assertFalse(api.get("/tenants/contoso/users/" + ada).text().contains("argon"));
        assertEquals(400, api.put(path, "{\"password\":\"short\"}").status());
        assertEquals(404, api.put("/tenants/fabrikam/users/" + ada + "/password", "{\"password\":\"correct horse\"}")
                .status());
        assertEquals(204, api.delete(path).status());
        assertEquals(404, api.delete(path).status());
    }

    @Test
    void givesADomainToOneTenant() {
        assertEquals(200, api.put("/tenants/contoso/enrolment-domains/Contoso.example", "{}").status());
        ApiHarness.Reply taken = api.put("/tenants/fabrikam/enrolment-domains/contoso.example", "{}");
        assertEquals(409, taken.status());
        assertFalse(taken.text().contains("contoso\""), "whose it is stays with them: " + taken.text());
        assertEquals("contoso.example", api.get("/tenants/contoso/enrolment-domains").at("/domains/0"));
        assertEquals(404, api.delete("/tenants/fabrikam/enrolment-domains/contoso.example").status());
        assertEquals(204, api.delete("/tenants/contoso/enrolment-domains/contoso.example").status());
        assertEquals(400, api.put("/tenants/contoso/enrolment-domains/not_a_domain", "{}").status());
    }

    @Test
    void keepsPublicKeysOfIssuersOnly() {
        assertEquals("password", api.get(POLICY).at("/proof"));
        ApiHarness.Reply set = api.put(POLICY,
                "{\"proof\":\"federated\",\"authenticationUrl\":\"https://login.example/page\",\"issuers\":"
                        + "[{\"issuer\":\"https://login.example\",\"audience\":\"muster\",\"keys\":" + KEY
                        + ",\"required\":{\"tid\":\"1\"}}],\"mostDevicesPerUser\":3,\"androidAgent\":true,\"consent\":true}");
        assertEquals(200, set.status(), set.text());
        assertEquals("upn", set.at("/issuers/0/userClaim"));
        assertEquals(set.text(), api.get(POLICY).text());
        String kept = api.store.enrolmentAccess().policy(CONTOSO).issuers().getFirst().keys().orElseThrow();
        assertTrue(kept.contains("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"));
        assertFalse(kept.contains("870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"), "a private key is not kept");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"proof | {}", "proof | {\"proof\":\"certificate\"}",
            "authenticationUrl | {\"proof\":\"federated\"}",
            "authenticationUrl | {\"proof\":\"password\",\"authenticationUrl\":\"http://login.example\"}",
            "issuers | {\"proof\":\"federated\",\"authenticationUrl\":\"https://login.example\"}",
            "issuers | {\"proof\":\"password\",\"androidAgent\":true,\"consent\":true}",
            "issuers[0].keys | {\"proof\":\"password\",\"issuers\":[{\"issuer\":\"a\",\"audience\":\"b\"}]}",
            "issuers[0].keys | {\"proof\":\"password\",\"issuers\":[{\"issuer\":\"a\",\"audience\":\"b\",\"keys\":{\"keys\":[]}}]}",
            "issuers[0].keysUrl | {\"proof\":\"password\",\"issuers\":[{\"issuer\":\"a\",\"audience\":\"b\",\"keysUrl\":\"https://u@h/\"}]}",
            "issuers[0].issuer | {\"proof\":\"password\",\"issuers\":[{\"audience\":\"b\",\"keysUrl\":\"https://h/\"}]}",
            "mostDevicesPerUser | {\"proof\":\"password\",\"mostDevicesPerUser\":0}"})
    void namesTheFieldThatDoesNotFit(String field, String body) {
        ApiHarness.Reply refused = api.put(POLICY, body);
        assertEquals(400, refused.status(), refused.text());
        assertTrue(String.valueOf(refused.at("/error/message")).startsWith(field), refused.text());
    }

    @Test
    void enrolsAndroidAgentsOnlyOnceSomebodyAgreedR21() {
        String agents = "{\"proof\":\"password\",\"androidAgent\":true,\"issuers\":"
                + "[{\"issuer\":\"a\",\"audience\":\"b\",\"keysUrl\":\"https://h.example/\"}]";
        ApiHarness.Reply refused = api.put(POLICY, agents + "}");
        assertEquals(409, refused.status(), refused.text());
        assertEquals("consent_missing", refused.at("/error/code"));
        assertEquals(200, api.put(POLICY, agents + ",\"consent\":true}").status());
        assertEquals(200, api.put(POLICY, agents + "}").status(), "it is recorded now");
        assertEquals(409, api.put(POLICY.replace("contoso", "fabrikam"), agents + "}").status(), "for one tenant");
    }

    @Test
    void showsABulkTokenOnceAndWithdrawsIt() {
        ApiHarness.Reply made = api.post("/tenants/contoso/bulk-tokens", "{\"devices\":50}");
        assertEquals(201, made.status(), made.text());
        String text = String.valueOf(made.at("/token"));
        assertTrue(text.startsWith("contoso."), "it begins with its tenant");
        ApiHarness.Reply list = api.get("/tenants/contoso/bulk-tokens");
        assertEquals(made.at("/id"), list.at("/tokens/0/id"));
        assertFalse(list.text().contains(text));
        assertEquals(404, api.delete("/tenants/fabrikam/bulk-tokens/" + made.at("/id")).status());
        assertEquals(204, api.delete("/tenants/contoso/bulk-tokens/" + made.at("/id")).status());
        assertEquals(404, api.delete("/tenants/contoso/bulk-tokens/xyz").status());
        assertEquals(400, api.post("/tenants/contoso/bulk-tokens", "{}").status());
        assertEquals(400, api.post("/tenants/contoso/bulk-tokens", "{\"devices\":1,\"validDays\":400}").status());
        assertEquals(404, api.post("/tenants/nobody/bulk-tokens", "{\"devices\":1}").status());
    }
}
