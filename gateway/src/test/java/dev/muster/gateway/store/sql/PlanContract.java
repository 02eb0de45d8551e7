package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.observe.GatewayEvents;

/** What must not slow down as a tenant grows: each such statement finds its rows by a key or an index. */
@Timeout(120)
interface PlanContract extends StoreHarness {
    /** Every table of these statements but the tenant's own row, which REVOKED walks through by intent. */
    List<String> GROWING = List.of("device", "device_certificate", "pending_command", "finished_command",
            "push_address", "audit", "dm_account", "last_seen", "directory_user", "dm_session", "revocation",
            "desired_set",
            "wave_lease",
            "ring_sweep", "user_channel", "declaration_set", "dm_poll", "wake_schedule", "wave", "wave_count",
            "wave_reason", "wave_switched", "enrolment_domain", "issued_for_proof", "group_member", "directory_group",
            "connector_outbox", "unknown_device");

    Map<String, String> STATEMENTS = Map.ofEntries(Map.entry("check-in", CheckInReads.WITHOUT_SESSION),
            Map.entry("check-in with session", CheckInReads.WITH_SESSION),
            Map.entry("by UDID", SqlCheckIns.BY_UDID), Map.entry("due epochs", DueDevices.EPOCHS),
            Map.entry("due page", DueDevices.PAGE), Map.entry("devices of a user", SqlDirectory.DEVICES),
            Map.entry("user's devices to lock", SqlDirectory.LOCK_DEVICES),
            Map.entry("revoked", SqlEnrolments.REVOKED), Map.entry("any certificate", SqlEnrolments.ANY),
            Map.entry("device write", DeviceBatch.DEVICE),
            Map.entry("push address", SqlDevices.PUSH), Map.entry("page of devices", SqlDevices.PAGE),
            Map.entry("user of a name", SqlDirectory.NAMED),
            Map.entry("history", SqlDevices.FINISHED), Map.entry("piece of due devices", DueDevices.PIECE),
            Map.entry("any due device", DueDevices.ANY), Map.entry("dead tokens", SqlDevices.DEAD),
            Map.entry("due segments", WaveSql.DUE), Map.entry("page of the ring", SqlRing.PAGE),
            Map.entry("piece of all devices", SqlRing.PIECE_OF_ALL), Map.entry("due sweeps", SqlRing.DUE),
            Map.entry("newest wave", WaveSql.NEWEST), Map.entry("taken segment", WaveSql.TAKEN),
            Map.entry("taking a segment", WaveSql.TAKE), Map.entry("moving a cursor", WaveSql.ADVANCE),
            Map.entry("segments walking", WaveSql.WALKING), Map.entry("met in a pass", WaveSql.MET),
            Map.entry("counts of a wave", WaveSql.COUNTS), Map.entry("switched in a wave", WaveSql.SWITCHED),
            Map.entry("reasons of a wave", WaveSql.REASONS), Map.entry("taking a sweep", SqlRing.TAKE),
            Map.entry("moving the hands", SqlRing.ADVANCE),
            Map.entry("wave events", WaveEvents.PAGE), Map.entry("last wave event", WaveEvents.LAST),
            Map.entry("user channel", SqlApple.CHANNEL), Map.entry("user channels", SqlApple.CHANNELS),
            Map.entry("walk of history", HistoryKeeper.COMMANDS), Map.entry("old audit", HistoryKeeper.AUDIT),
            Map.entry("declared set", SqlDeclarations.GET), Map.entry("given messages", SqlConnectors.GIVEN),
            Map.entry("acknowledged messages", SqlConnectors.ACKNOWLEDGED),
            Map.entry("fresh messages", SqlConnectors.FRESH), Map.entry("waiting results", SqlConnectors.WAITING),
            Map.entry("pending action", SqlConnectors.PENDING), Map.entry("finished action", SqlConnectors.FINISHED),
            Map.entry("result of a message", ConnectorMessages.RESULT),
            Map.entry("device of a message", ConnectorMessages.DEVICE),
            Map.entry("devices to announce", ConnectorAnnouncements.DEVICES),
            Map.entry("members", SqlCollections.MEMBERS),
            Map.entry("tenant of a domain", SqlEnrolmentAccess.TENANT_OF),
            Map.entry("domains", SqlEnrolmentAccess.DOMAINS),
            Map.entry("devices a user has", ProvenIssues.COUNT_DEVICES),
            Map.entry("issued before", ProvenIssues.BEFORE),
            Map.entry("groups of a user", Audiences.GROUPS_ABOVE), Map.entry("page of groups", SqlGroups.PAGE),
            Map.entry("page of subjects", SqlSubjects.PAGE), Map.entry("waiting commands", SqlSubjects.WAITING),
            Map.entry("page of members", GroupMembers.PAGE),
            Map.entry("unknown devices", SqlRecovery.UNKNOWN), Map.entry("held actions", SqlRecovery.HELD),
            Map.entry("ended certificates", SqlDepartures.ENDED));

    /** Statements that return a page and must not sort all they could return. */
    List<String> ORDERED = List.of("due page", "page of devices", "history", "devices of a user",
            "piece of due devices", "any due device", "dead tokens", "due segments", "page of the ring",
            "piece of all devices", "due sweeps", "wave events", "user channels", "domains", "page of groups",
            "page of members", "page of subjects", "unknown devices", "held actions", "ended certificates",
            "walk of history", "old audit", "given messages", "acknowledged messages", "fresh messages",
            "devices to announce", "members");

    /** The steps of a plan: lines that say which table is read whole carry {@code SCAN <table>}, a sort {@code SORT}. */
    List<String> plan(StoreConfig config, String sql) throws SQLException;

    @Test
    default void findsRowsByKeyOrIndexWhereTenantsGrow() throws SQLException {
        StoreConfig config = fresh();
        SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE).close();
        for (Map.Entry<String, String> statement : STATEMENTS.entrySet()) {
            List<String> plan = plan(config, statement.getValue());
            assertFalse(plan.isEmpty(), statement.getKey());
            for (String table : GROWING) {
                assertFalse(plan.contains("SCAN " + table), statement.getKey() + ": " + plan);
            }
            if (ORDERED.contains(statement.getKey())) {
                assertFalse(plan.contains("SORT"), statement.getKey() + ": " + plan);
            }
        }
        assertTrue(plan(config, "SELECT name FROM device WHERE model = ? ORDER BY serial")
                .containsAll(List.of("SCAN device", "SORT")), "the check sees what it looks for");
        assertTrue(STATEMENTS.size() > 40);
    }
}
