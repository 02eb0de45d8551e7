package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.Platform.ANDROID;
import static dev.muster.gateway.model.Platform.WINDOWS;
import static dev.muster.gateway.session.DmClient.alert;
import static dev.muster.gateway.session.DmClient.commands;
import static dev.muster.gateway.session.DmClient.statuses;
import static dev.muster.gateway.session.DmClient.texts;
import static dev.muster.gateway.session.Scenario.nodes;
import static dev.muster.gateway.session.TestDevice.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.syncml.SyncMlMessage;

/** How OMA-DM devices come under management and leave it (PROTOCOLS.md, Windows; R14, R25). */
@Timeout(20)
class OmaDmEnrolmentTest {
    private static final String LENGTH = "./Device/Vendor/MSFT/Policy/Config/DeviceLock/MinDevicePasswordLength";

    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE);

    @Test
    void theFirstSessionOfAnIssuedDeviceCompletesItsEnrolment() {
        scenario.wants(INTUNE, ANDROID, nodes(INTUNE, "passcode", LENGTH, "6"));
        TestDevice phone = scenario.givenDevice(ANDROID).ofUser("ada").issued();
        new DmClient(phone, "1").session(new DmTree());
        assertEquals(DeviceState.ENROLLED, phone.row().state());
        assertEquals(1, phone.row().enrolment());
        assertEquals(phone.udid, phone.row().hardware().udid());
        assertEquals(Optional.of(INTUNE), phone.row().managedBy());
    }

    @Test
    void aFirstSessionWithoutDevIdEnrolsNothing() {
        TestDevice phone = scenario.givenDevice(ANDROID).ofUser("ada").issued();
        assertEquals(Category.NOT_ENROLLED, refusal(new DmClient(phone, "1").sends(true, alert("1201"))));
        assertEquals(DeviceState.ISSUED, phone.row().state());
    }

    /** R25: on any platform a new enrolment starts with an empty queue. */
    @Test
    void aFirstSessionOverANewCertificateIsANewEnrolment() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        new DmClient(pc, "1").session(new DmTree());
        pc.queue(Action.Kind.WIPE, INTUNE);
        TestDevice again = pc.withNewCertificate();
        DmTree wiped = new DmTree();
        assertEquals(List.of("Add " + LENGTH), texts(new DmClient(again, "1").session(wiped)));
        assertEquals(2, pc.row().enrolment());
        assertEquals(Outcome.CANCELLED, pc.finished().getFirst().outcome());
        assertEquals(Category.CERTIFICATE_REVOKED, refusal(new DmClient(pc, "2").sends(true, alert("1201"))));
    }

    @Test
    void refusesToTakeOverHardwareOfAnotherUser() {
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").called("SAME").enrolledWith(INTUNE);
        TestDevice thief = scenario.givenDevice(WINDOWS).ofUser("mallory").called("SAME").issued();
        assertEquals(Category.ENROLMENT_REFUSED, refusal(
                new DmClient(thief, "1").sends(true, alert("1201"), DmClient.devInfo("SAME"))));
        assertEquals(DeviceState.ENROLLED, pc.row().state());
    }

    /** Sent once and never lost, whatever else is the matter. */
    @Test
    void theUnenrolmentAlertEndsManagement() {
        scenario.wants(INTUNE, WINDOWS, nodes(INTUNE, "passcode", LENGTH, "6"));
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
        new DmClient(pc, "1").session(new DmTree());
        pc.queue(Action.Kind.WIPE, INTUNE);
        DmClient leaving = new DmClient(pc, "2");
        SyncMlMessage answer = leaving.says(alert("1201"), DmClient.unenrolls(), DmClient.devInfo(pc.udid));
        assertEquals(List.of("0 SyncHdr 200", "A1201 Alert 200", "U Alert 200", "R1 Replace 200"), statuses(answer));
        assertEquals(List.of(), commands(answer));
        assertEquals(DeviceState.UNENROLLED, pc.row().state());
        assertEquals(List.of(), pc.row().ledger());
        assertEquals(Outcome.CANCELLED, pc.finished().getFirst().outcome());
        assertInstanceOf(Reply.Answer.class, leaving.repeats());
        assertEquals(Category.NOT_ENROLLED, refusal(new DmClient(pc, "3").sends(true, alert("1201"))));
    }

    /** PROTOCOLS.md, Windows: no Status follows a retire, the alert does; what else was sent may have been done or not (R25). */
    @ParameterizedTest
    @CsvSource({"RETIRE,DONE", "RESTART,UNKNOWN", "LOCK,UNKNOWN"})
    void theUnenrolmentAlertTellsHowWhatWasSentEnded(Action.Kind kind, Outcome outcome) {
        TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolledWith(INTUNE);
        pc.queue(kind, INTUNE);
        DmClient client = new DmClient(pc, "1");
        assertEquals(1, commands(client.opens()).size());
        client.says(DmClient.unenrolls());
        assertEquals(DeviceState.UNENROLLED, pc.row().state());
        assertEquals(outcome, pc.finished().getFirst().outcome());
    }

    @Test
    void theUnenrolmentAlertOfAStrandedDeviceIsTakenInToo() {
        TestDevice pc = scenario.givenDevice(WINDOWS).placedUnder(INTUNE).enrolledWith(INTUNE);
        scenario.tenantBecomes(TenantAuthority.OFFICE365);
        new DmClient(pc, "1").says(alert("1201"), DmClient.unenrolls());
        assertEquals(DeviceState.UNENROLLED, pc.row().state());
    }
}
