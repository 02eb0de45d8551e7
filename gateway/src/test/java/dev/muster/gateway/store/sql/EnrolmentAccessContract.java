package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.EnrolmentPolicy;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TokenIssuer;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.EnrolmentAccessStore.BulkToken;
import dev.muster.gateway.store.EnrolmentAccessStore.Proof;
import dev.muster.gateway.store.EnrolmentAccessStore.Recorded;
import dev.muster.gateway.store.EnrolmentStore.Issue;
import dev.muster.protocol.enrollment.AuthPolicy;

/** Who may enrol without a token that was made for one device. */
@Timeout(120)
interface EnrolmentAccessContract extends StoreHarness {
    @Test
    default void givesADomainToOneTenantOnly() {
        Given ours = Given.tenant(store());
        Given theirs = Given.tenant(store());
        String domain = ours.tenant + ".example";
        assertTrue(store().enrolmentAccess().claimDomain(ours.tenant, domain));
        assertTrue(store().enrolmentAccess().claimDomain(ours.tenant, domain), "again is no conflict");
        assertFalse(store().enrolmentAccess().claimDomain(theirs.tenant, domain));
        assertEquals(Optional.of(ours.tenant), store().enrolmentAccess().tenantOf(domain));
        assertEquals(List.of(domain), store().enrolmentAccess().domains(ours.tenant, 10));
        assertEquals(List.of(), store().enrolmentAccess().domains(theirs.tenant, 10));
        assertFalse(store().enrolmentAccess().releaseDomain(theirs.tenant, domain), "nobody takes another's away");
        assertTrue(store().enrolmentAccess().releaseDomain(ours.tenant, domain));
        assertEquals(Optional.empty(), store().enrolmentAccess().tenantOf(domain));
        assertFalse(store().enrolmentAccess().claimDomain(new TenantId("nobody"), domain));
    }

    @Test
    default void keepsAPolicyAndHasTheUsualOneBefore() {
        Given given = Given.tenant(store());
        assertEquals(EnrolmentPolicy.USUAL, store().enrolmentAccess().policy(given.tenant));
        EnrolmentPolicy policy = new EnrolmentPolicy(AuthPolicy.FEDERATED, Optional.of("https://login.example/page"),
                List.of(new TokenIssuer("https://login.example", "muster", Optional.of("{\"keys\":[]}"),
                        Optional.empty(), "upn", Map.of("tid", "1", "a", "b")),
                        new TokenIssuer("https://b.example", "c", Optional.empty(), Optional.of("https://b.example/k"),
                                "email", Map.of())),
                3, true);
        assertTrue(store().enrolmentAccess().putPolicy(given.tenant, policy));
        assertEquals(policy, store().enrolmentAccess().policy(given.tenant));
        assertTrue(store().enrolmentAccess().putPolicy(given.tenant, EnrolmentPolicy.USUAL));
        assertEquals(EnrolmentPolicy.USUAL, store().enrolmentAccess().policy(given.tenant));
        assertFalse(store().enrolmentAccess().putPolicy(new TenantId("nobody"), policy));
    }

    @Test
    default void keepsPasswordsOfUsersOnly() {
        Given given = Given.tenant(store());
        UserId ada = given.user("ada");
        assertEquals(Optional.empty(), store().enrolmentAccess().password(given.tenant, ada));
        assertTrue(store().enrolmentAccess().putPassword(given.tenant, ada, "one", Given.NOW));
        assertTrue(store().enrolmentAccess().putPassword(given.tenant, ada, "two", Given.NOW));
        assertEquals(Optional.of("two"), store().enrolmentAccess().password(given.tenant, ada));
        TenantId other = Given.tenant(store()).tenant;
        assertFalse(store().enrolmentAccess().putPassword(other, ada, "x", Given.NOW), "not of that tenant");
        assertEquals(Optional.empty(), store().enrolmentAccess().password(other, ada));
        assertFalse(store().enrolmentAccess().removePassword(other, ada));
        assertTrue(store().enrolmentAccess().removePassword(given.tenant, ada));
        assertEquals(Optional.empty(), store().enrolmentAccess().password(given.tenant, ada));
    }

    @Test
    default void recordsOneDeviceForOneKeyAndProofHoweverOftenItAsks() throws Exception {
        Given given = Given.tenant(store());
        UserId ada = given.user("ada");
        Proof proof = new Proof(given.tenant, Given.hash("proof"), Platform.WINDOWS, Optional.of(ada), 15);
        List<Future<Recorded>> attempts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                attempts.add(threads.submit(() -> record(given, proof, "key", Given.NOW)));
            }
        }
        int recorded = 0;
        for (Future<Recorded> attempt : attempts) {
            recorded += attempt.get() == Recorded.RECORDED ? 1 : 0;
            assertTrue(attempt.get() == Recorded.RECORDED || attempt.get() == Recorded.ALREADY);
        }
        assertEquals(1, recorded);
        var before = store().enrolmentAccess().issuedBefore(proof, Given.hash("key"), Given.NOW).orElseThrow();
        Device device = store().devices().device(given.tenant, before.device()).orElseThrow().device();
        assertEquals(DeviceState.ISSUED, device.state());
        assertEquals(Optional.of(ada), device.user());
        assertEquals(Optional.empty(), device.placedUnder());
        assertArrayEquals(der(before.device()), before.certificate());
        assertEquals(Optional.empty(),
                store().enrolmentAccess().issuedBefore(proof, Given.hash("another"), Given.NOW));
        assertEquals(Optional.empty(), store().enrolmentAccess().issuedBefore(proof, Given.hash("key"),
                Given.NOW.plusSeconds(86_401)), "for a day only");
        assertTrue(store().enrolments().revoke(given.tenant, Fingerprint.of(der(before.device())), Given.NOW));
        assertEquals(Optional.empty(), store().enrolmentAccess().issuedBefore(proof, Given.hash("key"), Given.NOW));
    }

    @Test
    default void letsAUserHaveSoManyDevicesAndForgetsAttemptsThatNeverCame() {
        Given given = Given.tenant(store());
        UserId ada = given.user("ada");
        Proof proof = new Proof(given.tenant, Given.hash("proof"), Platform.WINDOWS, Optional.of(ada), 3);
        given.enrolled(Platform.IOS, Optional.of(ada));
        assertEquals(Recorded.RECORDED, record(given, proof, "one", Given.NOW));
        assertEquals(Recorded.RECORDED, record(given, proof, "two", Given.NOW));
        assertEquals(Recorded.TOO_MANY_DEVICES, record(given, proof, "three", Given.NOW));
        assertEquals(Recorded.ALREADY, record(given, proof, "two", Given.NOW), "a lost answer is no further device");
        assertEquals(Recorded.RECORDED, record(given, proof, "three", Given.NOW.plusSeconds(86_400)));
        Proof nobody = new Proof(given.tenant, Given.hash("proof"), Platform.WINDOWS,
                Optional.of(new UserId(UUID.randomUUID())), 3);
        assertEquals(Recorded.PROOF_GONE, record(given, nobody, "four", Given.NOW));
    }

    @Test
    default void countsDevicesAgainstABulkTokenAndPlacesThemR8() {
        Given given = Given.tenant(store());
        String hash = Given.hash("bulk" + given.tenant);
        BulkToken token = new BulkToken(hash, Platform.WINDOWS, Given.NOW, Given.NOW.plusSeconds(600), 2, 0);
        assertTrue(store().enrolmentAccess().putBulkToken(given.tenant, token));
        assertFalse(store().enrolmentAccess().putBulkToken(new TenantId("nobody"), token));
        Proof proof = new Proof(given.tenant, hash, Platform.WINDOWS, Optional.empty(), 1);
        assertEquals(Recorded.RECORDED, record(given, proof, "one", Given.NOW));
        assertEquals(Recorded.ALREADY, record(given, proof, "one", Given.NOW));
        assertEquals(Recorded.PROOF_GONE, record(given, proof, "late", Given.NOW.plusSeconds(600)));
        assertEquals(Optional.empty(), store().enrolmentAccess().issuedBefore(proof, Given.hash("late"), Given.NOW));
        assertEquals(Recorded.RECORDED, record(given, proof, "two", Given.NOW));
        assertEquals(Recorded.PROOF_GONE, record(given, proof, "three", Given.NOW));
        assertEquals(2, store().enrolmentAccess().bulkToken(given.tenant, hash).orElseThrow().used());
        assertEquals(1, store().enrolmentAccess().bulkTokens(given.tenant, 10).size());
        var before = store().enrolmentAccess().issuedBefore(proof, Given.hash("one"), Given.NOW).orElseThrow();
        Device device = store().devices().device(given.tenant, before.device()).orElseThrow().device();
        assertEquals(Optional.of(ManagementAuthority.INTUNE), device.placedUnder());
        assertEquals(Optional.empty(), device.user());
        TenantId other = Given.tenant(store()).tenant;
        assertEquals(Optional.empty(), store().enrolmentAccess().bulkToken(other, hash));
        assertFalse(store().enrolmentAccess().removeBulkToken(other, hash));
        assertTrue(store().enrolmentAccess().removeBulkToken(given.tenant, hash));
        assertEquals(Recorded.PROOF_GONE, record(given, proof, "four", Given.NOW));
    }

    private Recorded record(Given given, Proof proof, String key, Instant now) {
        DeviceId device = new DeviceId(UUID.randomUUID());
        ClientCertificate certificate = new ClientCertificate(Fingerprint.of(der(device)),
                given.certificate(device).identity(), now, now.plusSeconds(86_400 * 365));
        return store().enrolmentAccess().record(proof, device, new Issue(certificate, Given.hash(key), der(device)),
                proof.user().isPresent() ? Optional.empty() : Optional.of(ManagementAuthority.INTUNE), now);
    }

    private static byte[] der(DeviceId device) {
        return ("certificate of " + device).getBytes(StandardCharsets.UTF_8);
    }
}
