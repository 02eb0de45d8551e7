package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.ManagementAuthority.OFFICE365;
import static dev.muster.gateway.model.Platform.IOS;
import static dev.muster.gateway.model.Platform.IPADOS;
import static dev.muster.gateway.model.Platform.MACOS;
import static dev.muster.gateway.session.TestDevice.command;
import static dev.muster.gateway.session.TestDevice.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.UserChannel;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleDeviceCodec.ReceivedCommand;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.apple.AppleMessage.CheckOut;
import dev.muster.protocol.apple.AppleMessage.CommandError;
import dev.muster.protocol.apple.AppleMessage.GetToken;
import dev.muster.protocol.apple.AppleMessage.Idle;
import dev.muster.protocol.apple.AppleMessage.NotNow;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.AppleMessage.TokenUpdate;
import dev.muster.protocol.apple.AppleMessage.UserAuthenticate;
import dev.muster.protocol.apple.EnrollmentIds;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistString;

/** Users of Apple devices: declined, or managed beside their device (PROTOCOLS.md, Apple MDM). */
@Timeout(20)
class UserChannelTest {
    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE, 7,
            new AppleOptions(true, false, false, Optional.empty()));

    /** A user of a device, who speaks over its certificate. */
    private record User(TestDevice device, EnrollmentIds ids) {
        static User ofMac(TestDevice device, String guid) {
            return new User(device, new EnrollmentIds(Optional.of(device.udid), Optional.empty(), Optional.of(guid),
                    Optional.empty(), Optional.of("ada")));
        }

        static User ofSharedIpad(TestDevice device, String account) {
            return new User(device, new EnrollmentIds(Optional.of(device.udid), Optional.empty(),
                    Optional.of(EnrollmentIds.SHARED_IPAD_USER), Optional.empty(), Optional.of(account)));
        }

        Reply says(AppleMessage message) {
            return device.says(message);
        }

        Reply updatesToken(String token, boolean awaiting) {
            return says(new TokenUpdate(ids, Scenario.TOPIC, secret(token), secret("magic " + token),
                    Optional.empty(), awaiting));
        }

        Reply idles() {
            return says(new Idle(ids));
        }

        UserChannel channel() {
            return device.scenario.store.apple.channel(Scenario.TENANT, device.id, ids.user().orElseThrow())
                    .orElseThrow();
        }

        PushAddress push() {
            return device.scenario.store.apple.pushAddress(Scenario.TENANT, device.id, ids.user().orElseThrow())
                    .orElseThrow();
        }

        PendingCommand queue(Action.Kind kind) {
            PendingCommand command = new PendingCommand(device.scenario.nextCommandId(), device.row().enrolment(),
                    INTUNE, new Action(kind, Map.of()), device.scenario.now(), PendingCommand.State.QUEUED, 0);
            assertTrue(device.scenario.store.apple.queue(Scenario.TENANT, device.id, ids.user().orElseThrow(), command,
                    device.scenario.now()));
            return command;
        }
    }

    private static Secret secret(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private TestDevice mac() {
        TestDevice mac = scenario.givenDevice(MACOS).ofUser("ada").issued();
        mac.authenticates();
        mac.updatesToken("device token", "device magic");
        return mac;
    }

    @Test
    void aUserIsAcceptedWithoutAPassword() throws MalformedMessage {
        User ada = User.ofMac(mac(), "GUID-1");
        Reply.Answer answer = assertInstanceOf(Reply.Answer.class,
                ada.says(new UserAuthenticate(ada.ids(), Optional.empty())));
        PlistDict challenge = assertInstanceOf(PlistDict.class,
                PlistCodec.decode(answer.body(), DecodeLimits.DEFAULT));
        assertEquals(Map.of("DigestChallenge", new PlistString("")), challenge.entries());
    }

    @Test
    void aUsersTokenIsTheirOwnAndLeavesTheDevicesAlone() {
        TestDevice mac = mac();
        long version = mac.row().version();
        User ada = User.ofMac(mac, "GUID-1");
        User bob = User.ofMac(mac, "GUID-2");
        assertEquals(Reply.NOTHING, ada.updatesToken("ada's", false));
        assertEquals(Reply.NOTHING, bob.updatesToken("bob's", false));
        assertEquals("ada's", text(ada.push().token()));
        assertEquals("magic bob's", text(bob.push().magic()));
        assertEquals("device token", text(mac.push().token()));
        assertEquals(version, mac.row().version());
        assertEquals(2, scenario.store.apple.channels(Scenario.TENANT, mac.id).size());
        ada.updatesToken("ada's second", false);
        assertEquals("ada's second", text(ada.push().token()));
        assertEquals("ada", ada.channel().shortName());
    }

    @Test
    void aUsersCommandsAreTheirOwn() {
        TestDevice mac = mac();
        User ada = User.ofMac(mac, "GUID-1");
        ada.updatesToken("t", false);
        mac.session();
        PendingCommand question = ada.queue(Action.Kind.DEVICE_INFORMATION);
        assertEquals(List.of(), mac.session(), "the device gets none of them");
        ReceivedCommand sent = command(ada.idles());
        assertEquals("DeviceInformation", sent.requestType());
        assertEquals(Reply.NOTHING, ada.says(new Acknowledged(ada.ids(), sent.commandUuid(),
                new PlistDict(Map.of("QueryResponses", new PlistDict(Map.of("OSVersion", new PlistString("99"))))))));
        assertEquals(List.of(), ada.channel().commands());
        assertEquals(question.id(), mac.finished().getLast().command().id());
        assertEquals(Outcome.DONE, mac.finished().getLast().outcome());
        assertTrue(text(mac.finished().getLast().result()).contains("OSVersion"));
        assertEquals("19.1", mac.row().hardware().osVersion(), "a user's answer is not the device's word");
    }

    @Test
    void notNowOfAUserWaitsForTheUsersNextIdleAndOthersOvertakeIt() {
        User ada = User.ofMac(mac(), "GUID-1");
        ada.updatesToken("t", false);
        PendingCommand first = ada.queue(Action.Kind.DEVICE_INFORMATION);
        PendingCommand second = ada.queue(Action.Kind.DEVICE_INFORMATION);
        ReceivedCommand put = command(ada.idles());
        ReceivedCommand next = command(ada.says(new NotNow(ada.ids(), put.commandUuid())));
        assertTrue(next.commandUuid().contains(second.id().toString()));
        assertEquals(Reply.NOTHING, ada.says(new CommandError(ada.ids(), next.commandUuid(), List.of(), true)));
        assertTrue(command(ada.idles()).commandUuid().contains(first.id().toString()));
    }

    /** R25: an action belongs to one enrolment; the users of the one before are gone with it. */
    @Test
    void anotherEnrolmentEndsItsUsersChannelsAndTheirCommands() {
        TestDevice mac = mac();
        User ada = User.ofMac(mac, "GUID-1");
        ada.updatesToken("t", false);
        PendingCommand waiting = ada.queue(Action.Kind.DEVICE_INFORMATION);
        TestDevice again = mac.withNewCertificate();
        again.authenticates();
        assertEquals(1, scenario.store.apple.channels(Scenario.TENANT, mac.id).size(), "pending changes nothing");
        again.updatesToken("token", "magic");
        assertEquals(List.of(), scenario.store.apple.channels(Scenario.TENANT, mac.id));
        assertEquals(waiting.id(), mac.finished().getLast().command().id());
        assertEquals(Outcome.CANCELLED, mac.finished().getLast().outcome());
    }

    /** R14: a user who leaves takes the channel along, never the device. */
    @Test
    void checkOutOfAUserEndsTheUsersChannelOnly() {
        TestDevice mac = mac();
        User ada = User.ofMac(mac, "GUID-1");
        ada.updatesToken("t", false);
        ada.queue(Action.Kind.DEVICE_INFORMATION);
        assertEquals(Reply.NOTHING, ada.says(new CheckOut(ada.ids())));
        assertEquals(DeviceState.ENROLLED, mac.row().state());
        assertEquals(Outcome.CANCELLED, mac.finished().getLast().outcome());
        assertEquals(List.of(), scenario.store.apple.channels(Scenario.TENANT, mac.id));
        assertEquals(Reply.NOTHING, ada.says(new CheckOut(ada.ids())), "a repetition is answered alike");
    }

    /** A Shared iPad's users have one UserID; their Managed Apple Accounts tell them apart. */
    @Test
    void theUsersOfASharedIpadAreToldApartAndLetIn() {
        TestDevice pad = scenario.givenDevice(IPADOS).enrolled();
        scenario.tenantBecomes(TenantAuthority.INTUNE);
        User ada = User.ofSharedIpad(pad, "ada@example.com");
        User bob = User.ofSharedIpad(pad, "bob@example.com");
        ada.updatesToken("a", true);
        bob.updatesToken("b", false);
        assertEquals(2, scenario.store.apple.channels(Scenario.TENANT, pad.id).size());
        ReceivedCommand go = command(ada.idles());
        assertEquals("UserConfigured", go.requestType());
        assertEquals(Reply.NOTHING, ada.says(new NotNow(ada.ids(), go.commandUuid())));
        assertEquals("UserConfigured", command(ada.idles()).requestType(), "until it is taken");
        assertEquals(Reply.NOTHING, ada.says(new Acknowledged(ada.ids(), go.commandUuid(), new PlistDict(Map.of()))));
        assertFalse(ada.channel().awaitingConfiguration());
        assertEquals(Reply.NOTHING, ada.idles());
        assertEquals(Reply.NOTHING, bob.idles());
    }

    /** R13: nothing goes out, but what is said only once is kept. */
    @Test
    void theGateOfTheDeviceClosesItsUsersTooR13() {
        TestDevice pad = scenario.givenDevice(IPADOS).ofUser("ada").enrolled();
        User ada = User.ofSharedIpad(pad, "ada@example.com");
        ada.updatesToken("a", true);
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of());
        assertEquals(Category.PUSH_CERTIFICATE_MISSING, refusal(ada.idles()));
        assertEquals(Reply.NOTHING, ada.updatesToken("a2", false));
        assertEquals("a2", text(ada.push().token()));
    }

    @Test
    void aUserHangsUnderAnEnrolmentThatStands() {
        TestDevice mac = mac();
        TestDevice again = mac.withNewCertificate();
        again.authenticates();
        User early = User.ofMac(again, "GUID-1");
        assertEquals(Category.NOT_ENROLLED, refusal(early.updatesToken("t", false)));
        mac.checksOut();
        assertEquals(Category.NOT_ENROLLED, refusal(User.ofMac(mac, "GUID-1").updatesToken("t", false)));
        assertTrue(scenario.store.apple.channels.isEmpty());
    }

    @Test
    void toleratesAUserNobodyKnowsAndRefusesWhatIsNoUsersMessage() {
        User ada = User.ofMac(mac(), "GUID-1");
        assertEquals(Reply.NOTHING, ada.idles());
        assertTrue(scenario.events.oddities.contains("unknown-user-channel"));
        assertEquals(Category.UNSUPPORTED_MESSAGE, refusal(ada.says(new GetToken(ada.ids(), "com.apple.maid"))));
        assertEquals(Category.UNSUPPORTED_MESSAGE,
                refusal(ada.says(new AppleMessage.SetBootstrapToken(ada.ids(), Optional.of(secret("x"))))));
        assertTrue(scenario.store.apple.tokens.isEmpty());
    }

    /** A user's message names the device by its certificate's; another device's is a security event. */
    @Test
    void aUserOfAnotherDeviceIsRefused() {
        TestDevice mac = mac();
        TestDevice other = scenario.givenDevice(MACOS).ofUser("bob").enrolled();
        assertEquals(Category.IDENTITY_MISMATCH, refusal(other.says(new Idle(User.ofMac(mac, "GUID-1").ids()))));
    }

    @Test
    void aChannelThatKeepsChangingAsksTheDeviceToComeAgain() {
        User ada = User.ofMac(mac(), "GUID-1");
        scenario.store.apple.conflicts = 2;
        assertEquals(Reply.NOTHING, ada.updatesToken("t", false));
        scenario.store.apple.conflicts = 100;
        assertEquals(Category.CONFLICT, refusal(ada.updatesToken("t2", false)));
    }

    /** R24, R25: what the serving authority cannot do is not delivered on a user's channel either. */
    @Test
    void anActionOfTheOldAuthorityIsCancelledAfterASwitch() {
        TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
        User ada = User.ofMac(phone, "GUID-1");
        ada.updatesToken("t", false);
        PendingCommand question = ada.queue(Action.Kind.DEVICE_INFORMATION);
        scenario.tenantBecomes(TenantAuthority.OFFICE365, Map.of(OFFICE365, Scenario.TOPIC));
        assertEquals(Reply.NOTHING, ada.idles());
        assertEquals(question.id(), phone.finished().getLast().command().id());
        assertEquals(Outcome.CANCELLED, phone.finished().getLast().outcome());
    }
}
