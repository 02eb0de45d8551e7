package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.ManagementAuthority.OFFICE365;
import static dev.muster.gateway.model.Platform.ANDROID;
import static dev.muster.gateway.model.Platform.WINDOWS;
import static dev.muster.gateway.session.DmClient.alert;
import static dev.muster.gateway.session.DmClient.commands;
import static dev.muster.gateway.session.DmClient.only;
import static dev.muster.gateway.session.DmClient.read;
import static dev.muster.gateway.session.DmClient.status;
import static dev.muster.gateway.session.DmClient.statuses;
import static dev.muster.gateway.session.DmClient.texts;
import static dev.muster.gateway.session.Scenario.nodes;
import static dev.muster.gateway.session.TestDevice.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlMessage;

/** OMA-DM sessions of enrolled devices, from package 1 to the end (PROTOCOLS.md, OMA-DM 1.2 and Windows). */
@Timeout(20)
class OmaDmTurnTest {
    private static final String LENGTH = "./Device/Vendor/MSFT/Policy/Config/DeviceLock/MinDevicePasswordLength";
    private static final String LOCKED = "./Device/Vendor/MSFT/Policy/Config/DeviceLock/DevicePasswordEnabled";
    private static final String CAMERA = "./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera";

    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE);

    @Test
    void carriesASessionFromPackageOneToTheEnd() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6", LOCKED, "0"));
        DmClient client = new DmClient(scenario.givenDevice(WINDOWS).ofUser("ada").enrolled(), "1A");
        SyncMlMessage first = client.opens();
        assertEquals(List.of("0 SyncHdr 200", "A1201 Alert 200", "R1 Replace 200"), statuses(first));
        assertEquals(List.of("Add " + LENGTH, "Add " + LOCKED), texts(commands(first)));
        assertTrue(first.isFinal());
        assertEquals("1A", first.header().sessionId());
        assertEquals(client.device.udid, first.header().target());
        assertEquals("PC1", client.device.row().hardware().model());

        SyncMlMessage second = client.says(status(commands(first).get(0), "200"),
                status(commands(first).get(1), "200"));
        assertEquals(List.of("0 SyncHdr 200"), statuses(second));
        assertEquals(List.of(), commands(second));
        assertTrue(second.isFinal());
        assertEquals(Optional.of(INTUNE), client.device.row().managedBy());
        assertEquals(State.INSTALLED, client.device.held("passcode").state());
    }

    @Test
    void aConvergedDeviceCostsOneReadAMessageAndKeepsNoSession() {
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolledWith(INTUNE);
        new DmClient(pc, "1").opens();
        int reads = scenario.store.reads;
        int writes = scenario.store.writes;
        scenario.store.vanishingSets = 100;
        new DmClient(pc, "2").opens();
        assertEquals(reads + 1, scenario.store.reads);
        assertEquals(writes, scenario.store.writes);
        assertEquals(scenario.now(), scenario.store.touches.get(pc.id));
    }

    @Test
    void aNodeThatIsThereTakesReplaceInTheSameSession() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6", LOCKED, "0"));
        DmClient client = new DmClient(scenario.givenDevice(WINDOWS).ofUser("ada").enrolled(), "1");
        DmTree tree = new DmTree().with(LENGTH, "4");
        List<String> sent = texts(client.session(tree));
        assertEquals(List.of("Add " + LENGTH, "Add " + LOCKED, "Replace " + LENGTH), sent);
        assertEquals(Map.of(LENGTH, "6", LOCKED, "0"), tree.nodes);
        assertEquals(Optional.of(INTUNE), client.device.row().managedBy());
    }

    @Test
    void aNodeThatIsGoneTakesAddInTheSameSession() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6", LOCKED, "0"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        DmTree tree = new DmTree();
        new DmClient(pc, "1").session(tree);
        tree.nodes.remove(LOCKED);
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "8", LOCKED, "0"));
        List<String> sent = texts(new DmClient(pc, "2").session(tree));
        assertEquals(List.of("Replace " + LENGTH, "Replace " + LOCKED, "Add " + LOCKED), sent);
        assertEquals(Map.of(LENGTH, "8", LOCKED, "0"), tree.nodes);
    }

    /** Neither verb fits: refused, tried in three sessions, never repeated for ever within one. */
    @Test
    void aNodeThatRefusesBothVerbsFailsAfterThreeSessions() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        DmTree tree = new DmTree();
        tree.refusals.put(LENGTH, "418");
        for (int session = 1; session <= 3; session++) {
            assertEquals(2, new DmClient(pc, "S" + session).session(tree).size());
        }
        assertEquals(State.FAILED, pc.held("passcode").state());
        assertEquals(List.of(), new DmClient(pc, "S4").session(tree));
        assertEquals(Optional.empty(), pc.row().managedBy());
    }

    @Test
    void oneRefusedNodeRefusesTheSettingWithItsCode() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6", LOCKED, "0"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        DmTree tree = new DmTree();
        tree.refusals.put(LOCKED, "425");
        new DmClient(pc, "1").session(tree);
        assertEquals(State.RETRY, pc.held("passcode").state());
        assertEquals("425", pc.held("passcode").detail());
    }

    @Test
    void removesWhatIsNotWantedAndTakesGoneForRemoved() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"), nodes(INTUNE, "camera", CAMERA, "0"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        DmTree tree = new DmTree();
        new DmClient(pc, "1").session(tree);
        scenario.wants(INTUNE, WINDOWS);
        tree.nodes.remove(CAMERA);
        new DmClient(pc, "2").session(tree);
        assertEquals(Map.of(), tree.nodes);
        assertEquals(List.of(), pc.row().ledger());
        assertEquals(Optional.of(INTUNE), pc.row().managedBy());
    }

    /** R10, R11b: the node that both authorities own changes owner, what only the old one owned goes last. */
    @Test
    void aSwitchOfAuthorityLeavesNoMomentWithoutProtectionR10() {
        scenario.tenantBecomes(TenantAuthority.COEXISTENCE);
        scenario.wants(OFFICE365, WINDOWS, nodes(OFFICE365, "office passcode", LENGTH, "4", LOCKED, "0"));
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "8"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        DmTree tree = new DmTree();
        new DmClient(pc, "1").session(tree);
        assertEquals(Map.of(LENGTH, "4", LOCKED, "0"), tree.nodes);
        scenario.licence("ada", Scenario.INTUNE_LICENCE);
        List<String> sent = texts(new DmClient(pc, "2").session(tree));
        assertEquals(List.of("Replace " + LENGTH, "Delete " + LOCKED), sent);
        assertEquals(Map.of(LENGTH, "8"), tree.nodes);
        assertEquals(Optional.of(INTUNE), pc.row().managedBy());
    }

    @Test
    void carriesOutActionsAndKeepsTheirResults() {
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolledWith(INTUNE);
        PendingCommand lock = pc.queue(Action.Kind.LOCK, INTUNE);
        PendingCommand facts = pc.queue(Action.Kind.DEVICE_INFORMATION, INTUNE);
        DmTree tree = new DmTree().with("./DevDetail/SwV", "10.0.26100.1").with("./DevInfo/Mod", "PC2");
        assertEquals(List.of("Exec ./Device/Vendor/MSFT/RemoteLock/Lock", "Get ./DevInfo/Mod"),
                texts(new DmClient(pc, "1").session(tree)));
        assertEquals(List.of(lock.id(), facts.id()), pc.finished().stream().map(end -> end.command().id()).toList());
        assertTrue(pc.finished().stream().allMatch(end -> end.outcome() == Outcome.DONE));
        assertTrue(new String(pc.finished().getLast().result(), StandardCharsets.UTF_8).contains("10.0.26100.1"));
        assertEquals("10.0.26100.1", pc.row().hardware().osVersion());
        assertEquals("PC2", pc.row().hardware().model());
    }

    @Test
    void rendersRestartAndWipeForEachPlatform() {
        for (var platform : List.of(WINDOWS, ANDROID)) {
            TestDevice device = scenario.givenDevice(platform).ofUser("ada").enrolledWith(INTUNE);
            device.queue(Action.Kind.WIPE, INTUNE);
            assertEquals(List.of("Exec ./Device/Vendor/MSFT/RemoteWipe/doWipe"),
                    texts(new DmClient(device, "1").session(new DmTree())), platform.wireName());
        }
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolledWith(INTUNE);
        pc.queue(Action.Kind.RESTART, INTUNE);
        assertEquals(List.of("Exec ./Device/Vendor/MSFT/Reboot/RebootNow"),
                texts(new DmClient(pc, "1").session(new DmTree())));
    }

    @Test
    void aRefusedActionFailsWithItsCode() {
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolledWith(INTUNE);
        pc.queue(Action.Kind.LOCK, INTUNE);
        DmTree tree = new DmTree();
        tree.refusals.put("./Device/Vendor/MSFT/RemoteLock/Lock", "405");
        new DmClient(pc, "1").session(tree);
        assertEquals(Outcome.FAILED, pc.finished().getFirst().outcome());
        assertEquals("405", pc.finished().getFirst().detail());
    }

    /** Idea 1: the stored reply again, nothing executed twice. */
    @Test
    void aRepeatedMessageGetsTheStoredReplyAndChangesNothing() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        DmClient client = new DmClient(scenario.givenDevice(WINDOWS).ofUser("ada").enrolled(), "1");
        client.opens();
        byte[] reply = Scenario.present(scenario.store.sessions.get(client.device.id)).reply();
        long version = client.device.row().version();
        assertArrayEquals(reply, assertInstanceOf(Reply.Answer.class, client.repeats()).body());
        assertEquals(version, client.device.row().version());
        SyncMlCommand add = only(read(client.repeats()));
        client.says(status(add, "200"));
        assertEquals(State.INSTALLED, client.device.held("passcode").state());
    }

    @Test
    void anotherMessageUnderAnAnsweredMsgIdIsMalformed() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        DmClient client = new DmClient(scenario.givenDevice(WINDOWS).ofUser("ada").enrolled(), "1");
        client.says(status(only(client.opens()), "200"));
        client.countBack();
        assertEquals(Category.MALFORMED, refusal(client.sends(true, alert("1222"))));
    }

    /** Some clients count sessions anew each time: what was stored of one must not be taken for a part of the next. */
    @Test
    void aClientWhoseSessionIdsDoNotDifferIsServedAllTheSame() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        DmTree tree = new DmTree();
        for (int session = 1; session <= 3; session++) {
            new DmClient(pc, "1").session(tree);
            DmClient other = new DmClient(pc, "1");
            other.says(alert("1201"));
            other.says(alert("1222"));
            scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, Integer.toString(6 + session)));
        }
        assertEquals(Map.of(LENGTH, "8"), tree.nodes);
    }

    /** R25: the same bytes may be the next session of such a client, after the restart. */
    @Test
    void aRepeatedFirstMessageDoesNotRestartADeviceTwice() {
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolledWith(INTUNE);
        pc.queue(Action.Kind.RESTART, INTUNE);
        DmClient client = new DmClient(pc, "1");
        assertEquals(1, commands(client.opens()).size());
        assertEquals(List.of(), commands(read(client.repeats())));
        assertEquals(Outcome.UNKNOWN, pc.finished().getFirst().outcome());
    }

    @Test
    void aRepeatedLaterMessageGetsTheRestartItAskedFor() {
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolledWith(INTUNE);
        DmClient client = new DmClient(pc, "1");
        client.opens();
        pc.queue(Action.Kind.RESTART, INTUNE);
        SyncMlCommand restart = only(client.says(alert("1222")));
        assertEquals(restart, only(read(client.repeats())), "within an exchange the reply is lost or it is not");
    }

    @Test
    void theNextSessionSendsAgainWhatWasNotAnswered() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        DmClient lost = new DmClient(pc, "1");
        SyncMlCommand first = only(lost.opens());
        assertEquals(List.of(), commands(lost.says(alert("1222"))), "not twice in one session");
        DmClient next = new DmClient(pc, "2");
        SyncMlCommand second = only(next.opens());
        assertNotEquals(first.cmdId(), second.cmdId());
        next.says(status(first, "200"));
        assertTrue(scenario.events.oddities.contains(Outcomes.LATE_RESULT));
        assertEquals(State.SENT, pc.held("passcode").state());
        next.says(status(second, "200"));
        assertEquals(State.INSTALLED, pc.held("passcode").state());
    }

    @Test
    void aSessionRowExpiresAfterAnHour() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        DmClient client = new DmClient(scenario.givenDevice(WINDOWS).ofUser("ada").enrolled(), "1");
        SyncMlCommand first = only(client.opens());
        scenario.later(Duration.ofHours(2));
        assertNotEquals(first.cmdId(), only(read(client.repeats())).cmdId(), "a new session, not a retry");
    }

    /** Code 0: the client distrusts the server and executed nothing; the command is kept, a once-only one too. */
    @Test
    void whatTheClientDidNotExecuteIsKept() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        pc.queue(Action.Kind.WIPE, INTUNE);
        for (String code : List.of("0", "407")) {
            DmClient client = new DmClient(pc, "session " + code);
            List<SyncMlCommand> sent = commands(client.opens());
            assertEquals(2, sent.size());
            Status header = Status.of("H", "1", "0", "SyncHdr", null, code);
            assertEquals(List.of(),
                    commands(client.says(header, status(sent.get(0), code), status(sent.get(1), code))));
            assertEquals(PendingCommand.State.NOT_NOW, pc.pending().getFirst().state());
        }
        assertEquals(2, new DmClient(pc, "last").session(new DmTree()).size());
        assertEquals(Outcome.DONE, pc.finished().getFirst().outcome());
        assertTrue(scenario.events.oddities.contains(DmAnswers.NOTHING_EXECUTED));
    }

    @Test
    void aStatusForSomeNodesOnlyLeavesTheSettingOpen() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6", LOCKED, "0"));
        DmClient client = new DmClient(scenario.givenDevice(WINDOWS).ofUser("ada").enrolled(), "1");
        List<SyncMlCommand> sent = commands(client.opens());
        client.says(status(sent.getFirst(), "200"));
        assertEquals(State.SENT, client.device.held("passcode").state());
        assertEquals(2, new DmClient(client.device, "2").session(new DmTree()).size());
    }

    @Test
    void alertsAreAnsweredInOrderAndAbortEndsTheSession() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        DmClient client = new DmClient(scenario.givenDevice(WINDOWS).ofUser("ada").enrolled(), "1");
        SyncMlMessage answer = client.says(alert("1201"), alert("1224"), alert("1223"), alert("1999"));
        assertEquals(List.of("0 SyncHdr 200", "A1201 Alert 200", "A1224 Alert 200", "A1223 Alert 200",
                "A1999 Alert 406"), statuses(answer));
        assertEquals(List.of(), commands(answer));
        assertTrue(answer.isFinal());
    }

    /** R8: answered, results taken, nothing new. */
    @Test
    void aStrandedDeviceIsAnsweredAndGetsNothingNewR8() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"), nodes(INTUNE, "camera", CAMERA, "0"));
        TestDevice pc = scenario.givenDevice(WINDOWS).placedUnder(INTUNE).enrolled();
        DmClient client = new DmClient(pc, "1");
        List<SyncMlCommand> sent = commands(client.opens());
        scenario.tenantBecomes(TenantAuthority.OFFICE365);
        SyncMlMessage answer = client.says(status(sent.get(0), "200"));
        assertEquals(List.of(), commands(answer));
        assertEquals(1, pc.row().ledger().stream().filter(entry -> entry.state() == State.INSTALLED).count());
        assertEquals(List.of(), commands(new DmClient(pc, "2").opens()));
        assertEquals(2, pc.row().ledger().size());
    }

    @Test
    void wrongCommandsAreAnsweredAndTheSessionGoesOn() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        DmClient client = new DmClient(scenario.givenDevice(WINDOWS).ofUser("ada").enrolled(), "1");
        SyncMlMessage answer = client.says(alert("1201"), alert("1201"),
                ItemCommand.of(SyncMlCommand.Verb.GET, "G", List.of(DmClient.fact("./x", "1"))),
                ItemCommand.of(SyncMlCommand.Verb.REPLACE, "0", List.of(DmClient.fact("./DevInfo/Mod", "PC9"))),
                ItemCommand.of(SyncMlCommand.Verb.REPLACE, "P", List.of(DmClient.fact("./Vendor/Other", "1"))),
                new SyncMlCommand.Unknown("X", "Put"),
                new SyncMlCommand.Atomic("T", false, dev.muster.protocol.syncml.Meta.NONE, List.of(alert("1224"))));
        assertEquals(List.of("0 SyncHdr 200", "A1201 Alert 200", "A1201 Alert 400", "G Get 406", "0 Replace 400",
                "P Replace 406", "X Put 406", "T Atomic 200", "A1224 Alert 200"), statuses(answer));
        assertEquals(1, commands(answer).size());
    }

    @Test
    void aMessageWithoutFinalIsAskedForItsNextOne() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        DmClient client = new DmClient(scenario.givenDevice(WINDOWS).ofUser("ada").enrolled(), "1");
        SyncMlMessage answer = read(client.sends(false, alert("1201")));
        assertEquals(List.of("Alert 1222"), texts(commands(answer)));
        assertFalse(answer.isFinal());
        assertEquals(List.of("Add " + LENGTH), texts(commands(client.says(DmClient.devInfo(client.device.udid)))));
    }

    @Test
    void neverSendsMoreThanTheClientTakes() {
        Setting[] settings = new Setting[8];
        for (int at = 0; at < settings.length; at++) {
            settings[at] = nodes(INTUNE, "setting " + at, "./Vendor/Node" + at, "x".repeat(500));
        }
        scenario.wants(INTUNE, WINDOWS, settings);
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        DmClient client = new DmClient(pc, "1", 2048L);
        DmTree tree = new DmTree();
        Reply reply = client.sends(true, alert("1201"), DmClient.devInfo(pc.udid));
        int messages = 0;
        while (!commands(read(reply)).isEmpty()) {
            assertTrue(assertInstanceOf(Reply.Answer.class, reply).body().length <= 2048);
            assertTrue(++messages < 20);
            reply = client.sends(true, tree.carryOut(read(reply)).toArray(SyncMlCommand[]::new));
        }
        assertEquals(8, tree.nodes.size());
        assertTrue(messages > 1);
        assertEquals(Optional.of(INTUNE), pc.row().managedBy());
    }

    @Test
    void aSettingThatTheDeviceCannotTakeIsRefusedForGoodWithAReason() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "huge", "./Vendor/Huge", "x".repeat(20_000)),
                nodes(INTUNE, "long", "./Vendor/" + "x".repeat(20_000), "1"),
                nodes(INTUNE, "small", "./Vendor/Small", "1"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        DmTree tree = new DmTree();
        new DmClient(pc, "1", 16_384L, 19_999L).session(tree);
        assertEquals(Map.of("./Vendor/Small", "1"), tree.nodes);
        assertEquals(State.FAILED, pc.held("huge").state());
        assertEquals("larger than the device takes", pc.held("huge").detail());
        assertEquals("does not fit a message to this device", pc.held("long").detail());
        assertEquals(List.of(), new DmClient(pc, "2").session(tree));
    }

    /** Statuses leave no room: the client is asked for another message instead of being sent away. */
    @Test
    void asksForAnotherMessageWhenStatusesLeaveNoRoom() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "large", "./Vendor/Large", "x".repeat(1000)));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        DmClient client = new DmClient(pc, "1", 2048L);
        SyncMlCommand[] alerts = new SyncMlCommand[8];
        for (int at = 0; at < alerts.length; at++) {
            alerts[at] = new SyncMlCommand.Alert("L" + at, false, "1224", null, List.of());
        }
        SyncMlMessage answer = client.says(alerts);
        assertEquals(List.of("Alert 1222"), texts(commands(answer)));
        assertEquals(List.of("Add ./Vendor/Large"), texts(commands(client.says())));
    }

    @Test
    void windowsIsNotGatedByThePushCertificateR13() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of());
        assertEquals(1, new DmClient(pc, "1").session(new DmTree()).size());
    }
}
