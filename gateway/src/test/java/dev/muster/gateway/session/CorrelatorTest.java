package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.Platform.ANDROID;
import static dev.muster.gateway.session.DmClient.alert;
import static dev.muster.gateway.session.DmClient.commands;
import static dev.muster.gateway.session.DmClient.devInfo;
import static dev.muster.gateway.session.DmClient.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlMessage;

/** An Exec that outlasts its Status (202), and the generic alert that names it (OMA DM Protocol 1.2, generic alert). */
@Timeout(30)
class CorrelatorTest {
    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE);

    @Test
    void anAlertWithTheCorrelatorEndsAnAcceptedAction() {
        TestDevice phone = scenario.givenDevice(ANDROID).ofUser("ada").enrolledWith(INTUNE);
        phone.queue(Action.Kind.LOCK, INTUNE);
        DmClient client = new DmClient(phone, "1");
        ItemCommand lock = assertInstanceOf(ItemCommand.class, commands(client.opens()).getFirst());
        assertEquals(lock.cmdId(), lock.correlator());
        client.says(status(lock, "202"));
        assertEquals(List.of(), phone.finished());
        new DmClient(phone, "2").says(alert("1201"), devInfo(phone.udid),
                new Alert("G", false, "1226", lock.correlator(), List.of(new Item(null, null, new Meta("int",
                        "org.example.lock", "critical", null, null, null, null), "1403", false))));
        assertEquals(Outcome.FAILED, phone.finished().getFirst().outcome());
        assertEquals("told by an alert: 1403", phone.finished().getFirst().detail());
    }

    /** A lock that an Android device took and is still at. */
    private ItemCommand acceptedLock(DmClient client) {
        client.device.queue(Action.Kind.LOCK, INTUNE);
        ItemCommand lock = assertInstanceOf(ItemCommand.class, commands(client.opens()).getFirst());
        client.says(status(lock, "202"));
        return lock;
    }

    private static Alert ended(@Nullable String correlator, @Nullable String mark, String data) {
        return new Alert("G", false, "1226", correlator, List.of(new Item(null, "./LAWMO/Operations/Lock",
                new Meta("chr", "urn:oma:at:lawmo:1.0:OperationComplete", mark, null, null, null, null), data, false)));
    }

    @ParameterizedTest
    @CsvSource({"informational,1200,DONE", ",1200,DONE", ",200,DONE", ",1400,FAILED", ",500,FAILED", ",1503,FAILED",
            "minor,412,FAILED", "Critical,gone,FAILED", "fatal,1200,FAILED", ",14000,DONE", ",locked in 400 ms,DONE"})
    void theMarkOrTheCodeOfAnAlertTellsHowAnExecEnded(@Nullable String mark, String data, Outcome outcome) {
        DmClient client = new DmClient(scenario.givenDevice(ANDROID).ofUser("ada").enrolledWith(INTUNE), "1");
        ItemCommand lock = acceptedLock(client);
        assertTrue(DmSaid.onlyOnce(DmClient.decode(SyncMlCodec.encode(new SyncMlMessage(
                new SyncHdr("1.2", "DM/1.2", "1",
                        "9", "a", "b", null, false, null, Meta.NONE),
                List.of(ended(lock.correlator(), mark, data)), true)))));
        client.says(ended(lock.correlator(), mark, data));
        assertEquals(outcome, client.device.finished().getFirst().outcome());
    }

    @Test
    void anAlertBesideTheStatusOfItsExecCounts() {
        DmClient client = new DmClient(scenario.givenDevice(ANDROID).ofUser("ada").enrolledWith(INTUNE), "1");
        client.device.queue(Action.Kind.LOCK, INTUNE);
        ItemCommand lock = assertInstanceOf(ItemCommand.class, commands(client.opens()).getFirst());
        client.says(ended(lock.correlator(), null, "1403"), status(lock, "202"));
        assertEquals(List.of("told by an alert: 1403"),
                client.device.finished().stream().map(FinishedCommand::detail).toList());
    }

    /** The alert of an attempt that was given up, of nobody, or without a Correlator, ends nothing; it is answered all the same. */
    @Test
    void anAlertOfAnotherCommandEndsNothing() {
        DmClient client = new DmClient(scenario.givenDevice(ANDROID).ofUser("ada").enrolledWith(INTUNE), "1");
        String lock = Scenario.present(acceptedLock(client).correlator());
        for (String other : Arrays.asList(lock.replace(".1", ".2"), "nobody", "", null, lock + ".1-2")) {
            SyncMlMessage answer = client.says(ended(other, null, "1200"));
            assertTrue(DmClient.statuses(answer).contains("G Alert 200"), () -> String.valueOf(other));
        }
        assertEquals(List.of(), client.device.finished());
    }
}
