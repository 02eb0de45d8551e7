package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.identity.ClientCertificate;
import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.AuditStore;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.CheckInWrite;
import dev.muster.gateway.store.DepartureStore.Departed;
import dev.muster.gateway.store.DepartureStore.Round;

/** How certificates go on: both of a renewal are good for a while (R18), and devices leave long after the end (R19). */
@Timeout(120)
interface CertificateLifeContract extends StoreHarness {
    /** A second certificate of a device in its first use. */
    private static Caller renewed(Given given, Caller old, ClientCertificate certificate) {
        assertTrue(given.renew(old.device(), 1, certificate));
        Caller next = new Caller(given.tenant, old.device(), certificate.fingerprint());
        CheckInWrite bound = new Given.Write(given.device(next))
                .device(row -> Given.copy(row, DeviceState.ENROLLED, 1, row.epoch(), Optional.of(next.certificate())))
                .enrolment(new CheckInWrite.Enrolment(next.certificate(), Optional.of(old.certificate()),
                        Optional.empty(), true))
                .build();
        assertEquals(WriteOutcome.COMMITTED, given.store.checkIns().write(bound));
        return next;
    }

    private CertificateStatus at(Caller caller, Instant moment) {
        return store().checkIns().read(caller, false, moment).orElseThrow().status();
    }

    @Test
    default void bothCertificatesOfARenewalAreGoodUntilTheTimeOfTheOldOneEndsR18() {
        Given given = Given.tenant(store());
        Caller old = given.enrolled(Platform.IOS, Optional.empty());
        Instant expiry = Given.NOW.plus(Duration.ofDays(365));
        Caller next = renewed(given, old, given.certificate(old.device()));
        assertEquals(CertificateStatus.BOUND, at(next, Given.NOW));
        assertEquals(CertificateStatus.RENEWED, at(old, expiry.minusMillis(1)), "as long as it is valid");
        assertEquals(CertificateStatus.SUPERSEDED, at(old, expiry), "and never longer");

        Instant end = Given.NOW.plus(Duration.ofHours(24));
        store().checkIns().settle(next, end);
        assertEquals(CertificateStatus.ACTIVE, at(next, Given.NOW));
        assertEquals(CertificateStatus.RENEWED, at(old, end.minusMillis(1)));
        assertEquals(CertificateStatus.SUPERSEDED, at(old, end));
        store().checkIns().settle(next, end.plusSeconds(60));
        assertEquals(CertificateStatus.SUPERSEDED, at(old, end), "said again it changes nothing");
    }

    @Test
    default void theTimeOfAnOldCertificateIsNeverLongerThanItsValidityR18() {
        Given given = Given.tenant(store());
        Caller old = given.enrolled(Platform.IOS, Optional.empty());
        Caller next = renewed(given, old, given.certificate(old.device()));
        Instant expiry = Given.NOW.plus(Duration.ofDays(365));
        store().checkIns().settle(next, expiry.plus(Duration.ofDays(1)));
        assertEquals(CertificateStatus.SUPERSEDED, at(old, expiry));
    }

    @Test
    default void aRevocationEndsEitherOfTheTwoAtOnceR18() {
        Given given = Given.tenant(store());
        Caller old = given.enrolled(Platform.IOS, Optional.empty());
        Caller next = renewed(given, old, given.certificate(old.device()));
        assertTrue(store().enrolments().revoke(given.tenant, old.certificate(), Given.NOW));
        assertEquals(CertificateStatus.REVOKED, at(old, Given.NOW));
        assertEquals(CertificateStatus.BOUND, at(next, Given.NOW));
        assertTrue(store().enrolments().revoke(given.tenant, next.certificate(), Given.NOW));
        store().checkIns().settle(next, Given.NOW);
        assertEquals(CertificateStatus.REVOKED, at(next, Given.NOW));
    }

    @Test
    default void aDeviceLeavesOnceAllItsCertificatesEndedAndTheAuditTrailSaysSoR19() {
        Given given = Given.tenant(store());
        Caller silent = given.enrolled(Platform.IOS, Optional.empty());
        assertTrue(store().devices().queue(given.tenant, silent.device(), Given.command(1, Action.Kind.LOCK)));
        store().dmAccounts().put(given.tenant, Optional.of(silent.device()), dev.muster.gateway.model.DmAccount.OFF,
                Given.NOW);
        Instant expiry = Given.NOW.plus(Duration.ofDays(365));
        Instant now = expiry.plus(Duration.ofDays(180));

        assertEquals(new Round(List.of(), false), store().departures().depart(given.tenant, expiry.minusMillis(1), 10,
                now));
        assertTrue(store().devices().device(given.tenant, silent.device()).isPresent());

        Round round = store().departures().depart(given.tenant, expiry, 10, now);
        Departed departed = round.departed().getFirst();
        assertEquals(silent.device(), departed.device());
        assertEquals(Platform.IOS, departed.platform());
        assertEquals(expiry, departed.expiredAt());
        assertFalse(round.more());
        assertTrue(store().devices().device(given.tenant, silent.device()).isEmpty());
        assertTrue(store().checkIns().read(silent, true, now).isEmpty());
        assertEquals(List.of(), store().enrolments().certificatesOf(given.tenant, silent.device(), 10));
        AuditStore.Entry entry = store().audit().newest(given.tenant, Optional.empty(), 1).getFirst();
        assertEquals("device.depart", entry.operation());
        assertEquals("muster", entry.actor());
        assertTrue(entry.detail().contains(silent.device().toString()), entry.detail());
    }

    @Test
    default void aDeviceThatRenewedGoesOnAndOnlyItsOldCertificateIsForgottenR19() {
        Given given = Given.tenant(store());
        Given other = Given.tenant(store());
        Caller stranger = other.enrolled(Platform.IOS, Optional.empty());
        Caller old = given.enrolled(Platform.IOS, Optional.empty());
        Instant expiry = Given.NOW.plus(Duration.ofDays(365));
        ClientCertificate longer = given.certificate(old.device());
        Caller next = renewed(given, old, new ClientCertificate(longer.fingerprint(), longer.identity(),
                longer.notBefore(), expiry.plusSeconds(1)));
        assertEquals(new Round(List.of(), true), store().departures().depart(given.tenant, expiry, 1, expiry));
        assertEquals(1, store().enrolments().certificatesOf(given.tenant, old.device(), 10).size());
        assertTrue(store().checkIns().read(next, false, expiry).isPresent());
        assertEquals(new Round(List.of(), false), store().departures().depart(given.tenant, expiry, 1, expiry));
        assertTrue(store().devices().device(other.tenant, stranger.device()).isPresent(), "of another tenant");
    }

    @Test
    default void everyTableThatKeepsSomethingOfADeviceIsClearedWhenItLeavesR19() throws SQLException {
        StoreConfig config = fresh();
        SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE).close();
        Set<String> keeping = new HashSet<>();
        try (Connection connection = past(config);
                ResultSet columns = connection.getMetaData().getColumns(null, null, "%", "device_id")) {
            while (columns.next()) {
                keeping.add(columns.getString("TABLE_NAME"));
            }
        }
        // Invitations and their answers, which end by themselves; hardware that may come back.
        keeping.removeAll(Set.of("enrolment_token", "issued_for_proof", "automated_device"));
        assertEquals(keeping, Set.copyOf(SqlDepartures.TABLES));
        assertEquals("device", SqlDepartures.TABLES.getLast(), "certificates refer to it");
    }
}
