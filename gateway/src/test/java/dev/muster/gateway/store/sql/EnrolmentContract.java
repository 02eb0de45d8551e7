package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.store.AutomatedDeviceStore;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.EnrolmentStore.CertificateRecord;
import dev.muster.gateway.store.EnrolmentStore.Issue;
import dev.muster.gateway.store.EnrolmentStore.Token;

/** Enrolment tokens and certificates. */
@Timeout(120)
interface EnrolmentContract extends StoreHarness {
    @Test
    default void readsATokenUntilItExpires() {
        Given given = Given.tenant(store());
        Token token = given.token(Platform.MACOS, Optional.of(given.user("ada")), new DeviceId(UUID.randomUUID()));
        String hash = Given.hash("token" + given.tenant);
        store().enrolments().putToken(hash, token);

        assertEquals(Optional.of(token), store().enrolments().token(given.tenant, hash, Given.NOW));
        assertEquals(Optional.empty(), store().enrolments().token(given.tenant, hash, token.expiresAt()));
        assertEquals(Optional.empty(), store().enrolments().token(given.tenant, Given.hash("other"), Given.NOW));
        assertEquals(Optional.empty(),
                store().enrolments().token(Given.tenant(store()).tenant, hash, Given.NOW), "of another tenant");
    }

    @Test
    default void redeemsATokenOnce() throws Exception {
        Given given = Given.tenant(store());
        DeviceId device = new DeviceId(UUID.randomUUID());
        Token token = given.token(Platform.IOS, Optional.empty(), device);
        String hash = Given.hash("once" + given.tenant);
        store().enrolments().putToken(hash, token);

        List<Future<Boolean>> attempts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                attempts.add(threads.submit(() -> store().enrolments().redeem(hash, token, issue(given, device),
                        Optional.of(ManagementAuthority.OFFICE365), Given.NOW)));
            }
        }
        int redeemed = 0;
        for (Future<Boolean> attempt : attempts) {
            redeemed += attempt.get() ? 1 : 0;
        }
        assertEquals(1, redeemed);
        assertEquals(1, store().enrolments().certificatesOf(given.tenant, device, 10).size(),
                "no certificate is recorded for a token that was used up");
        assertTrue(store().enrolments().token(given.tenant, hash, Given.NOW).isEmpty());
        Device created = store().devices().device(given.tenant, device).orElseThrow().device();
        assertEquals(DeviceState.ISSUED, created.state());
        assertEquals(Platform.IOS, created.platform());
        assertEquals(Optional.of(ManagementAuthority.OFFICE365), created.placedUnder());
        assertEquals(0, created.version());
        assertEquals(Device.Hardware.UNKNOWN, created.hardware());
    }

    private static Issue issue(Given given, DeviceId device) {
        return new Issue(given.certificate(device), Given.hash("key"), new byte[] {1});
    }

    @Test
    default void showsWhatATokenBecameToTheKeyItWasIssuedToOnly() {
        Given given = Given.tenant(store());
        DeviceId device = new DeviceId(UUID.randomUUID());
        Token token = given.token(Platform.IOS, Optional.empty(), device);
        String hash = Given.hash("again" + given.tenant);
        String key = Given.hash("key");
        byte[] der = ("certificate of " + device).getBytes(StandardCharsets.UTF_8);
        ClientCertificate certificate = new ClientCertificate(Fingerprint.of(der), given.certificate(device).identity(),
                Given.NOW, Given.NOW.plusSeconds(86_400));
        store().enrolments().putToken(hash, token);
        assertTrue(store().enrolments().issuedBefore(given.tenant, hash, key, Given.NOW).isEmpty(), "not used yet");
        assertTrue(store().enrolments().redeem(hash, token, new Issue(certificate, key, der), Optional.empty(),
                Given.NOW));

        assertArrayEquals(der,
                store().enrolments().issuedBefore(given.tenant, hash, key, Given.NOW).orElseThrow());
        assertTrue(store().enrolments().issuedBefore(given.tenant, hash, Given.hash("other"), Given.NOW).isEmpty());
        assertTrue(store().enrolments().issuedBefore(given.tenant, hash, key, token.expiresAt()).isEmpty());
        assertTrue(store().enrolments().issuedBefore(Given.tenant(store()).tenant, hash, key, Given.NOW).isEmpty());
        store().enrolments().revoke(given.tenant, certificate.fingerprint(), Given.NOW);
        assertTrue(store().enrolments().issuedBefore(given.tenant, hash, key, Given.NOW).isEmpty(), "revoked");
        assertTrue(store().enrolments().anyIssued());
    }

    /** R18: what a device that lost the answer to its renewal gets, and how often it may begin another. */
    @Test
    default void aRenewalIsHandedOutAgainToItsKeyAndBoundedPerDay() {
        Given given = Given.tenant(store());
        DeviceId device = given.enrolled(Platform.IOS, Optional.empty()).device();
        Issue first = Given.issue(given.certificate(device));
        assertTrue(store().enrolments().renew(given.tenant, device, 1, first, Given.NOW));
        assertArrayEquals(first.certificate(), store().enrolments()
                .renewedBefore(given.tenant, device, 1, first.key(), Given.NOW.plusSeconds(60)).orElseThrow());
        assertTrue(
                store().enrolments().renewedBefore(given.tenant, device, 1, Given.hash("other"), Given.NOW).isEmpty());
        assertTrue(store().enrolments().renewedBefore(given.tenant, device, 2, first.key(), Given.NOW).isEmpty());
        assertTrue(store().enrolments().renewedBefore(Given.tenant(store()).tenant, device, 1, first.key(), Given.NOW)
                .isEmpty());
        assertTrue(store().enrolments()
                .renewedBefore(given.tenant, device, 1, first.key(), Given.NOW.plusSeconds(2 * 86_400)).isEmpty());
        store().enrolments().revoke(given.tenant, first.facts().fingerprint(), Given.NOW);
        assertTrue(store().enrolments().renewedBefore(given.tenant, device, 1, first.key(), Given.NOW).isEmpty());

        for (int more = 1; more < Renewals.MOST_A_DAY; more++) {
            assertTrue(store().enrolments().renew(given.tenant, device, 1, Given.issue(given.certificate(device)),
                    Given.NOW));
        }
        Issue tooMany = Given.issue(given.certificate(device));
        assertFalse(store().enrolments().renew(given.tenant, device, 1, tooMany, Given.NOW));
        assertTrue(store().enrolments().certificate(given.tenant, tooMany.facts().fingerprint()).isEmpty());
        assertTrue(store().enrolments().renew(given.tenant, device, 1, tooMany, Given.NOW.plusSeconds(86_401)));
    }

    /** R18: a challenge that the gateway itself sent to an enrolment. */
    @Test
    default void aTokenThatRenewsRecordsForTheEnrolmentThatStandsAndNoOther() {
        Given given = Given.tenant(store());
        DeviceId device = given.enrolled(Platform.IOS, Optional.empty()).device();
        for (int enrolment : new int[] {1, 2}) {
            String hash = Given.hash("renews " + enrolment + given.tenant);
            Token token = new Token(given.tenant, Platform.IOS, Optional.empty(), "", "", device,
                    Given.NOW.plusSeconds(3600), enrolment);
            store().enrolments().putToken(hash, token);
            assertEquals(Optional.of(token), store().enrolments().token(given.tenant, hash, Given.NOW));
            Issue issue = Given.issue(given.certificate(device));
            assertEquals(enrolment == 1,
                    store().enrolments().redeem(hash, token, issue, Optional.empty(), Given.NOW));
            assertEquals(enrolment == 1,
                    store().enrolments().certificate(given.tenant, issue.facts().fingerprint()).isPresent());
            assertEquals(enrolment == 1, store().enrolments()
                    .renewedBefore(given.tenant, device, enrolment, issue.key(), Given.NOW).isPresent());
            assertTrue(store().enrolments().token(given.tenant, hash, Given.NOW).isEmpty(), "used up");
        }
    }

    /** R18: what an administrator sees of a renewal that does not come off, and how many offers run up. */
    @Test
    default void offersOfARenewalAreBoundedAndKeepWhatWentWrong() {
        Given given = Given.tenant(store());
        DeviceId device = given.enrolled(Platform.IOS, Optional.empty()).device();
        Instant end = Given.NOW.plusSeconds(86_400);
        for (int offer = 0; offer < Renewals.MOST_OFFERS; offer++) {
            Token token = new Token(given.tenant, Platform.IOS, Optional.empty(), "", "", device,
                    end.plusSeconds(offer), 1);
            assertTrue(store().enrolments().putOffer(Given.hash("offer " + offer + given.tenant), token, Given.NOW));
        }
        Token oneMore = new Token(given.tenant, Platform.IOS, Optional.empty(), "", "", device, end, 1);
        String hash = Given.hash("one more" + given.tenant);
        assertFalse(store().enrolments().putOffer(hash, oneMore, Given.NOW));
        assertTrue(store().enrolments().token(given.tenant, hash, Given.NOW).isEmpty());

        store().enrolments().renewalFailed(given.tenant, device, 1, "MCSCEPErrorDomain 22013", Given.NOW);
        store().enrolments().renewalFailed(given.tenant, device, 2, "of no offer", Given.NOW);
        List<String> offered = store().enrolments().renewalsOffered(given.tenant, device, 1, Given.NOW);
        assertEquals(Renewals.MOST_OFFERS, offered.size());
        assertEquals("MCSCEPErrorDomain 22013", offered.getFirst());
        assertEquals(List.of(), store().enrolments().renewalsOffered(given.tenant, device, 2, Given.NOW));
        assertEquals(List.of(),
                store().enrolments().renewalsOffered(Given.tenant(store()).tenant, device, 1, Given.NOW));
        Instant later = end.plusSeconds(Renewals.MOST_OFFERS);
        assertEquals(List.of(), store().enrolments().renewalsOffered(given.tenant, device, 1, later));
        assertTrue(store().enrolments().putOffer(hash, oneMore, later), "those before have expired");
    }

    @Test
    default void hardwareThatEnrolsByItselfKeepsItsRowAndBelongsToItsTenant() {
        Given given = Given.tenant(store());
        Given other = Given.tenant(store());
        DeviceId device = new DeviceId(UUID.randomUUID());
        AutomatedDeviceStore.Entry entry = new AutomatedDeviceStore.Entry(given.tenant, "C02A", Platform.IOS,
                Optional.empty(), device, Given.NOW);
        assertEquals(entry, store().automatedDevices().put(entry));
        AutomatedDeviceStore.Entry changed = store().automatedDevices().put(new AutomatedDeviceStore.Entry(given.tenant,
                "C02A", Platform.IPADOS, Optional.of(given.user("ada")), new DeviceId(UUID.randomUUID()),
                Given.NOW.plusSeconds(60)));
        assertEquals(device, changed.device());
        assertEquals(Platform.IPADOS, changed.platform());
        assertEquals(Optional.of(changed), store().automatedDevices().find(given.tenant, "C02A"));
        assertEquals(Optional.empty(), store().automatedDevices().find(other.tenant, "C02A"));
        assertEquals(List.of(), store().automatedDevices().page(given.tenant, "C02A", 10));
        assertEquals(List.of(changed), store().automatedDevices().page(given.tenant, "", 10));
        assertFalse(store().automatedDevices().remove(other.tenant, "C02A"));
        assertTrue(store().automatedDevices().remove(given.tenant, "C02A"));
        assertFalse(store().automatedDevices().remove(given.tenant, "C02A"));
    }

    @Test
    default void refusesAnExpiredToken() {
        Given given = Given.tenant(store());
        DeviceId device = new DeviceId(UUID.randomUUID());
        Token token = given.token(Platform.IOS, Optional.empty(), device);
        String hash = Given.hash("late" + given.tenant);
        store().enrolments().putToken(hash, token);

        assertFalse(store().enrolments().redeem(hash, token, issue(given, device), Optional.empty(),
                token.expiresAt()));
        assertTrue(store().devices().device(given.tenant, device).isEmpty());
    }

    @Test
    default void leavesAnExistingDeviceAsItIsWhenItGetsAFurtherCertificate() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        Device before = given.device(caller);

        given.certified(Platform.IOS, Optional.of(given.user("ada")), caller.device());

        assertEquals(before, given.device(caller), "the user changes when the enrolment completes");
        assertEquals(2, store().enrolments().certificatesOf(given.tenant, caller.device(), 10).size());
    }

    @Test
    default void listsRevokedCertificatesUntilTheyExpire() {
        Given given = Given.tenant(store());
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        Instant revoked = Given.NOW.plusSeconds(10);

        assertTrue(store().enrolments().revoke(given.tenant, caller.certificate(), revoked));
        assertTrue(store().enrolments().revoke(given.tenant, caller.certificate(), revoked.plusSeconds(9)),
                "once more changes nothing");
        assertFalse(store().enrolments().revoke(given.tenant, given.certificate(caller.device()).fingerprint(),
                revoked), "no such record");

        CertificateRecord record = store().enrolments().certificatesOf(given.tenant, caller.device(), 1).getFirst();
        assertEquals(CertificateStatus.REVOKED, record.status());
        assertEquals(caller.certificate(), record.fingerprint());
        assertEquals(caller.device(), record.device());
        assertTrue(store().enrolments().revokedSince(revoked, revoked).contains(caller.certificate()));
        assertFalse(store().enrolments().revokedSince(revoked.plusMillis(1), revoked).contains(caller.certificate()));
        assertFalse(store().enrolments().revokedSince(revoked, record.notAfter()).contains(caller.certificate()));
        assertEquals(CertificateStatus.REVOKED, given.read(caller).status());
    }
}
