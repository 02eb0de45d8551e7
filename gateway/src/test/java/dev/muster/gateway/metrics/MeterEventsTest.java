package dev.muster.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.identity.ClientVerifier;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents.Protocol;

@Timeout(20)
class MeterEventsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterEvents events = new MeterEvents(registry);

    @Test
    void countsEachEventUnderItsName() {
        events.connectionAdmitted(true);
        events.connectionRefused(ClientVerifier.Reason.FOREIGN_ISSUER);
        events.connectionRevoked();
        events.handshakeFailed();
        events.boundPassed("connections");
        events.checkInAnswered(Protocol.APPLE, ManagementAuthority.INTUNE, 2_000_000);
        events.checkInAnswered(Protocol.OMA_DM, null, 1_000_000);
        events.checkInRefused(Protocol.APPLE, Refusal.Category.PUSH_CERTIFICATE_MISSING);
        events.turnReplayed();
        events.tolerated("unknown-reference");
        events.groupCommitted(7, 3_000_000);
        events.wakeEnded("apns", "accepted");
        events.enrolmentAnswered("certificate/not-allowed");
        for (String line : new String[] {"muster_connections_admitted_total{resumed=\"true\"} 1.0",
                "muster_connections_refused_total{reason=\"foreign-issuer\"} 1.0",
                "muster_connections_refused_total{reason=\"revoked\"} 1.0",
                "muster_connections_refused_total{reason=\"handshake\"} 1.0",
                "muster_bounds_passed_total{bound=\"connections\"} 1.0",
                "muster_checkins_seconds_count{authority=\"intune\",protocol=\"apple\"} 1",
                "muster_checkins_seconds_count{authority=\"none\",protocol=\"oma-dm\"} 1",
                "muster_checkins_refused_total{category=\"push-certificate-missing\",protocol=\"apple\"} 1.0",
                "muster_turns_replayed_total 1.0", "muster_tolerated_total{oddity=\"unknown-reference\"} 1.0",
                "muster_commit_writes_sum 7.0", "muster_commit_seconds_count 1",
                "muster_wakes_total{outcome=\"apns/accepted\"} 1.0",
                "muster_enrolments_total{outcome=\"certificate/not-allowed\"} 1.0"}) {
            assertTrue(registry.scrape().contains(line), () -> line + " is not in\n" + registry.scrape());
        }
    }

    @Test
    void whatCanBeKnownBeforehandIsThereFromTheStart() {
        for (String line : new String[] {"muster_enrolments_total{outcome=\"certificate/issued\"} 0.0",
                "muster_enrolments_total{outcome=\"overloaded\"} 0.0", "muster_wakes_total{outcome=\"apns/gone\"} 0.0",
                "muster_wakes_total{outcome=\"fcm/later\"} 0.0",
                "muster_tolerated_total{oddity=\"other\"} 0.0", "muster_bounds_passed_total{bound=\"other\"} 0.0"}) {
            assertTrue(registry.scrape().contains(line), () -> line + " is not in\n" + registry.scrape());
        }
    }

    @Test
    void countsFreeTextAsOtherBeyondItsBound() {
        for (int i = 0; i < 1000; i++) {
            events.tolerated("oddity-" + i);
        }
        long lines = registry.scrape().lines().filter(line -> line.startsWith("muster_tolerated_total{")).count();
        assertEquals(MeterEvents.MAX_NAMES + 1, lines);
        assertTrue(registry.scrape()
                .contains("muster_tolerated_total{oddity=\"other\"} " + (1000.0 - MeterEvents.MAX_NAMES)));
    }
}
