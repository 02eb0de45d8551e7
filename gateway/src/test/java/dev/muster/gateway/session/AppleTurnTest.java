package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.ManagementAuthority.OFFICE365;
import static dev.muster.gateway.model.Platform.IOS;
import static dev.muster.gateway.model.Platform.MACOS;
import static dev.muster.gateway.session.Scenario.profile;
import static dev.muster.gateway.session.TestDevice.command;
import static dev.muster.gateway.session.TestDevice.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
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
import dev.muster.protocol.apple.AppleDeviceCodec.ReceivedCommand;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.apple.AppleMessage.CommandError;
import dev.muster.protocol.apple.AppleMessage.ErrorLink;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistString;

/** Reports of enrolled Apple devices and what they are answered (PROTOCOLS.md, Apple MDM). */
@Timeout(20)
class AppleTurnTest {
    private static final Setting PASSCODE = profile(OFFICE365, "passcode", "office");
    private static final Setting MAIL = profile(OFFICE365, "mail", "office");

    private final Scenario scenario = new Scenario(TenantAuthority.OFFICE365);

    @Test
    void installsEverySettingOneCommandAReply() {
        scenario.wants(OFFICE365, IOS, PASSCODE, MAIL);
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        List<ReceivedCommand> received = phone.session();
        assertEquals(List.of("InstallProfile", "InstallProfile"),
                received.stream().map(ReceivedCommand::requestType).toList());
        assertEquals(Optional.of(OFFICE365), phone.row().managedBy());
        assertEquals(scenario.store.tenant.epoch(), phone.row().epoch());
        assertEquals(State.INSTALLED, phone.held("passcode").state());
        assertEquals(State.INSTALLED, phone.held("mail").state());
    }

    /** Idea 6: equal hashes and nothing queued end the turn with one read. */
    @Test
    void aConvergedDeviceCostsOneReadAndANote() {
        scenario.wants(OFFICE365, IOS, PASSCODE);
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        phone.session();
        int reads = scenario.store.reads;
        int writes = scenario.store.writes;
        scenario.store.vanishingSets = 100;
        assertEquals(Reply.NOTHING, phone.idles());
        assertEquals(reads + 1, scenario.store.reads);
        assertEquals(writes, scenario.store.writes);
        assertEquals(scenario.now(), scenario.store.touches.get(phone.id));
        assertEquals(Optional.of(OFFICE365), scenario.events.answered.getLast());
    }

    @Test
    void aRaisedEpochIsNotedOnceAndSendsNothing() {
        scenario.wants(OFFICE365, IOS, PASSCODE);
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        phone.session();
        scenario.tenantBecomes(TenantAuthority.OFFICE365);
        assertEquals(Reply.NOTHING, phone.idles());
        assertEquals(scenario.store.tenant.epoch(), phone.row().epoch());
    }

    @Test
    void theNextSessionOffersWhatWasNotAnswered() {
        scenario.wants(OFFICE365, IOS, PASSCODE, MAIL);
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        ReceivedCommand lost = command(phone.idles());
        ReceivedCommand again = command(phone.idles());
        assertFalse(lost.commandUuid().equals(again.commandUuid()), "each attempt has its own id");
        phone.acknowledges(lost.commandUuid());
        assertTrue(scenario.events.oddities.contains(Outcomes.LATE_RESULT), "a late answer closes no later attempt");
        assertEquals(2, phone.session().size());
    }

    /** PROTOCOLS.md: skip that command in this session, others may overtake it, offer it again at the next Idle. */
    @Test
    void notNowWaitsForTheNextIdleAndOthersOvertakeIt() {
        scenario.wants(OFFICE365, IOS, PASSCODE, MAIL);
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        ReceivedCommand first = command(phone.idles());
        ReceivedCommand second = command(phone.declines(first.commandUuid()));
        assertEquals(Reply.NOTHING, phone.acknowledges(second.commandUuid()));
        assertEquals(Optional.empty(), phone.row().managedBy());
        List<ReceivedCommand> later = phone.session();
        assertEquals(1, later.size());
        assertEquals(first.content(), later.getFirst().content());
        assertEquals(Optional.of(OFFICE365), phone.row().managedBy());
    }

    @Test
    void anActionThatIsPutOffWaitsForTheNextIdleToo() {
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of(INTUNE, Scenario.TOPIC));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(INTUNE);
        PendingCommand restart = phone.queue(Action.Kind.RESTART, INTUNE);
        ReceivedCommand sent = command(phone.idles());
        assertEquals("RestartDevice", sent.requestType());
        assertEquals(Reply.NOTHING, phone.declines(sent.commandUuid()));
        assertEquals(PendingCommand.State.NOT_NOW, phone.pending().getFirst().state());
        ReceivedCommand again = command(phone.idles());
        assertEquals("RestartDevice", again.requestType(), "it was not carried out, so once-only does not forbid it");
        phone.acknowledges(again.commandUuid());
        assertEquals(restart.id(), phone.finished().getFirst().command().id());
        assertEquals(Outcome.DONE, phone.finished().getFirst().outcome());
    }

    /** First in, first out; only what was put off is overtaken, and it keeps its place when it is offered again. */
    @Test
    void actionsGoOutInTheOrderTheyWereQueuedExceptForNotNow() {
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of(INTUNE, Scenario.TOPIC));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(INTUNE);
        List<PendingCommand> queued = new java.util.ArrayList<>();
        for (int i = 0; i < 5; i++) {
            queued.add(phone.queue(Action.Kind.DEVICE_INFORMATION, INTUNE));
        }
        List<String> order = new java.util.ArrayList<>();
        ReceivedCommand putOff = command(phone.idles());
        Reply next = phone.declines(putOff.commandUuid());
        while (next instanceof Reply.Answer) {
            ReceivedCommand sent = command(next);
            order.add(CommandRef.of(sent.commandUuid()).orElseThrow().id());
            next = phone.acknowledges(sent.commandUuid());
        }
        assertEquals(queued.subList(1, 5).stream().map(queuedOne -> queuedOne.id().toString()).toList(), order);
        PendingCommand late = phone.queue(Action.Kind.LOCK, INTUNE);
        String again = command(phone.idles()).commandUuid();
        assertEquals(queued.getFirst().id().toString(), CommandRef.of(again).orElseThrow().id());
        assertEquals(late.id().toString(), CommandRef.of(command(phone.acknowledges(again)).commandUuid())
                .orElseThrow().id());
    }

    /** R25: delivered at most once without a new decision. */
    @Test
    void aRestartWhoseReplyWasLostIsUnknownAndNeverSentAgain() {
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of(INTUNE, Scenario.TOPIC));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(INTUNE);
        phone.queue(Action.Kind.RESTART, INTUNE);
        assertEquals("RestartDevice", command(phone.idles()).requestType());
        assertEquals(Reply.NOTHING, phone.idles());
        assertEquals(Outcome.UNKNOWN, phone.finished().getFirst().outcome());
        assertEquals(List.of(), phone.pending());
    }

    @Test
    void aLockWhoseReplyWasLostIsSentAgainAndSoAreAllOthers() {
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of(INTUNE, Scenario.TOPIC));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(INTUNE);
        phone.queue(Action.Kind.LOCK, INTUNE);
        phone.queue(Action.Kind.DEVICE_INFORMATION, INTUNE);
        ReceivedCommand lock = command(phone.idles());
        ReceivedCommand information = command(phone.declines(lock.commandUuid()));
        assertEquals("DeviceInformation", information.requestType());
        // The connection breaks: both are unanswered, and one session delivers both.
        assertEquals(List.of("DeviceLock", "DeviceInformation"),
                phone.session().stream().map(ReceivedCommand::requestType).toList());
        assertEquals(List.of(), phone.pending());
    }

    @Test
    void aLateAnswerClosesNoLaterAttemptAtAnAction() {
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of(INTUNE, Scenario.TOPIC));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(INTUNE);
        phone.queue(Action.Kind.LOCK, INTUNE);
        ReceivedCommand first = command(phone.idles());
        ReceivedCommand second = command(phone.idles());
        phone.fails(first.commandUuid());
        assertEquals(1, phone.pending().size());
        assertEquals(List.of(Outcomes.LATE_RESULT), scenario.events.oddities);
        phone.acknowledges(second.commandUuid());
        assertEquals(Outcome.DONE, phone.finished().getFirst().outcome());
    }

    @Test
    void actionsComeBeforeSettings() {
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of(INTUNE, Scenario.TOPIC));
        scenario.wants(INTUNE, IOS, profile(INTUNE, "passcode", "1"));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        phone.queue(Action.Kind.LOCK, INTUNE);
        assertEquals(List.of("DeviceLock", "InstallProfile"),
                phone.session().stream().map(ReceivedCommand::requestType).toList());
    }

    @Test
    void keepsTheResultOfAQuestionAndTheFactsInIt() {
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of(INTUNE, Scenario.TOPIC));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(INTUNE);
        phone.queue(Action.Kind.DEVICE_INFORMATION, INTUNE);
        String uuid = command(phone.idles()).commandUuid();
        phone.says(new Acknowledged(phone.ids(), uuid, new PlistDict(Map.of("QueryResponses",
                new PlistDict(
                        Map.of("OSVersion", new PlistString("19.2"), "SerialNumber", new PlistString("C02\tX"),
                                "UDID", new PlistString("ANOTHER")))))));
        assertEquals("19.2", phone.row().hardware().osVersion());
        assertEquals("C02X", phone.row().hardware().serial(), "without control characters");
        assertEquals(phone.udid, phone.row().hardware().udid(), "a report does not rename the device");
        assertTrue(new String(phone.finished().getFirst().result(), StandardCharsets.UTF_8).contains("19.2"));
    }

    @Test
    void aRefusedSettingIsTriedInThreeSessionsAndThenShownAsFailed() {
        scenario.wants(OFFICE365, IOS, PASSCODE);
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        for (int session = 1; session <= 3; session++) {
            assertEquals(Reply.NOTHING, phone.fails(command(phone.idles()).commandUuid()));
        }
        assertEquals(State.FAILED, phone.held("passcode").state());
        assertTrue(phone.held("passcode").detail().contains("MCMDMErrorDomain 12021"));
        assertFalse(phone.held("passcode").detail().contains("secret words"), "never the device's own text");
        assertEquals(Reply.NOTHING, phone.idles());
        assertEquals(Optional.empty(), phone.row().managedBy());
    }

    /** What the device cannot even read, it will not read the next time. */
    @Test
    void aCommandFormatErrorIsForGood() {
        scenario.wants(OFFICE365, IOS, PASSCODE);
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        String uuid = command(phone.idles()).commandUuid();
        assertEquals(Reply.NOTHING, phone.says(new CommandError(phone.ids(), uuid, List.of(), true)));
        assertEquals(State.FAILED, phone.held("passcode").state());
        assertEquals("CommandFormatError", phone.held("passcode").detail());
        assertEquals(Reply.NOTHING, phone.idles());
    }

    @Test
    void aFailedActionEndsWithASafeReason() {
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of(INTUNE, Scenario.TOPIC));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(INTUNE);
        phone.queue(Action.Kind.LOCK, INTUNE);
        phone.fails(command(phone.idles()).commandUuid());
        assertEquals(Outcome.FAILED, phone.finished().getFirst().outcome());
        assertEquals("MCMDMErrorDomain 12021", phone.finished().getFirst().detail());
    }

    @Test
    void toleratesAndCountsResultsOfCommandsNobodySent() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(OFFICE365);
        assertEquals(Reply.NOTHING, phone.acknowledges("U1"));
        assertEquals(Reply.NOTHING, phone.fails("a11111111-2222-3333-4444-555555555555.1"));
        assertEquals(Reply.NOTHING, phone.declines("i0123456789abcdef.1"));
        assertEquals(List.of(Outcomes.UNKNOWN_REFERENCE, Outcomes.LATE_RESULT), scenario.events.oddities);
    }

    /** R13: Idle is refused and nothing goes out; what the device reports is kept and answered with nothing. */
    @Test
    void aClosedGateSendsNothingAndLosesNoResultR13() {
        scenario.wants(OFFICE365, IOS, PASSCODE, MAIL);
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        ReceivedCommand inFlight = command(phone.idles());
        scenario.tenantBecomes(TenantAuthority.OFFICE365, Map.of());
        assertEquals(Reply.NOTHING, phone.acknowledges(inFlight.commandUuid()));
        assertEquals(1, phone.row().ledger().stream().filter(entry -> entry.state() == State.INSTALLED).count());
        assertEquals(Category.PUSH_CERTIFICATE_MISSING, refusal(phone.idles()));
        assertEquals(Reply.NOTHING, phone.updatesToken("token", "magic"));
        assertEquals("token", new String(phone.push().token(), StandardCharsets.UTF_8));
        scenario.tenantBecomes(TenantAuthority.OFFICE365, Map.of(OFFICE365, Scenario.TOPIC));
        assertEquals(1, phone.session().size());
    }

    @Test
    void theGateIsPerDeviceAndLeavesMacsAloneR13() {
        scenario.tenantBecomes(TenantAuthority.COEXISTENCE, Map.of(OFFICE365, Scenario.TOPIC));
        TestDevice licensed = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(OFFICE365);
        TestDevice other = scenario.givenDevice(IOS).ofUser("bob").enrolledWith(OFFICE365);
        TestDevice mac = scenario.givenDevice(MACOS).ofUser("ada").enrolledWith(OFFICE365);
        scenario.licence("ada", Scenario.INTUNE_LICENCE);
        assertEquals(Category.PUSH_CERTIFICATE_MISSING, refusal(licensed.idles()));
        assertEquals(Reply.NOTHING, other.idles());
        assertEquals(Reply.NOTHING, mac.idles());
    }

    /** R10, R11: new ones first, the same name in place, the old ones removed only then. */
    @Test
    void aSwitchInstallsTheNewSettingsBeforeItRemovesTheOldOnesR10() {
        scenario.wants(OFFICE365, IOS, PASSCODE, MAIL);
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        phone.session();
        scenario.tenantBecomes(TenantAuthority.COEXISTENCE, Map.of(OFFICE365, Scenario.TOPIC, INTUNE, Scenario.TOPIC));
        scenario.wants(INTUNE, IOS, profile(INTUNE, "passcode", "intune"), profile(INTUNE, "camera", "intune"));
        scenario.licence("ada", Scenario.INTUNE_LICENCE);
        List<ReceivedCommand> received = phone.session();
        assertEquals(List.of("InstallProfile", "InstallProfile", "RemoveProfile"),
                received.stream().map(ReceivedCommand::requestType).toList());
        assertEquals(Optional.of("dev.muster.contoso.mail"), received.getLast().content().string("Identifier"));
        assertEquals(Optional.of(INTUNE), phone.row().managedBy());
        assertEquals(2, phone.row().ledger().size());
    }

    /** Idea 1: the authority is read for every message. */
    @Test
    void noFurtherCommandOfTheOldAuthorityGoesOutAfterASwitchInTheMiddle() {
        scenario.wants(OFFICE365, IOS, PASSCODE, MAIL);
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        ReceivedCommand sent = command(phone.idles());
        scenario.tenantBecomes(TenantAuthority.COEXISTENCE, Map.of(OFFICE365, Scenario.TOPIC, INTUNE, Scenario.TOPIC));
        scenario.licence("ada", Scenario.INTUNE_LICENCE);
        Reply next = phone.acknowledges(sent.commandUuid());
        assertEquals("RemoveProfile", command(next).requestType(), "Intune wants nothing here");
    }

    /** R8: answered, results taken, settings kept, nothing new. */
    @Test
    void aStrandedDeviceIsAnsweredAndKeepsItsSettingsR8() {
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of(INTUNE, Scenario.TOPIC));
        scenario.wants(INTUNE, IOS, profile(INTUNE, "passcode", "1"), profile(INTUNE, "camera", "1"));
        TestDevice phone = scenario.givenDevice(IOS).placedUnder(INTUNE).enrolled();
        ReceivedCommand sent = command(phone.idles());
        scenario.tenantBecomes(TenantAuthority.OFFICE365, Map.of());
        assertEquals(Reply.NOTHING, phone.acknowledges(sent.commandUuid()));
        assertEquals(Reply.NOTHING, phone.idles());
        assertEquals(1, phone.row().ledger().size());
        assertEquals(State.INSTALLED, phone.row().ledger().getFirst().state());
        assertEquals(Optional.empty(), scenario.events.answered.getLast());
    }

    /** After a removal whose answer was lost the profile is not there any more. */
    @Test
    void takesAProfileThatIsNotThereForRemoved() {
        for (ErrorLink gone : List.of(new ErrorLink(89, "MDMClientError", ""),
                new ErrorLink(12075, "MCMDMErrorDomain", ""))) {
            scenario.wants(OFFICE365, IOS, PASSCODE);
            TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
            phone.session();
            scenario.wants(OFFICE365, IOS);
            String uuid = command(phone.idles()).commandUuid();
            assertEquals(Reply.NOTHING, phone.says(new CommandError(phone.ids(), uuid, List.of(gone), false)));
            assertEquals(List.of(), phone.row().ledger());
            assertEquals(scenario.store.tenant.epoch(), phone.row().epoch());
        }
    }

    /** A definition that compiles wrongly for one platform keeps nothing else from the device. */
    @Test
    void aPayloadOfAnotherPlatformIsRefusedForGoodAndOthersGo() {
        Setting wrong = Scenario.nodes(OFFICE365, "bad", "./Vendor/X", "1");
        scenario.wants(OFFICE365, IOS, wrong, PASSCODE);
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        assertEquals(1, phone.session().size());
        assertEquals(State.FAILED, phone.held("bad").state());
        assertEquals(State.INSTALLED, phone.held("passcode").state());
    }
}
