package dev.muster.gateway.session;

import static dev.muster.gateway.model.Platform.ANDROID;
import static dev.muster.gateway.model.Platform.WINDOWS;
import static dev.muster.gateway.session.DmClient.alert;
import static dev.muster.gateway.session.DmClient.commands;
import static dev.muster.gateway.session.DmClient.devInfo;
import static dev.muster.gateway.session.DmClient.fact;
import static dev.muster.gateway.session.DmClient.texts;
import static dev.muster.gateway.session.Scenario.present;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.wake.PollSpread;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;

/** Where OMA-DM devices are woken and how often they come (PROTOCOLS.md, Wake-up; R17): sessions through the engine. */
@Timeout(30)
class PushRegistrationTest {
    private static final String PROVIDER = "./Vendor/MSFT/DMClient/Provider/Muster";
    private static final String CHANNEL = PROVIDER + "/Push/ChannelURI";
    private static final String FAMILY = PROVIDER + "/Push/PFN";
    private static final String STATUS = PROVIDER + "/Push/Status";
    private static final String POLL = PROVIDER + "/Poll/IntervalForRemainingScheduledRetries";
    private static final String REGISTRATION = "./Device/Vendor/MSFT/FCM/RegistrationId";
    private static final String URI = "https://db5.notify.windows.com/?token=abc%2b";
    private static final Duration EIGHT_HOURS = Duration.ofHours(8);
    private static final DmPush PUSH = new DmPush(true, Optional.of("Contoso.App_0123456789abc"),
            uri -> uri.startsWith("https://db5.notify.windows.com/"), true);

    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE, 7, AppleOptions.NONE, PUSH);
    private final DmTree tree = new DmTree();
    private int sessions;

    private TestDevice device(Platform platform) {
        return scenario.givenDevice(platform).ofUser("ada").enrolled();
    }

    private List<String> session(TestDevice device) {
        return texts(new DmClient(device, Integer.toString(++sessions)).session(tree));
    }

    private Optional<String> known(TestDevice device) {
        return Optional.ofNullable(scenario.store.push(device.id))
                .map(found -> new String(found.token(), StandardCharsets.UTF_8));
    }

    @Test
    void aWindowsDeviceIsToldForWhomAndAskedForItsChannelUntilItHasOne() {
        TestDevice pc = device(WINDOWS);
        tree.with(FAMILY, "").with(STATUS, "4");
        assertEquals(List.of("Replace " + FAMILY, "Get " + CHANNEL, "Get " + STATUS), session(pc));
        assertEquals("Contoso.App_0123456789abc", tree.nodes.get(FAMILY));
        assertEquals(Optional.empty(), known(pc));
        assertTrue(scenario.events.oddities.contains("dm.push-not-registered"), scenario.events.oddities.toString());
        tree.with(CHANNEL, URI).with(STATUS, "0");
        assertEquals(List.of("Replace " + FAMILY, "Get " + CHANNEL, "Get " + STATUS), session(pc));
        assertEquals(Optional.of(URI), known(pc));
    }

    /** A channel lives for thirty days: each regular check-in asks, one that comes in between does not. */
    @Test
    void theChannelIsAskedForAtEachRegularCheckInAndNotInBetween() {
        TestDevice pc = device(WINDOWS);
        tree.with(FAMILY, "").with(CHANNEL, URI).with(STATUS, "0");
        session(pc);
        scenario.later(Duration.ofHours(5));
        assertEquals(List.of(), session(pc));
        scenario.later(Duration.ofHours(2));
        tree.with(CHANNEL, URI + "2");
        assertEquals(List.of("Get " + CHANNEL, "Get " + STATUS), session(pc));
        assertEquals(Optional.of(URI + "2"), known(pc));
        assertEquals(scenario.now(), present(scenario.store.push(pc.id)).receivedAt());
    }

    @Test
    void aChannelOnAForeignHostIsRefusedAndCountedAndTheOneBeforeIsKept() {
        TestDevice pc = device(WINDOWS);
        tree.with(FAMILY, "").with(CHANNEL, URI).with(STATUS, "0");
        session(pc);
        scenario.later(Duration.ofHours(8));
        for (String foreign : List.of("https://evil.example/", "http://localhost/", "a".repeat(5_000))) {
            tree.with(CHANNEL, foreign);
            scenario.events.oddities.clear();
            session(pc);
            assertEquals(Optional.of(URI), known(pc));
            assertEquals(List.of("dm.push-address-refused"), scenario.events.oddities);
        }
    }

    @Test
    void anAndroidAgentIsAskedForItsRegistrationAndMayTellItByItself() {
        TestDevice phone = device(ANDROID);
        tree.with(REGISTRATION, "reg:1");
        assertEquals(List.of("Get " + REGISTRATION), session(phone));
        assertEquals(Optional.of("reg:1"), known(phone));
        new DmClient(phone, "b").says(alert("1201"), devInfo(phone.udid),
                new Alert("2", false, "1226", null, List.of(fact("./Device/Vendor/MSFT/FCM/RegistrationId", "reg:2"))));
        assertEquals(Optional.of("reg:2"), known(phone));
    }

    @Test
    void nothingElseIsTakenForAnAddress() {
        TestDevice pc = device(WINDOWS);
        for (SyncMlCommand.Alert alert : List.of(says(REGISTRATION, "reg"), says("./DevInfo/DevId", URI),
                says(CHANNEL, "  "), says(STATUS, "0"))) {
            new DmClient(pc, Integer.toString(++sessions)).says(alert("1201"), devInfo(pc.udid), alert);
            assertEquals(Optional.empty(), known(pc));
        }
        TestDevice phone = device(ANDROID);
        new DmClient(phone, "p").says(alert("1201"), devInfo(phone.udid), says(CHANNEL, URI));
        assertEquals(Optional.empty(), known(phone));
    }

    private static Alert says(String where, String what) {
        return new Alert("2", false, "1226", null, List.of(fact(where, what)));
    }

    @Test
    void whereNoServiceIsConfiguredNobodyIsAsked() {
        Scenario silent = new Scenario(TenantAuthority.INTUNE);
        for (Platform platform : List.of(WINDOWS, ANDROID)) {
            TestDevice device = silent.givenDevice(platform).ofUser("ada").enrolled();
            assertEquals(List.of(), texts(new DmClient(device, "1").session(tree)));
        }
    }

    /** R17: first to come to its place on the ring, then at its regular interval, then nothing until that changes. */
    @Test
    void aDeviceIsToldWhenToComeAndThenHowOftenR17() {
        scenario.store.tellsPolls = true;
        TestDevice pc = device(WINDOWS);
        tree.with(FAMILY, "").with(CHANNEL, URI).with(STATUS, "0").with(POLL, "480");
        int first = PollSpread.first(EIGHT_HOURS, pc.id, scenario.now());
        assertEquals("Replace " + POLL, session(pc).getLast());
        assertEquals(Integer.toString(first), tree.nodes.get(POLL));
        scenario.later(Duration.ofMinutes(first));
        assertEquals("Replace " + POLL, session(pc).getLast());
        assertEquals(Integer.toString(PollSpread.minutes(EIGHT_HOURS, pc.id)), tree.nodes.get(POLL));
        assertEquals(List.of(), session(pc));
        scenario.store.interval = Duration.ofHours(4);
        assertEquals(List.of("Replace " + POLL), session(pc));
        assertEquals(Integer.toString(PollSpread.minutes(Duration.ofHours(4), pc.id)), tree.nodes.get(POLL));
    }

    @Test
    void anAgentWithoutTheNodeGetsItAddedR17() {
        scenario.store.tellsPolls = true;
        TestDevice phone = device(ANDROID);
        tree.with(REGISTRATION, "reg:1");
        String node = "./User/" + scenario.user("ada") + "/Vendor/MSFT/Scheduler/IntervalDurationSeconds";
        assertEquals(List.of("Get " + REGISTRATION, "Replace " + node, "Add " + node), session(phone));
        assertEquals(List.of("Replace " + node), session(phone));
        assertEquals(Integer.toString(60 * PollSpread.minutes(EIGHT_HOURS, phone.id)), tree.nodes.get(node));
        assertEquals(List.of(), session(phone));
    }

    /** Chunks of an object follow one another: what was refused meanwhile goes with the next session. */
    @Test
    void nothingComesBetweenTheChunksOfAnObjectR17() {
        scenario.store.tellsPolls = true;
        TestDevice phone = device(ANDROID);
        tree.with(REGISTRATION, "reg:1");
        String large = "x".repeat(5_000);
        scenario.wants(ManagementAuthority.INTUNE, ANDROID,
                Scenario.nodes(ManagementAuthority.INTUNE, "large", "./Vendor/Large", large));
        new DmClient(phone, "1", 2_000L).session(tree);
        assertEquals(large, tree.nodes.get("./Vendor/Large"));
        assertEquals(Map.of(), scenario.store.polls);
        List<String> next = session(phone);
        assertEquals(2, next.size(), next.toString());
        assertTrue(next.getLast().startsWith("Add ./User/"), next.toString());
        assertEquals(1, scenario.store.polls.size());
    }

    @Test
    void aRefusedIntervalIsCountedAndNotToldAgainR17() {
        scenario.store.tellsPolls = true;
        TestDevice pc = device(WINDOWS);
        tree.with(FAMILY, "").with(CHANNEL, URI).with(STATUS, "0").refusals.put(POLL, "405");
        assertEquals("Replace " + POLL, session(pc).getLast());
        assertTrue(scenario.events.oddities.contains("dm.poll-refused"));
        assertEquals(List.of("Replace " + POLL), session(pc));
        assertEquals(List.of(), session(pc));
    }

    /** The first message is answered without a row; a client that ignores the questions must not be asked for ever. */
    @Test
    void whoDoesNotAnswerIsAskedOnceASession() {
        DmClient client = new DmClient(device(WINDOWS), "1");
        assertEquals(3, commands(client.opens()).size());
        assertEquals(List.of(), commands(client.says()));
    }

    @Test
    void whatFindsNoRoomWaitsForTheNextSession() {
        DmClient client = new DmClient(device(WINDOWS), "1", 1_100L);
        assertTrue(commands(client.opens()).size() < 3);
        assertTrue(scenario.events.oddities.contains("dm.upkeep-waits"), scenario.events.oddities.toString());
    }
}
