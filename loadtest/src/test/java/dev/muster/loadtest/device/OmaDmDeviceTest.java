package dev.muster.loadtest.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.loadtest.device.DeviceSession.Step;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Sequence;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.syncml.SyncMlMessage;

@Timeout(30)
class OmaDmDeviceTest {
    private static final String CAMERA = "./Vendor/MSFT/Policy/Config/Camera/AllowCamera";
    private static final String LENGTH = "./Vendor/MSFT/Policy/Config/DeviceLock/MinDevicePasswordLength";

    private static ItemCommand put(Verb verb, String id, String locUri, String value) {
        return ItemCommand.of(verb, id, List.of(Item.ofData(locUri, Meta.of("int", null), value)));
    }

    private static ItemCommand on(Verb verb, String id, String locUri) {
        return ItemCommand.of(verb, id, List.of(Item.ofTarget(locUri)));
    }

    private static Map<String, String> held(OmaDmDevice device) {
        return ((HeldContent.Nodes) device.held()).byLocUri();
    }

    /** "CmdRef code" of all statuses of a message, without the header's. */
    private static List<String> statuses(SyncMlMessage message) {
        return message.commands().stream().filter(Status.class::isInstance).map(Status.class::cast)
                .filter(status -> !status.cmdRef().equals("0")).map(status -> status.cmdRef() + " " + status.data())
                .toList();
    }

    private static List<String> answersOf(OmaDmDevice device, SyncMlCommand... commands) throws Exception {
        List<SyncMlMessage> said = Talk.serve(device, List.of(commands));
        assertEquals(2, said.size(), "package 1 and one with statuses");
        return statuses(said.get(1));
    }

    @Test
    void opensASessionWithAlertAndDeviceInformation() throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS);
        List<SyncMlMessage> said = Talk.serve(device, List.of());
        assertEquals(1, said.size());
        assertEquals("1", said.getFirst().header().msgId());
        assertEquals("1201", assertInstanceOf(Alert.class, said.getFirst().commands().getFirst()).data());
        ItemCommand information = assertInstanceOf(ItemCommand.class, said.getFirst().commands().getLast());
        assertTrue(information.items().stream().anyMatch(item -> "./DevInfo/DevId".equals(item.source())
                && device.hardwareId().equals(item.data())));
        assertTrue(device.enrolled());
    }

    @Test
    void writesNodesAndTakesDeviceScopeAsTheSamePlace() throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS);
        assertEquals(List.of("a 200", "b 418", "c 200", "d 200", "e 404"),
                answersOf(device, put(Verb.ADD, "a", CAMERA, "1"),
                        put(Verb.ADD, "b", CAMERA.replace("./", "./Device/"), "1"),
                        put(Verb.REPLACE, "c", CAMERA, "0"), put(Verb.REPLACE, "d", LENGTH, "8"),
                        on(Verb.DELETE, "e", "./Vendor/MSFT/Policy/Config/Nothing")));
        assertEquals(Map.of(CAMERA, "0", LENGTH, "8"), held(device));
    }

    @Test
    void anAndroidAgentIsStrictAboutReplace() throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.ANDROID);
        assertEquals(List.of("a 404", "b 200", "c 200"), answersOf(device, put(Verb.REPLACE, "a", CAMERA, "1"),
                put(Verb.ADD, "b", CAMERA, "1"), put(Verb.REPLACE, "c", CAMERA, "0")));
        assertEquals(Map.of(CAMERA, "0"), held(device));
    }

    @Test
    void deleteTakesWhatIsBelowWithIt() throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS);
        answersOf(device, put(Verb.ADD, "a", CAMERA, "1"), put(Verb.ADD, "b", LENGTH, "4"));
        assertEquals(List.of("c 200"), answersOf(device, on(Verb.DELETE, "c", "./Vendor/MSFT/Policy/Config/Camera")));
        assertEquals(Map.of(LENGTH, "4"), held(device));
        assertEquals(List.of("d 405"), answersOf(device, on(Verb.DELETE, "d", "./DevInfo/DevId")));
    }

    @Test
    void aFailedAtomicChangesNothingAndSaysSo() throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS);
        Atomic atomic = new Atomic("t", false, Meta.NONE, List.of(put(Verb.REPLACE, "t.1", CAMERA, "0"),
                on(Verb.DELETE, "t.2", "./Vendor/none"), put(Verb.REPLACE, "t.3", LENGTH, "4")));
        assertEquals(List.of("t 507", "t.1 216", "t.2 404", "t.3 215"), answersOf(device, atomic));
        assertEquals(Map.of(), held(device));
        assertEquals(0, device.tally().installed());
    }

    @Test
    void aGoodAtomicIsDoneAsAWhole() throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS);
        Atomic atomic = new Atomic("t", false, Meta.NONE,
                List.of(put(Verb.REPLACE, "t.1", CAMERA, "0"), put(Verb.REPLACE, "t.2", LENGTH, "4")));
        assertEquals(List.of("t 200", "t.1 200", "t.2 200"), answersOf(device, atomic));
        assertEquals(Map.of(CAMERA, "0", LENGTH, "4"), held(device));
        OmaDmDevice android = Talk.agent(DevicePlatform.ANDROID);
        assertEquals(List.of("u.1 200"), answersOf(android,
                new Atomic("u", false, Meta.NONE, List.of(put(Verb.ADD, "u.1", CAMERA, "0")))),
                "this client sends no Status for Atomic");
    }

    @Test
    void complainsOfAGetInsideAnAtomic() throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS);
        answersOf(device, new Atomic("t", false, Meta.NONE, List.of(on(Verb.GET, "t.1", "./DevInfo/Mod"))));
        assertEquals(1, device.complaints().size());
    }

    @Test
    void aSequencesStatusComesAfterItsChildren() throws Exception {
        assertEquals(List.of("s.1 200", "s 200"), answersOf(Talk.agent(DevicePlatform.WINDOWS),
                new Sequence("s", false, Meta.NONE, List.of(put(Verb.ADD, "s.1", CAMERA, "1")))));
    }

    @Test
    void answersGetWithResultsAndExecWithAStatus() throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS);
        List<SyncMlMessage> said = Talk.serve(device, List.of(on(Verb.GET, "g", "./DevInfo/Mod"),
                on(Verb.GET, "h", "./Vendor/none"), on(Verb.EXEC, "x", "./Device/Vendor/MSFT/Reboot/RebootNow")));
        assertEquals(List.of("g 200", "h 404", "x 200"), statuses(said.get(1)));
        Results results = said.get(1).commands().stream().filter(Results.class::isInstance).map(Results.class::cast)
                .findFirst().orElseThrow();
        assertEquals("g", results.cmdRef());
        assertEquals("PC1", results.items().getFirst().data());
    }

    @Test
    void answersPerItemWhereItsDialectDoes() throws Exception {
        ItemCommand two = ItemCommand.of(Verb.ADD, "a", List.of(Item.ofData(CAMERA, Meta.of("int", null), "1"),
                Item.ofData(LENGTH, Meta.of("int", null), "4")));
        assertEquals(List.of("a 200", "a 200"), answersOf(Talk.agent(DevicePlatform.ANDROID), two));
        assertEquals(List.of("a 200"), answersOf(Talk.agent(DevicePlatform.WINDOWS), two));
    }

    @Test
    void asksTheWatchBeforeItDeletesAndLogsWhatWasAnswered() throws Exception {
        List<String> removals = new ArrayList<>();
        List<String> log = new ArrayList<>();
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS, (asked, locUri) -> {
            assertEquals(1, asked.held().size(), "the node is still there");
            removals.add(locUri);
        }, (name, id, result) -> log.add(id + " " + result));
        answersOf(device, put(Verb.ADD, "i1.1", CAMERA, "1"));
        answersOf(device, on(Verb.DELETE, "r1.1", CAMERA));
        assertEquals(List.of(CAMERA), removals);
        assertEquals(List.of("i1.1 200", "r1.1 200"), log);
        assertEquals(new EmulatedDevice.Tally(1, 1, 2, 0), device.tally());
    }

    @Test
    void goesOnWithItsLastMessageByteForByteAfterALostAnswer() throws Exception {
        boolean resumed = false;
        for (int attempt = 0; attempt < 64 && !resumed; attempt++) {
            OmaDmDevice device = new OmaDmDevice("w", DevicePlatform.WINDOWS, EllipticKeys.generate(),
                    Temperament.DOCILE, attempt, RemovalWatch.NONE, Acknowledged.NOWHERE);
            DeviceSession session = device.begin();
            SyncMlMessage first = SyncMlCodec.decode(session.first().body(), DecodeLimits.DEFAULT);
            Step.Send second = assertInstanceOf(Step.Send.class,
                    session.answered(200, Talk.answer(first, List.of(put(Verb.ADD, "i1.1", CAMERA, "1")))));
            session.lost();
            assertTrue(device.wantsToReturn());
            DeviceSession next = device.begin();
            if (next.equals(session)) {
                assertSame(second.request().body(), next.first().body());
                resumed = true;
            }
        }
        assertTrue(resumed, "none of 64 seeds went on with its session");
    }

    @Test
    void comesBackForARefusedCommandAlsoAfterAnInterruptedSessionWentOn() throws Exception {
        for (int seed = 0; seed < 16; seed++) {
            OmaDmDevice device = new OmaDmDevice("w", DevicePlatform.WINDOWS, EllipticKeys.generate(),
                    new Temperament(0, 1, 0), seed, RemovalWatch.NONE, Acknowledged.NOWHERE);
            DeviceSession session = device.begin();
            SyncMlMessage first = SyncMlCodec.decode(session.first().body(), DecodeLimits.DEFAULT);
            session.answered(200, Talk.answer(first, List.of(put(Verb.ADD, "i1.1", CAMERA, "1"))));
            session.lost();
            DeviceSession next = device.begin();
            if (next.equals(session)) {
                SyncMlMessage second = SyncMlCodec.decode(next.first().body(), DecodeLimits.DEFAULT);
                assertEquals(List.of("i1.1 500"), statuses(second));
                assertInstanceOf(Step.Done.class, next.answered(200, Talk.answer(second, List.of())));
                assertTrue(device.wantsToReturn(), "seed " + seed + ": only a new session brings the command again");
            }
            Talk.serve(device, List.of());
        }
    }

    @Test
    void asksForTheNextMessageWhenTheServersIsNotFinal() throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS);
        DeviceSession session = device.begin();
        SyncMlMessage first = SyncMlCodec.decode(session.first().body(), DecodeLimits.DEFAULT);
        SyncMlMessage answer = SyncMlCodec.decode(Talk.answer(first, List.of()), DecodeLimits.DEFAULT);
        Step.Send next = assertInstanceOf(Step.Send.class, session.answered(200,
                SyncMlCodec.encode(new SyncMlMessage(answer.header(), answer.commands(), false))));
        SyncMlMessage second = SyncMlCodec.decode(next.request().body(), DecodeLimits.DEFAULT);
        assertEquals("1222", assertInstanceOf(Alert.class, second.commands().getLast()).data());
    }

    @Test
    void complainsWhenAskedToWipeOrUnenrol() throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS);
        answersOf(device, on(Verb.EXEC, "a", "./Device/Vendor/MSFT/RemoteWipe/doWipe"),
                on(Verb.EXEC, "b", "./Vendor/MSFT/DMClient/Unenroll"));
        assertEquals(2, device.complaints().size());
        assertTrue(device.complaints().getFirst().contains("R14"));
    }

    @Test
    void refusalsAndForeignAnswersEndTheSession() throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS);
        DeviceSession session = device.begin();
        session.first();
        assertEquals(new Step.Refused(503, "package 1"), session.answered(503, new byte[0]));
        assertEquals(List.of(), device.complaints());
        DeviceSession another = device.begin();
        another.first();
        assertInstanceOf(Step.Broken.class, another.answered(200, new byte[0]), "an empty body ends a session");
        assertEquals(1, device.complaints().size());
    }

    /** Windows makes a channel once it is told for whom; what the account is told is no setting. */
    @Test
    void tellsItsChannelOnceItKnowsForWhomAndItsPollInterval() throws Exception {
        String provider = "./Vendor/MSFT/DMClient/Provider/Muster";
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS);
        device.wakeableAt("https://localhost:1/channel/a");
        assertEquals(List.of("a 404"), answersOf(device, on(Verb.GET, "a", provider + "/Push/ChannelURI")));
        assertEquals(List.of("a 200", "b 200"), answersOf(device, put(Verb.REPLACE, "a", provider + "/Push/PFN", "A_1"),
                put(Verb.REPLACE, "b", provider + "/Poll/IntervalForRemainingScheduledRetries", "450")));
        assertEquals(List.of("a 200"), answersOf(device, on(Verb.GET, "a", provider + "/Push/ChannelURI")));
        assertEquals(Optional.of(450), device.pollMinutes());
        assertEquals(Map.of(), held(device));
    }

    @Test
    void anAgentTellsItsRegistrationAndTakesItsSchedule() throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.ANDROID);
        device.wakeableAt("registration");
        String schedule = "./User/7/Vendor/MSFT/Scheduler/IntervalDurationSeconds";
        assertEquals(List.of("a 200", "b 404", "c 200"),
                answersOf(device, on(Verb.GET, "a", "./Device/Vendor/MSFT/FCM/RegistrationId"),
                        put(Verb.REPLACE, "b", schedule, "27000"), put(Verb.ADD, "c", schedule, "27000")));
        assertEquals(Optional.of(450), device.pollMinutes());
        assertEquals(Map.of(), held(device));
    }
}
