package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.Platform.ANDROID;
import static dev.muster.gateway.model.Platform.WINDOWS;
import static dev.muster.gateway.session.DmClient.alert;
import static dev.muster.gateway.session.DmClient.commands;
import static dev.muster.gateway.session.DmClient.devInfo;
import static dev.muster.gateway.session.DmClient.read;
import static dev.muster.gateway.session.DmClient.status;
import static dev.muster.gateway.session.DmClient.texts;
import static dev.muster.gateway.session.Scenario.nodes;
import static dev.muster.gateway.session.Scenario.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Sequence;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.syncml.SyncMlMessage;

/** What Windows does differently, Atomic, and the parts of the protocol that few clients use (docs/omadm.md). */
@Timeout(30)
class WindowsDialectTest {
    private static final String LENGTH = "./Device/Vendor/MSFT/Policy/Config/DeviceLock/MinDevicePasswordLength";
    private static final String LOCKED = "./Device/Vendor/MSFT/Policy/Config/DeviceLock/DevicePasswordEnabled";
    private static final String HOME = "./Device/Vendor/MSFT/WiFi/Profile/Home/WlanXml";
    private static final String WORK = "./Device/Vendor/MSFT/WiFi/Profile/Work/WlanXml";
    private static final String OF_USER = "./User/Vendor/MSFT/Policy/Config/Start/HidePeopleBar";

    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE);
    private final DmTree tree = new DmTree();

    private TestDevice pc() {
        return scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
    }

    private static Alert login(String who) {
        return new Alert("L", false, "1224", null, List.of(new Item(null, null,
                new Meta(null, "com.microsoft/MDM/LoginStatus", null, null, null, null, null), who, false)));
    }

    private List<String> session(DmClient client, SyncMlCommand... alerts) {
        List<SyncMlCommand> first = new ArrayList<>(List.of(alert("1201"), devInfo(client.device.udid)));
        first.addAll(List.of(alerts));
        List<String> sent = new ArrayList<>();
        SyncMlMessage answer = client.says(first.toArray(SyncMlCommand[]::new));
        while (!commands(answer).isEmpty()) {
            sent.addAll(texts(commands(answer)));
            assertTrue(sent.size() < 50, sent.toString());
            answer = client.says(DmClient.answersTo(answer, tree).toArray(SyncMlCommand[]::new));
        }
        return sent;
    }

    /** The CSP answers Replace of what is not there with a code of its own; a later version adds a node. */
    @Test
    void aNodeThatALaterVersionBringsIsAddedAndTheOthersAreReplaced() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "wifi", HOME, "<a/>"));
        TestDevice pc = pc();
        assertEquals(List.of("Add " + HOME), session(new DmClient(pc, "1")));
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "wifi", HOME, "<b/>", WORK, "<c/>"));
        assertEquals(List.of("Replace " + HOME, "Add " + WORK), session(new DmClient(pc, "2")));
        assertEquals(State.INSTALLED, pc.held("wifi").state());
    }

    @Test
    void nodesThatDependOnOneAnotherGoAsOneAtomic() {
        scenario.wants(INTUNE, WINDOWS, together(nodes(INTUNE, "passcode", LENGTH, "6", LOCKED, "0")));
        TestDevice pc = pc();
        assertEquals(List.of("Atomic"), session(new DmClient(pc, "1")));
        assertEquals(Map.of(LENGTH, "6", LOCKED, "0"), tree.nodes);
        assertEquals(State.INSTALLED, pc.held("passcode").state());
    }

    @Test
    void aClientThatSaysNothingOfTheAtomicItselfClosesItByItsChildren() {
        scenario.wants(INTUNE, WINDOWS, together(nodes(INTUNE, "passcode", LENGTH, "6", LOCKED, "0")));
        TestDevice pc = pc();
        tree.speaksOfAtomic = false;
        assertEquals(List.of("Atomic"), session(new DmClient(pc, "1")));
        assertEquals(State.INSTALLED, pc.held("passcode").state());
    }

    @Test
    void aClientThatSaysNothingOfTheChildrenClosesTheAtomicByItself() {
        scenario.wants(INTUNE, WINDOWS, together(nodes(INTUNE, "passcode", LENGTH, "6", LOCKED, "0")));
        DmClient client = new DmClient(pc(), "1");
        client.says(DmClient.status(commands(client.opens()).getFirst(), "200"));
        assertEquals(State.INSTALLED, client.device.held("passcode").state());
    }

    /** It tells one wrong guess at a time; each is turned once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailedAtomicGoesAgainWithTheOtherVerbWhereOneWasWrong(boolean speaksOfAtomic) {
        tree.speaksOfAtomic = speaksOfAtomic;
        tree.with(LENGTH, "4").with(LOCKED, "1");
        scenario.wants(INTUNE, WINDOWS,
                together(nodes(INTUNE, "passcode", "./Vendor/New", "1", LENGTH, "6", LOCKED, "0")));
        TestDevice pc = pc();
        assertEquals(List.of("Atomic", "Atomic", "Atomic"), session(new DmClient(pc, "1")));
        assertEquals(Map.of("./Vendor/New", "1", LENGTH, "6", LOCKED, "0"), tree.nodes);
        assertEquals(State.INSTALLED, pc.held("passcode").state());
    }

    @Test
    void aRefusedAtomicIsRefusedWithItsCauseAndNothingIsLeftBehind() {
        tree.refusals.put(LOCKED, "425");
        scenario.wants(INTUNE, WINDOWS, together(nodes(INTUNE, "passcode", LENGTH, "6", LOCKED, "0")));
        TestDevice pc = pc();
        assertEquals(List.of("Atomic"), session(new DmClient(pc, "1")));
        assertEquals(Map.of(), tree.nodes);
        assertEquals("425", pc.held("passcode").detail());
    }

    @Test
    void whoKnowsNoAtomicGetsTheCommandsWithoutIt() {
        tree.knowsAtomic = false;
        scenario.wants(INTUNE, WINDOWS, together(nodes(INTUNE, "passcode", LENGTH, "6", LOCKED, "0")));
        TestDevice pc = pc();
        assertEquals(List.of("Atomic", "Add " + LENGTH, "Add " + LOCKED), session(new DmClient(pc, "1")));
        assertEquals(State.INSTALLED, pc.held("passcode").state());
    }

    /** PROTOCOLS.md: user scope only when LoginStatus says that user. R10: what it replaces waits with it. */
    @Test
    void settingsOfTheUserScopeWaitForTheirUserR10() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "former", "./Device/Former", "1"));
        TestDevice pc = pc();
        session(new DmClient(pc, "0"), login("user"));
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "start", OF_USER, "1"), nodes(INTUNE, "lock", LENGTH, "6"));
        for (String who : List.of("none", "others")) {
            session(new DmClient(pc, who), login(who));
            assertEquals(Map.of(LENGTH, "6", "./Device/Former", "1"), tree.nodes, who);
        }
        assertEquals(List.of("Add " + OF_USER, "Delete ./Device/Former"), session(new DmClient(pc, "3"),
                login("user")));
        assertEquals(Optional.of(INTUNE), pc.row().managedBy());
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "lock", LENGTH, "6"));
        assertEquals(List.of(), session(new DmClient(pc, "4"), login("none")));
        assertEquals(List.of("Delete " + OF_USER), session(new DmClient(pc, "5"), login("user")));
    }

    @Test
    void theLoginIsKnownToTheWholeSession() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "start", OF_USER, "1"));
        DmClient client = new DmClient(pc(), "1");
        read(client.sends(false, alert("1201"), login("user")));
        assertEquals(List.of("Add " + OF_USER), texts(commands(client.says(devInfo(client.device.udid)))));
    }

    @Test
    void theScopeOfAndroidAgentsIsTheirOwn() {
        scenario.wants(INTUNE, ANDROID, nodes(INTUNE, "schedule", "./User/7/Vendor/MSFT/Scheduler/Interval", "28800"));
        TestDevice phone = scenario.givenDevice(ANDROID).ofUser("ada").enrolled();
        assertEquals(1, session(new DmClient(phone, "1")).size());
    }

    /** R14: sent once, so it counts wherever it stands and whatever else the message says. */
    @Test
    void theUsersDecisionToLeaveIsNeverLostR14() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        TestDevice first = pc();
        new DmClient(first, "1").says(new Sequence("S", false, Meta.NONE, List.of(DmClient.unenrolls())));
        assertEquals(DeviceState.UNENROLLED, first.row().state());
        TestDevice second = pc();
        DmClient client = new DmClient(second, "1");
        client.opens();
        read(client.sends(false, alert("1223"), DmClient.unenrolls()));
        assertEquals(DeviceState.UNENROLLED, second.row().state());
        assertTrue(client.says(DmClient.unenrolls()).isFinal(), "said again, answered again");
    }

    @Test
    void aKeepAliveWithoutFinalIsAnsweredAndTheSessionGoesOn() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        DmClient client = new DmClient(pc(), "1");
        SyncMlCommand sent = commands(client.opens()).getFirst();
        Alert pending = new Alert("K", false, "1224", null, List.of(new Item(null, null, new Meta(null,
                "Reversed-Domain-Name:com.microsoft.mdm.requestpending", null, null, null, null, null), "1", false)));
        assertEquals(List.of("Alert 1222"), texts(commands(read(client.sends(false, pending)))));
        client.says(status(sent, "200"));
        assertEquals(State.INSTALLED, client.device.held("passcode").state());
    }

    @Test
    void customCommandsAreDeletedAndExecutedToo() {
        scenario.wants(INTUNE, WINDOWS, new Setting(new SettingName("custom"), INTUNE, "password", "0011223344556677",
                new SettingPayload.DmNodes(List.of(new DmNode(DmNode.Way.DELETE, "./Vendor/Old", "", "", ""),
                        new DmNode("./Vendor/New", "int", "", "1"),
                        new DmNode(DmNode.Way.EXEC, "./Vendor/Run", "chr", "", "now")))));
        TestDevice pc = pc();
        assertEquals(List.of("Delete ./Vendor/Old", "Add ./Vendor/New", "Exec ./Vendor/Run"),
                session(new DmClient(pc, "1")));
        assertEquals(State.INSTALLED, pc.held("custom").state());
        scenario.wants(INTUNE, WINDOWS);
        assertEquals(List.of("Delete ./Vendor/New"), session(new DmClient(pc, "2")));
        assertEquals(List.of(), pc.row().ledger());
    }

    // What few clients use.

    @Test
    void itemsThatDifferGetAStatusEach() {
        DmClient client = new DmClient(pc(), "1");
        SyncMlMessage answer = client.says(alert("1201"), ItemCommand.of(Verb.REPLACE, "R",
                List.of(DmClient.fact("./DevInfo/Mod", "PC9"), DmClient.fact("./Vendor/Other", "1"))));
        List<String> said = answer.commands().stream().filter(SyncMlCommand.Status.class::isInstance)
                .map(SyncMlCommand.Status.class::cast).filter(one -> one.cmdRef().equals("R"))
                .map(one -> one.sourceRefs() + " " + one.data()).toList();
        assertEquals(List.of("[./DevInfo/Mod] 200", "[./Vendor/Other] 406"), said);
        assertEquals("PC9", client.device.row().hardware().model());
    }

    @Test
    void aSequenceIsCarriedOutAndAnAtomicAllOrNothing() {
        DmClient client = new DmClient(pc(), "1");
        SyncMlMessage answer = client.says(alert("1201"),
                new Sequence("Q", false, Meta.NONE, List.of(replace("q1", "PC1"), alert("1224"))),
                new Atomic("A", false, Meta.NONE, List.of(replace("a1", "PC2"),
                        ItemCommand.of(Verb.COPY, "a2", List.of(DmClient.fact("./x", "1"))))));
        assertEquals(List.of("0 SyncHdr 200", "A1201 Alert 200", "q1 Replace 200", "A1224 Alert 200",
                "Q Sequence 200", "A Atomic 507", "a1 Replace 216", "a2 Copy 406"), DmClient.statuses(answer));
        assertEquals("PC1", client.device.row().hardware().model());
    }

    private static SyncMlCommand replace(String cmdId, String model) {
        return ItemCommand.of(Verb.REPLACE, cmdId, List.of(DmClient.fact("./DevInfo/Mod", model)));
    }

    @Test
    void whoWantsNoStatusesGetsNone() {
        DmClient client = new DmClient(pc(), "1");
        SyncMlMessage answer = client.says(alert("1201"), new Alert("N", true, "1224", null, List.of()));
        assertEquals(List.of("0 SyncHdr 200", "A1201 Alert 200"), DmClient.statuses(answer));
    }

    @Test
    void after214NothingMoreIsSentInThatSession() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "one", "./Vendor/One", "1"));
        DmClient client = new DmClient(pc(), "1");
        SyncMlCommand sent = commands(client.opens()).getFirst();
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "one", "./Vendor/One", "1"), nodes(INTUNE, "two", "./Two", "2"));
        assertEquals(List.of(), commands(client.says(status(sent, "214"))));
        assertEquals(State.INSTALLED, client.device.held("one").state());
        assertEquals(List.of("Add ./Two"), session(new DmClient(client.device, "2")));
    }
}
