package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.ManagementAuthority.OFFICE365;
import static dev.muster.gateway.model.Platform.IOS;
import static dev.muster.gateway.model.Platform.MACOS;
import static dev.muster.gateway.session.TestDevice.command;
import static dev.muster.gateway.session.TestDevice.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.store.CertificateStatus;
import dev.muster.gateway.store.CheckInRead.Grant;
import dev.muster.protocol.apple.AppleDeviceCodec.ReceivedCommand;
import dev.muster.protocol.apple.AppleMessage.Authenticate;
import dev.muster.protocol.apple.AppleMessage.CheckOut;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.AppleMessage.UserAuthenticate;
import dev.muster.protocol.apple.EnrollmentIds;

/** How Apple devices come under management and leave it (PROTOCOLS.md, Apple MDM; R13, R14, R25). */
@Timeout(20)
class AppleEnrolmentTest {
    private final Scenario scenario = new Scenario(TenantAuthority.OFFICE365);

    @Test
    void onlyTheTokenUpdateCompletesAnEnrolment() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").issued();
        assertEquals(Reply.NOTHING, phone.authenticates());
        assertEquals(DeviceState.AUTHENTICATED, phone.row().state());
        assertEquals(Optional.empty(), phone.row().certificate());
        assertEquals("UDID-1", phone.row().hardware().udid());
        assertEquals("SERIAL-1", phone.row().hardware().serial());
        assertEquals(CertificateStatus.ISSUED, scenario.store.statusOf(phone.certificate));

        assertEquals(Reply.NOTHING, phone.updatesToken("token", "magic"));
        assertEquals(DeviceState.ENROLLED, phone.row().state());
        assertEquals(1, phone.row().enrolment());
        assertEquals(Optional.of(phone.certificate), phone.row().certificate());
        assertEquals(Optional.empty(), phone.row().pending());
        assertEquals(CertificateStatus.ACTIVE, scenario.store.statusOf(phone.certificate));
        assertArrayEquals(bytes("token"), phone.push().token());
        assertArrayEquals(bytes("magic"), phone.push().magic());
        assertEquals(Scenario.TOPIC, phone.push().topic());
    }

    @Test
    void aRepeatedAuthenticateChangesNothing() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").issued();
        phone.authenticates();
        long version = phone.row().version();
        assertEquals(Reply.NOTHING, phone.authenticates());
        assertEquals(version, phone.row().version());
    }

    @Test
    void anEnrolledDeviceStaysEnrolledWhileAnotherEnrolmentIsPending() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(OFFICE365);
        TestDevice again = phone.withNewCertificate();
        assertEquals(Reply.NOTHING, again.authenticates());
        assertEquals(DeviceState.ENROLLED, phone.row().state());
        assertEquals(Optional.of(phone.certificate), phone.row().certificate());
        assertEquals(Reply.NOTHING, phone.idles(), "the enrolment before is served until the TokenUpdate");
        assertEquals(Category.NOT_ENROLLED, refusal(again.idles()));
    }

    /** R25: a new enrolment starts with an empty queue; the certificate before is no longer accepted. */
    @Test
    void aNewEnrolmentClosesTheOldQueueAndSupersedesTheOldCertificate() {
        scenario.wants(OFFICE365, IOS, Scenario.profile(OFFICE365, "passcode", "1"));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        phone.session();
        PendingCommand wipe = phone.queue(Action.Kind.WIPE, OFFICE365);
        assertEquals(1, phone.row().ledger().size());

        TestDevice again = phone.withNewCertificate();
        again.authenticates();
        again.updatesToken("token-2", "magic-2");
        assertEquals(2, phone.row().enrolment());
        assertEquals(List.of(), phone.row().ledger());
        assertEquals(Optional.empty(), phone.row().managedBy());
        assertEquals(List.of(), phone.pending());
        assertEquals(wipe.id(), phone.finished().getLast().command().id());
        assertEquals(Outcome.CANCELLED, phone.finished().getLast().outcome());
        assertEquals(CertificateStatus.SUPERSEDED, scenario.store.statusOf(phone.certificate));
        assertEquals(Category.CERTIFICATE_REVOKED, refusal(phone.idles()));
        assertEquals(List.of("InstallProfile"), again.session().stream().map(ReceivedCommand::requestType).toList());
    }

    @Test
    void refusesACertificateThatWasIssuedToAnotherUdidOrSerial() {
        TestDevice byUdid = scenario.givenDevice(IOS).ofUser("ada").boundToUdid("UDID-OTHER").issued();
        assertEquals(Category.ENROLMENT_REFUSED, refusal(byUdid.authenticates()));
        TestDevice bySerial = scenario.givenDevice(IOS).ofUser("ada").boundToSerial("SERIAL-OTHER").issued();
        assertEquals(Category.ENROLMENT_REFUSED, refusal(bySerial.authenticates()));
        TestDevice right = scenario.givenDevice(IOS).ofUser("ada").boundToSerial("serial-1").issued();
        assertEquals(Reply.NOTHING, right.authenticates());
    }

    @Test
    void refusesToReEnrolForAnotherUserUnlessTheCertificateIsBoundToTheHardware() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(OFFICE365);
        TestDevice stranger = phone.withNewCertificate(new Grant(Optional.of(scenario.user("mallory")), "", "", 0));
        assertEquals(Category.ENROLMENT_REFUSED, refusal(stranger.authenticates()));
        assertEquals(Optional.empty(), phone.row().pending());
        TestDevice released = phone.withNewCertificate(new Grant(Optional.of(scenario.user("bob")), phone.udid, "", 0));
        assertEquals(Reply.NOTHING, released.authenticates());
    }

    @Test
    void anotherRowOfTheSameHardwareIsReplacedWhenItsUserEnrolsAgain() {
        TestDevice old = scenario.givenDevice(IOS).ofUser("ada").called("SAME").enrolledWith(OFFICE365);
        PendingCommand waiting = old.queue(Action.Kind.WIPE, OFFICE365);
        TestDevice next = scenario.givenDevice(IOS).ofUser("ada").called("SAME").issued();
        assertEquals(Reply.NOTHING, next.authenticates());
        assertEquals(DeviceState.ENROLLED, old.row().state(), "replaced by the TokenUpdate, not before");
        next.updatesToken("token", "magic");
        assertEquals(DeviceState.REPLACED, old.row().state());
        assertEquals(CertificateStatus.SUPERSEDED, scenario.store.statusOf(old.certificate));
        assertEquals(waiting.id(), old.finished().getFirst().command().id());
        assertEquals(Category.CERTIFICATE_REVOKED, refusal(old.idles()));
    }

    @Test
    void refusesToTakeOverHardwareThatAnotherUserHasEnrolled() {
        TestDevice old = scenario.givenDevice(IOS).ofUser("ada").called("SAME").enrolledWith(OFFICE365);
        TestDevice thief = scenario.givenDevice(IOS).ofUser("mallory").called("SAME").issued();
        assertEquals(Category.ENROLMENT_REFUSED, refusal(thief.authenticates()));
        assertEquals(DeviceState.ISSUED, thief.row().state());
        assertEquals(DeviceState.ENROLLED, old.row().state());
    }

    @Test
    void refusesToTakeOverHardwareThatWasEnrolledBetweenAuthenticateAndTokenUpdate() {
        TestDevice thief = scenario.givenDevice(IOS).ofUser("mallory").called("SAME").issued();
        assertEquals(Reply.NOTHING, thief.authenticates());
        TestDevice owner = scenario.givenDevice(IOS).ofUser("ada").called("SAME").enrolledWith(OFFICE365);
        assertEquals(Category.ENROLMENT_REFUSED, refusal(thief.updatesToken("token", "magic")));
        assertEquals(DeviceState.ENROLLED, owner.row().state());
    }

    @Test
    void hardwareThatLeftManagementMayBeEnrolledByAnybody() {
        TestDevice old = scenario.givenDevice(IOS).ofUser("ada").called("SAME").enrolledWith(OFFICE365);
        old.checksOut();
        TestDevice next = scenario.givenDevice(IOS).ofUser("bob").called("SAME").issued();
        assertEquals(Reply.NOTHING, next.authenticates());
        assertEquals(Reply.NOTHING, next.updatesToken("token", "magic"));
        assertEquals(DeviceState.REPLACED, old.row().state());
    }

    @Test
    void anyAppleDeviceNeedsATopicToEnrolR13() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").issued();
        TestDevice laptop = scenario.givenDevice(MACOS).ofUser("ada").issued();
        scenario.tenantBecomes(TenantAuthority.OFFICE365, Map.of());
        assertEquals(Category.PUSH_CERTIFICATE_MISSING, refusal(phone.authenticates()));
        assertEquals(Category.PUSH_CERTIFICATE_MISSING, refusal(laptop.authenticates()));
        assertEquals(DeviceState.ISSUED, phone.row().state());
    }

    /** The TokenUpdate may be sent only once (R13): an enrolment that Authenticate opened is known. */
    @Test
    void aGateThatClosesAfterAuthenticateLosesNoTokenUpdate() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").issued();
        phone.authenticates();
        scenario.tenantBecomes(TenantAuthority.OFFICE365, Map.of());
        assertEquals(Reply.NOTHING, phone.updatesToken("token", "magic"));
        assertEquals(DeviceState.ENROLLED, phone.row().state());
        assertArrayEquals(bytes("token"), phone.push().token());
    }

    @Test
    void aLaterTokenUpdateReplacesTheAddressAndKeepsTheUnlockToken() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").issued();
        phone.authenticates();
        phone.says(phone.tokenUpdate("token", "magic", Optional.of("unlock"), false));
        phone.updatesToken("token-2", "magic-2");
        assertArrayEquals(bytes("token-2"), phone.push().token());
        assertArrayEquals(bytes("magic-2"), phone.push().magic());
        assertArrayEquals(bytes("unlock"), scenario.store.unlockTokens.get(phone.id));
        assertEquals(1, phone.row().enrolment(), "the same enrolment goes on");
    }

    @Test
    void checkOutEndsManagementCancelsTheQueueAndForgetsWhatWasInstalled() {
        scenario.wants(OFFICE365, IOS, Scenario.profile(OFFICE365, "passcode", "1"));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        phone.session();
        phone.queue(Action.Kind.WIPE, OFFICE365);
        assertEquals(Reply.NOTHING, phone.checksOut());
        assertEquals(DeviceState.UNENROLLED, phone.row().state());
        assertEquals(List.of(), phone.row().ledger());
        assertEquals(List.of(), phone.pending());
        assertEquals(Outcome.CANCELLED, phone.finished().getLast().outcome());
        long version = phone.row().version();
        assertEquals(Reply.NOTHING, phone.checksOut(), "a repetition is answered alike");
        assertEquals(version, phone.row().version());
        assertEquals(Category.NOT_ENROLLED, refusal(phone.idles()));
    }

    @Test
    void checkOutIsTakenInWhileTheGateIsClosedR13() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(OFFICE365);
        scenario.tenantBecomes(TenantAuthority.OFFICE365, Map.of());
        assertEquals(Reply.NOTHING, phone.checksOut());
        assertEquals(DeviceState.UNENROLLED, phone.row().state());
    }

    @Test
    void checkOutOfAPendingEnrolmentLeavesTheOneBeforeIt() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(OFFICE365);
        TestDevice again = phone.withNewCertificate();
        again.authenticates();
        assertEquals(Reply.NOTHING, again.checksOut());
        assertEquals(DeviceState.ENROLLED, phone.row().state());
        assertEquals(Optional.empty(), phone.row().pending());
    }

    @Test
    void aDeviceThatLeftEnrolsAgainWithANewCertificate() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(OFFICE365);
        phone.checksOut();
        assertEquals(Category.NOT_ENROLLED, refusal(phone.authenticates()));
        TestDevice again = phone.withNewCertificate();
        assertEquals(Reply.NOTHING, again.authenticates());
        assertEquals(DeviceState.AUTHENTICATED, phone.row().state());
        assertEquals(Reply.NOTHING, again.updatesToken("token", "magic"));
        assertEquals(DeviceState.ENROLLED, phone.row().state());
        assertEquals(2, phone.row().enrolment());
    }

    /** A user enrolment does not tell its UDID; its EnrollmentID names the device from then on. */
    @Test
    void aUserEnrolmentIsNamedByItsEnrollmentId() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").issued();
        EnrollmentIds ids = new EnrollmentIds(Optional.empty(), Optional.of("ENROLMENT-1"), Optional.empty(),
                Optional.empty(), Optional.empty());
        assertEquals(Reply.NOTHING, phone.says(new Authenticate(ids, Scenario.TOPIC, Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())));
        assertEquals(Reply.NOTHING, phone.says(new TokenUpdate(ids, Scenario.TOPIC, new Secret(bytes("t")),
                new Secret(bytes("m")), Optional.empty(), false)));
        assertEquals(DeviceState.ENROLLED, phone.row().state());
        assertEquals("ENROLMENT-1", phone.row().hardware().udid());
        assertEquals(Reply.NOTHING, phone.says(new Idle(ids)));
        assertEquals(Category.IDENTITY_MISMATCH, refusal(phone.says(new Idle(new EnrollmentIds(Optional.empty(),
                Optional.of("ENROLMENT-2"), Optional.empty(), Optional.empty(), Optional.empty())))));
        assertEquals(Category.IDENTITY_MISMATCH, refusal(phone.idles()), "a UDID is another name");
    }

    /** A user who logs out of a shared device says CheckOut for the user's channel: the device stays (R14). */
    @Test
    void aUserChannelNeverSpeaksForTheDevice() {
        TestDevice mac = scenario.givenDevice(MACOS).ofUser("ada").enrolledWith(OFFICE365);
        EnrollmentIds user = new EnrollmentIds(Optional.of(mac.udid), Optional.empty(), Optional.of("USER-1"),
                Optional.empty(), Optional.empty());
        assertEquals(Reply.NOTHING, mac.says(new CheckOut(user)));
        assertEquals(DeviceState.ENROLLED, mac.row().state());
        assertEquals(Category.USER_CHANNEL_DECLINED,
                refusal(mac.says(new UserAuthenticate(user, Optional.empty()))));
        assertTrue(scenario.store.pushes.isEmpty());
    }

    /** Setup Assistant hangs without DeviceConfigured; it comes after the settings and within the first session. */
    @Test
    void letsSetupAssistantGoOnAfterTheFirstSettings() {
        scenario.wants(OFFICE365, IOS, Scenario.profile(OFFICE365, "passcode", "1"));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").issued();
        phone.authenticates();
        phone.says(phone.tokenUpdate("token", "magic", Optional.empty(), true));
        assertEquals(List.of("InstallProfile", "DeviceConfigured"),
                phone.session().stream().map(ReceivedCommand::requestType).toList());
        assertEquals(Optional.of(OFFICE365), phone.row().managedBy());
        assertEquals(List.of(), phone.session());
    }

    @Test
    void letsSetupAssistantGoOnEvenIfASettingIsRefusedOrPutOff() {
        scenario.wants(OFFICE365, IOS, Scenario.profile(OFFICE365, "passcode", "1"));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").issued();
        phone.authenticates();
        phone.says(phone.tokenUpdate("token", "magic", Optional.empty(), true));
        ReceivedCommand install = command(phone.idles());
        ReceivedCommand configured = command(phone.declines(install.commandUuid()));
        assertEquals("DeviceConfigured", configured.requestType());
        assertEquals(Reply.NOTHING, phone.declines(configured.commandUuid()), "not offered twice in one session");
        assertEquals("InstallProfile", command(phone.idles()).requestType());
        assertFalse(phone.row().convergedHash().isEmpty(), "still waiting");
    }

    /** The bound of PROTOCOLS.md: settings that never go in do not keep the user from the device. */
    @Test
    void setupAssistantWaitsFiveMinutesAtMost() {
        scenario.wants(OFFICE365, IOS, Scenario.profile(OFFICE365, "passcode", "1"));
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").issued();
        phone.authenticates();
        phone.says(phone.tokenUpdate("token", "magic", Optional.empty(), true));
        scenario.later(Duration.ofMinutes(5).minusMillis(1));
        assertEquals("InstallProfile", command(phone.idles()).requestType());
        scenario.later(Duration.ofMillis(1));
        ReceivedCommand configured = command(phone.idles());
        assertEquals("DeviceConfigured", configured.requestType(), "before anything else");
        assertEquals("InstallProfile", command(phone.acknowledges(configured.commandUuid())).requestType());
        assertEquals("InstallProfile", command(phone.idles()).requestType(), "not waiting any more");
    }

    @Test
    void setupAssistantThatWaitsAgainIsLetGoOnAgain() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolledWith(OFFICE365);
        phone.says(phone.tokenUpdate("token", "magic", Optional.empty(), true));
        scenario.later(Duration.ofMinutes(4));
        phone.says(phone.tokenUpdate("token", "magic", Optional.empty(), true));
        String waiting = phone.row().convergedHash();
        assertEquals(Scenario.START.toEpochMilli(), Long.parseLong(waiting.substring("awaiting ".length())),
                "the time does not begin anew");
        assertEquals(List.of("DeviceConfigured"), phone.session().stream().map(ReceivedCommand::requestType).toList());
        assertEquals(List.of(), phone.session());
        assertEquals(Optional.of(OFFICE365), phone.row().managedBy());
    }

    @Test
    void letsSetupAssistantGoOnOfAStrandedDeviceR8() {
        TestDevice phone = scenario.givenDevice(IOS).placedUnder(INTUNE).issued();
        scenario.tenantBecomes(TenantAuthority.COEXISTENCE, Map.of(INTUNE, Scenario.TOPIC));
        phone.authenticates();
        phone.says(phone.tokenUpdate("token", "magic", Optional.empty(), true));
        scenario.tenantBecomes(TenantAuthority.OFFICE365);
        assertEquals(List.of("DeviceConfigured"), phone.session().stream().map(ReceivedCommand::requestType).toList());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
