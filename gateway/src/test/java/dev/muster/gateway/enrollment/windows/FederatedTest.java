package dev.muster.gateway.enrollment.windows;

import static dev.muster.gateway.enrollment.windows.WindowsHarness.ADA;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.CONTOSO;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.ada;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.assertFault;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.csr;
import static dev.muster.gateway.enrollment.windows.WindowsHarness.provisioned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.EnrolmentPolicy;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TokenIssuer;
import dev.muster.gateway.model.UserId;
import dev.muster.protocol.enrollment.AuthPolicy;
import dev.muster.protocol.enrollment.Credential;
import dev.muster.protocol.enrollment.EnrollmentRequest.ContextItem;
import dev.muster.protocol.enrollment.Secret;

/** Users who sign in elsewhere: Windows devices under the policy Federated, and Android agents. */
@Timeout(60)
class FederatedTest {
    private static final String ISSUER = "https://login.example";
    private static final ContextItem ANDROID = new ContextItem("DeviceType", DeviceTypes.ANDROID_AGENT);

    private final WindowsHarness harness;
    private final ECKey key = generate("one");
    private final ECKey stranger = generate("one");
    private UserId user = new UserId(java.util.UUID.randomUUID());

    FederatedTest(@TempDir Path directory) {
        harness = new WindowsHarness(directory);
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private static ECKey generate(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String keySet(ECKey... keys) {
        return new JWKSet(List.of(keys)).toPublicJWKSet().toString();
    }

    private TokenIssuer issuer() {
        return new TokenIssuer(ISSUER, "muster", Optional.of(keySet(key)), Optional.empty(), "upn",
                Map.of("tid", "contoso-directory"));
    }

    private void given(AuthPolicy proof, boolean android, TokenIssuer... issuers) {
        user = harness.givenContosoWithAda();
        harness.store.enrolmentAccess().putPolicy(CONTOSO, new EnrolmentPolicy(proof,
                Optional.of("https://login.example/page"), List.of(issuers), 15, android));
    }

    private JWTClaimsSet.Builder claims() {
        Instant now = harness.clock.instant();
        return new JWTClaimsSet.Builder().issuer(ISSUER).audience("muster").claim("upn", ADA)
                .claim("tid", "contoso-directory").issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofHours(1))));
    }

    private static Credential token(String text) {
        return new Credential.BinaryToken(Credential.BinaryToken.JWT, Secret.of(text));
    }

    private static String signed(ECKey key, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                    claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Credential good() {
        return token(signed(key, claims().build()));
    }

    private void assertRefused(UnaryOperator<JWTClaimsSet.Builder> change) {
        assertFault(Complaint.WRONG_TOKEN,
                harness.enrol(token(signed(key, change.apply(claims()).build())), csr()));
    }

    @Test
    void enrolsTheUserATokenNames() {
        given(AuthPolicy.FEDERATED, false, issuer());
        var _ = provisioned(harness.enrol(good(), csr()));
        Device device = harness.store.devices().page(CONTOSO, Optional.empty(), 5).getFirst().device();
        assertEquals(Optional.of(user), device.user());
        assertEquals(Platform.WINDOWS, device.platform());
        var _ = provisioned(harness.enrol(new Credential.BinaryToken(Credential.BinaryToken.FEDERATED,
                ((Credential.BinaryToken) good()).token()), csr()));
    }

    @Test
    void refusesAlgorithmNoneAndSharedKeys() throws Exception {
        given(AuthPolicy.FEDERATED, false, issuer());
        assertFault(Complaint.WRONG_TOKEN,
                harness.enrol(token(new PlainJWT(claims().build()).serialize()), csr()));
        SignedJWT mac = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(),
                claims().build());
        mac.sign(new MACSigner(keySet(key).getBytes(StandardCharsets.UTF_8)));
        assertFault(Complaint.WRONG_TOKEN, harness.enrol(token(mac.serialize()), csr()));
        assertEquals(0, harness.devices());
    }

    @Test
    void refusesATokenOfAnotherKeyIssuerAudienceOrDirectory() {
        given(AuthPolicy.FEDERATED, false, issuer());
        assertFault(Complaint.WRONG_TOKEN, harness.enrol(token(signed(stranger, claims().build())), csr()));
        assertRefused(claims -> claims.issuer("https://login.example.evil"));
        assertRefused(claims -> claims.issuer(null));
        assertRefused(claims -> claims.audience("another"));
        assertRefused(claims -> claims.audience((String) null));
        assertRefused(claims -> claims.claim("tid", "fabrikam-directory"));
        assertRefused(claims -> claims.claim("tid", null));
        assertEquals(0, harness.devices());
    }

    @Test
    void refusesATokenBeforeAndAfterItsTime() {
        given(AuthPolicy.FEDERATED, false, issuer());
        Instant now = harness.clock.instant();
        assertRefused(claims -> claims.expirationTime(Date.from(now.minusSeconds(61))));
        assertRefused(claims -> claims.expirationTime(null));
        assertRefused(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(61))));
        var _ = provisioned(harness.enrol(
                token(signed(key, claims().notBeforeTime(Date.from(now.plusSeconds(30))).build())), csr()));
    }

    @Test
    void refusesATokenWithoutAUserOrOfAUserNobodyKnows() {
        given(AuthPolicy.FEDERATED, false, issuer());
        assertRefused(claims -> claims.claim("upn", null));
        assertRefused(claims -> claims.claim("upn", List.of(ADA)));
        assertFault(Complaint.UNKNOWN_USER, harness.enrol(
                token(signed(key, claims().claim("upn", "eve@contoso.example").build())), csr()));
    }

    @Test
    void believesTheIssuersOfTheTenantOnly() {
        given(AuthPolicy.FEDERATED, false, issuer());
        TenantId fabrikam = new TenantId("fabrikam");
        harness.givenTenant(fabrikam, "fabrikam.example", TenantAuthority.INTUNE, ADA);
        harness.store.enrolmentAccess().putPolicy(fabrikam, new EnrolmentPolicy(AuthPolicy.FEDERATED, Optional.empty(),
                List.of(), 15, false));
        assertFault(Complaint.WRONG_TOKEN, harness.post("/EnrollmentServer/fabrikam/Enrollment.svc",
                WindowsHarness.token(good(), csr())));
        assertEquals(0, harness.store.devices().page(fabrikam, Optional.empty(), 5).size());
    }

    @Test
    void refusesWhatIsNoToken() {
        given(AuthPolicy.FEDERATED, false, issuer());
        for (String text : List.of("", "a.b.c", "eyJ", "x".repeat(20_000), good().toString())) {
            assertFault(Complaint.WRONG_TOKEN, harness.enrol(token(text), csr()));
        }
        assertFault(Complaint.NO_CREDENTIALS,
                harness.enrol(new Credential.BinaryToken("urn:something-else", Secret.of("x")), csr()));
        String tampered = signed(key, claims().build());
        assertFault(Complaint.WRONG_TOKEN,
                harness.enrol(token(tampered.substring(0, tampered.length() - 6) + "AAAAAA"), csr()));
    }

    @Test
    void takesNoPasswordWhereTokensAreAskedForAndTheOtherWayRound() {
        given(AuthPolicy.FEDERATED, false, issuer());
        assertFault(Complaint.NO_COMMON_PROOF, harness.enrol(ada(), csr()));
        harness.store.enrolmentAccess().putPolicy(CONTOSO, new EnrolmentPolicy(AuthPolicy.ON_PREMISE, Optional.empty(),
                List.of(issuer()), 15, false));
        assertFault(Complaint.NO_COMMON_PROOF, harness.enrol(good(), csr()));
        var _ = provisioned(harness.enrol(ada(), csr()));
    }

    @Test
    void enrolsAnAndroidAgentByTokenOnceTheAdministratorAllowedItR21() {
        given(AuthPolicy.ON_PREMISE, false, issuer());
        assertFault(Complaint.DEVICE_TYPE, harness.enrol(good(), csr(), ANDROID));
        harness.store.enrolmentAccess().putPolicy(CONTOSO, new EnrolmentPolicy(AuthPolicy.ON_PREMISE, Optional.empty(),
                List.of(issuer()), 15, true));
        var _ = provisioned(harness.enrol(good(), csr(), ANDROID));
        Device device = harness.store.devices().page(CONTOSO, Optional.empty(), 5).getFirst().device();
        assertEquals(Platform.ANDROID, device.platform());
        assertEquals(Optional.of(user), device.user());
        assertFault(Complaint.NO_COMMON_PROOF, harness.enrol(ada(), csr(), ANDROID));
    }

    @Test
    void fetchesKeysSeldomAndOutlivesAnIssuerThatIsSilent() {
        given(AuthPolicy.FEDERATED, false, new TokenIssuer(ISSUER, "muster", Optional.empty(),
                Optional.of("https://login.example/keys"), "upn", Map.of()));
        assertFault(Complaint.BUSY, harness.enrol(good(), csr()));
        assertEquals(1, harness.fetches.get());
        harness.keySet = keySet(key);
        var _ = provisioned(harness.enrol(good(), csr()));
        var _ = provisioned(harness.enrol(good(), csr()));
        assertEquals(2, harness.fetches.get(), "what was fetched is kept");
        for (int i = 0; i < 20; i++) {
            var reply = harness.enrol(token(signed(generate("invented" + i), claims().build())), csr());
            assertFalse(reply.counted().equals("issued"));
        }
        assertTrue(harness.fetches.get() <= 4, "invented keys are no way to keep us asking: " + harness.fetches);
        harness.keySet = null;
        var _ = provisioned(harness.enrol(good(), csr()));
    }
}
