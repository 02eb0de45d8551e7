package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.Platform.WINDOWS;
import static dev.muster.gateway.session.DmClient.alert;
import static dev.muster.gateway.session.DmClient.commands;
import static dev.muster.gateway.session.DmClient.read;
import static dev.muster.gateway.session.DmClient.status;
import static dev.muster.gateway.session.DmClient.statuses;
import static dev.muster.gateway.session.DmClient.texts;
import static dev.muster.gateway.session.Scenario.nodes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlMessage;

/** Objects larger than a message, both ways, and steps larger than a message (OMA DM Protocol 1.2, section 7). */
@Timeout(30)
class LargeObjectTest {
    private static final String HUGE = "./Vendor/Huge";
    private static final String SOFTWARE = "./DevDetail/SwV";

    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE);
    private final DmTree tree = new DmTree();

    private TestDevice pc() {
        return scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
    }

    /** A whole session whose messages are never larger than the client takes. */
    private int converse(DmClient client, int limit) {
        Reply reply = client.sends(true, alert("1201"), DmClient.devInfo(client.device.udid));
        int messages = 0;
        while (true) {
            SyncMlMessage answer = read(reply);
            int size = assertInstanceOf(Reply.Answer.class, reply).body().length;
            assertTrue(size <= limit, "message " + messages + " has " + size + " bytes");
            if (commands(answer).isEmpty() && answer.isFinal()) {
                return messages;
            }
            assertTrue(++messages < 300, "an end");
            reply = client.sends(true, DmClient.answersTo(answer, tree).toArray(SyncMlCommand[]::new));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2000, 4096, 8192})
    void anObjectLargerThanAMessageGoesInChunks(int limit) {
        String huge = "value <&> ä𝄞 ".repeat(900);
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "huge", HUGE, huge, "./Vendor/After", "1"),
                nodes(INTUNE, "small", "./Vendor/Small", "1"));
        TestDevice pc = pc();
        converse(new DmClient(pc, "1", (long) limit), limit);
        assertEquals(Map.of(HUGE, huge, "./Vendor/After", "1", "./Vendor/Small", "1"), tree.nodes);
        assertTrue(tree.chunks > 1, "chunks: " + tree.chunks);
        assertEquals(State.INSTALLED, pc.held("huge").state());
        assertEquals(Optional.of(INTUNE), pc.row().managedBy());
    }

    @Test
    void base64IsCutBetweenGroups() {
        String data = "QUJD".repeat(2_000);
        scenario.wants(INTUNE, WINDOWS, new Setting(new SettingName("certificate"), INTUNE, "password", "v1",
                new SettingPayload.DmNodes(List.of(new DmNode(HUGE, "b64", "", data)))));
        DmClient client = new DmClient(pc(), "1", 2000L);
        SyncMlMessage answer = client.opens();
        List<String> chunks = new ArrayList<>();
        while (!commands(answer).isEmpty()) {
            chunks.add(Scenario.present(item(commands(answer).getLast()).data()));
            answer = client.says(DmClient.answersTo(answer, tree).toArray(SyncMlCommand[]::new));
        }
        assertTrue(chunks.stream().allMatch(chunk -> chunk.length() % 4 == 0), chunks.toString());
        assertEquals(data.length(), String.join("", chunks).length());
        assertEquals(Map.of(HUGE, data), tree.nodes);
    }

    @Test
    void theFirstChunkTellsTheSizeAndOnlyTheLastOneEndsThePackage() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "huge", HUGE, "x".repeat(3_000)));
        DmClient client = new DmClient(pc(), "1", 2000L);
        SyncMlMessage first = client.opens();
        Item item = item(commands(first).getFirst());
        assertEquals(3_000L, item.meta().size());
        assertTrue(item.moreData());
        assertFalse(first.isFinal());
        SyncMlMessage second = client.says(alert("1222"), status(commands(first).getFirst(), "213"));
        assertEquals(commands(first).getFirst().cmdId(), commands(second).getFirst().cmdId());
        assertEquals(null, item(commands(second).getFirst()).meta().size());
        assertTrue(item(commands(second).getFirst()).moreData());
        SyncMlMessage third = client.says(alert("1222"), status(commands(second).getFirst(), "213"));
        assertFalse(item(commands(third).getFirst()).moreData());
        assertTrue(third.isFinal());
        client.says(status(commands(third).getFirst(), "200"));
        assertEquals(State.INSTALLED, client.device.held("huge").state());
    }

    @Test
    void aRefusedChunkEndsTheObjectAndTheNextSessionTriesAgain() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "huge", HUGE, "x".repeat(9_000)),
                nodes(INTUNE, "small", "./Vendor/Small", "1"));
        TestDevice pc = pc();
        DmClient client = new DmClient(pc, "1", 2000L);
        SyncMlMessage first = client.opens();
        SyncMlMessage second = client.says(alert("1222"), status(commands(first).getFirst(), "420"));
        assertEquals(List.of("Add ./Vendor/Small"), texts(commands(second)));
        assertEquals("420", pc.held("huge").detail());
        client.says(DmClient.answersTo(second, tree).toArray(SyncMlCommand[]::new));
        converse(new DmClient(pc, "2", 2000L), 2000);
        assertEquals(9_000, Scenario.present(tree.nodes.get(HUGE)).length());
    }

    /** The first chunk of an Add says 418: the whole object again with Replace. */
    @Test
    void anObjectThatIsThereIsReplacedFromItsFirstChunkOn() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "huge", HUGE, "x".repeat(9_000), "./Vendor/After", "2"));
        tree.with(HUGE, "old");
        TestDevice pc = pc();
        converse(new DmClient(pc, "1", 2000L), 2000);
        assertEquals(Map.of(HUGE, "x".repeat(9_000), "./Vendor/After", "2"), tree.nodes);
        assertEquals(State.INSTALLED, pc.held("huge").state());
    }

    /** R7: what the new settings do not want is not sent to its end. */
    @Test
    void anObjectThatNobodyWantsAnyMoreIsAbandoned() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "huge", HUGE, "x".repeat(9_000)));
        TestDevice pc = pc();
        DmClient client = new DmClient(pc, "1", 2000L);
        SyncMlMessage first = client.opens();
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "small", "./Vendor/Small", "1"));
        SyncMlMessage second = client.says(alert("1222"), status(commands(first).getFirst(), "213"));
        assertEquals(List.of("Add ./Vendor/Small"), texts(commands(second)));
        assertTrue(scenario.events.oddities.contains("dm.object-abandoned"));
    }

    @Test
    void aClientThatMissesTheEndOfAnObjectGetsItAgainInTheNextSession() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "huge", HUGE, "x".repeat(9_000)));
        TestDevice pc = pc();
        DmClient client = new DmClient(pc, "1", 2000L);
        client.opens();
        SyncMlMessage answer = client.says(alert("1225"));
        assertEquals(List.of(), commands(answer));
        assertTrue(answer.isFinal());
        converse(new DmClient(pc, "2", 2000L), 2000);
        assertEquals(9_000, Scenario.present(tree.nodes.get(HUGE)).length());
    }

    /** Statuses of one step that are spread over messages are added up. */
    @Test
    void aStepOfManyNodesIsSpreadOverMessagesAndItsStatusesAddUp() {
        String[] pairs = new String[400];
        for (int at = 0; at < pairs.length; at += 2) {
            pairs[at] = "./Vendor/Many/Node" + at;
            pairs[at + 1] = "value " + at;
        }
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "many", pairs));
        tree.with("./Vendor/Many/Node100", "there").with("./Vendor/Many/Node398", "there");
        TestDevice pc = pc();
        assertTrue(converse(new DmClient(pc, "1", 4096L), 4096) > 4);
        assertEquals(200, tree.nodes.size());
        assertEquals("value 100", tree.nodes.get("./Vendor/Many/Node100"));
        assertEquals(State.INSTALLED, pc.held("many").state());
        scenario.wants(INTUNE, WINDOWS);
        converse(new DmClient(pc, "2", 4096L), 4096);
        assertEquals(Map.of(), tree.nodes);
        assertEquals(List.of(), pc.row().ledger());
    }

    @Test
    void statusesOfOneStepThatComeInTwoMessagesAreAddedUp() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "two", "./Vendor/A", "1", "./Vendor/B", "2"));
        DmClient client = new DmClient(pc(), "1");
        List<SyncMlCommand> sent = commands(client.opens());
        read(client.sends(false, status(sent.get(0), "200")));
        assertEquals(State.SENT, client.device.held("two").state());
        client.says(status(sent.get(1), "200"));
        assertEquals(State.INSTALLED, client.device.held("two").state());
    }

    // From the device to us.

    private DmClient asks() {
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolledWith(INTUNE);
        pc.queue(Action.Kind.DEVICE_INFORMATION, INTUNE);
        return new DmClient(pc, "1");
    }

    private static Results chunk(SyncMlCommand get, String locUri, @Nullable Long size, String data, boolean more) {
        Meta meta = size == null ? Meta.NONE : new Meta("chr", null, null, size, null, null, null);
        return new Results("C" + data.length() + more, "1", get.cmdId(), null, null, null, Meta.NONE,
                List.of(new Item(null, locUri, meta, data, more)));
    }

    @Test
    void anObjectOfTheDeviceIsPutTogetherAndBelongsToItsCommand() {
        DmClient client = asks();
        SyncMlCommand get = commands(client.opens()).getFirst();
        SyncMlMessage second = read(client.sends(false, status(get, "200"),
                chunk(get, SOFTWARE, 9L, "10.0.", true)));
        assertEquals(List.of("0 SyncHdr 200", "C5true Results 213"), statuses(second));
        assertEquals(List.of("Alert 1222"), texts(commands(second)));
        assertEquals(List.of(), client.device.finished());
        SyncMlMessage third = client.says(chunk(get, SOFTWARE, null, "26100", false));
        assertEquals("424", told(third, "C5false"), "ten bytes where nine were declared");

        client = asks();
        get = commands(client.opens()).getFirst();
        read(client.sends(false, status(get, "200"), chunk(get, SOFTWARE, 10L, "10.0.", true)));
        assertEquals("200", told(client.says(chunk(get, SOFTWARE, null, "26100", false)), "C5false"));
        assertEquals(Outcome.DONE, client.device.finished().getFirst().outcome());
        String result = new String(client.device.finished().getFirst().result(), StandardCharsets.UTF_8);
        assertTrue(result.contains("10.0.26100"), result);
        assertEquals("10.0.26100", client.device.row().hardware().osVersion());
    }

    @Test
    void resultsOfOneGetThatComeInSeveralMessagesAreKeptTogether() {
        DmClient client = asks();
        SyncMlCommand get = commands(client.opens()).getFirst();
        read(client.sends(false, status(get, "200"), chunk(get, "./DevInfo/Mod", null, "PC7", false)));
        assertEquals(List.of(), client.device.finished());
        client.says(chunk(get, SOFTWARE, null, "10.1", false));
        String result = new String(client.device.finished().getFirst().result(), StandardCharsets.UTF_8);
        assertTrue(result.contains("PC7") && result.contains("10.1"), result);
    }

    @Test
    void whatIsLargerThanWeTakeIsRefusedToItsLastChunk() {
        DmClient client = asks();
        SyncMlCommand get = commands(client.opens()).getFirst();
        Results first = chunk(get, SOFTWARE, DmSizes.OUR_MAX_OBJ_SIZE + 1L, "10.0.", true);
        assertEquals("416", told(read(client.sends(false, status(get, "200"), first)), first.cmdId()));
        assertEquals("424", told(read(client.sends(false, chunk(get, SOFTWARE, null, "1", true))), "C1true"));
        client.says(chunk(get, SOFTWARE, null, "22", false));
        assertTrue(client.device.row().hardware().osVersion().isEmpty(), "half an object is no fact");
        PendingCommand again = client.device.queue(Action.Kind.DEVICE_INFORMATION, INTUNE);
        tree.with(SOFTWARE, "10.2");
        new DmClient(client.device, "2").session(tree);
        assertEquals("10.2", client.device.row().hardware().osVersion());
        assertEquals(again.id(), client.device.finished().getLast().command().id());
    }

    @Test
    void anObjectWithoutItsSizeIsRefused() {
        DmClient client = asks();
        SyncMlCommand get = commands(client.opens()).getFirst();
        assertEquals("411", told(read(client.sends(false, status(get, "200"),
                chunk(get, SOFTWARE, null, "10.0.", true))), "C5true"));
    }

    @Test
    void anObjectThatNeverEndsIsAskedAfter() {
        DmClient client = asks();
        SyncMlCommand get = commands(client.opens()).getFirst();
        read(client.sends(false, status(get, "200"), chunk(get, SOFTWARE, 10L, "10.0.", true)));
        SyncMlMessage answer = client.says(chunk(get, "./DevInfo/Mod", 3L, "PC", true));
        assertEquals(List.of("Alert 1225"), texts(commands(answer)));
        assertTrue(scenario.events.oddities.contains(DmAssembly.UNFINISHED));
    }

    @Test
    void tellsTheClientAtOnceWhatWeTake() {
        Meta said = new DmClient(pc(), "1").opens().header().meta();
        assertEquals(DmSizes.OUR_MAX_MSG_SIZE, said.maxMsgSize());
        assertEquals((long) DmSizes.OUR_MAX_OBJ_SIZE, said.maxObjSize());
    }

    /** Our statuses for many commands need more than one message. */
    @Test
    void statusesWithoutRoomComeInTheNextMessage() {
        DmClient client = new DmClient(pc(), "1", 1024L);
        SyncMlCommand[] alerts = new SyncMlCommand[30];
        for (int at = 0; at < alerts.length; at++) {
            alerts[at] = new SyncMlCommand.Alert("L" + at, false, "1224", null, List.of());
        }
        SyncMlMessage answer = client.says(alerts);
        List<String> said = new ArrayList<>();
        int messages = 0;
        while (!answer.isFinal()) {
            said.addAll(statuses(answer));
            assertTrue(++messages < 20);
            answer = client.says(alert("1222"));
        }
        said.addAll(statuses(answer));
        for (SyncMlCommand one : alerts) {
            assertEquals(1, said.stream().filter((one.cmdId() + " Alert 200")::equals).count(), one.cmdId());
        }
        assertTrue(messages > 2);
    }

    private static String told(SyncMlMessage answer, String cmdRef) {
        return answer.commands().stream().filter(Status.class::isInstance).map(Status.class::cast)
                .filter(status -> status.cmdRef().equals(cmdRef)).map(Status::data).findFirst().orElse("none");
    }

    private static Item item(SyncMlCommand command) {
        return assertInstanceOf(ItemCommand.class, command).items().getFirst();
    }
}
