package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.Platform.IOS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.apple.AppleDeviceCodec.ReceivedCommand;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistString;

/** After a restore a device is asked what it holds before anything is installed or removed (R14), and held actions wait (R25). */
class InventoryFirstTest {
    private static final String FOUND = "dev.muster.contoso.guest-wifi-0123abcd";
    private static final String ENROLMENT = "dev.muster.contoso.enrolment-0123abcd";

    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE);
    private TestDevice device;

    InventoryFirstTest() {
        device = scenario.givenDevice(IOS).ofUser("ada").enrolled();
    }

    /** The ledger of the backup names two settings, of which the tenant wants one. */
    @BeforeEach
    void givenARestoredDevice() {
        scenario.wants(INTUNE, IOS, Scenario.profile(INTUNE, "pin", "1"), Scenario.profile(INTUNE, "old", "1"));
        assertEquals(2, device.session().size());
        scenario.wants(INTUNE, IOS, Scenario.profile(INTUNE, "pin", "1"));
        Device row = device.row();
        scenario.store.devices.put(row.id(),
                new Device(row.tenant(), row.id(), row.version() + 1, row.platform(), row.user(), row.state(),
                        row.enrolment(), row.certificate(), row.pending(), row.hardware(), row.placedUnder(),
                        row.managedBy(), row.epoch(), Device.INVENTORY_FIRST, row.ledger()));
    }

    @Test
    void asksForTheProfilesAndOnlyThenInstallsAndRemoves() {
        ReceivedCommand question = TestDevice.command(device.idles());
        assertEquals("ProfileList", question.requestType());
        assertEquals(2, device.row().ledger().size(), "nothing is touched before the answer");
        assertEquals(List.of("InstallProfile dev.muster.contoso.pin", "RemoveProfile dev.muster.contoso.old",
                "RemoveProfile " + FOUND),
                told(device.says(list(question, "dev.muster.contoso.pin", "dev.muster.contoso.old", FOUND,
                        "com.example.somebody-else"))));
        assertInstanceOf(Reply.Nothing.class, device.idles());
        assertEquals(1, device.row().ledger().size());
    }

    @Test
    void forgetsWhatIsNotThereAndNeverTouchesTheEnrolment() {
        ReceivedCommand question = TestDevice.command(device.idles());
        assertEquals(List.of("InstallProfile dev.muster.contoso.pin"), told(device.says(list(question, ENROLMENT))));
        assertEquals(List.of("pin"), device.row().ledger().stream().map(held -> held.name().value()).toList());
    }

    @Test
    void asksAgainInTheNextSessionIfTheDeviceDoesNotSayNow() {
        ReceivedCommand question = TestDevice.command(device.idles());
        assertInstanceOf(Reply.Nothing.class, device.declines(question.commandUuid()), "and nothing else goes out");
        assertEquals("ProfileList", TestDevice.command(device.idles()).requestType());
    }

    @Test
    void takesEverythingForBeingThereIfTheDeviceDoesNotTell() {
        ReceivedCommand question = TestDevice.command(device.idles());
        assertEquals(List.of("InstallProfile dev.muster.contoso.pin", "RemoveProfile dev.muster.contoso.old"),
                told(device.fails(question.commandUuid())));
    }

    @Test
    void anActionOnHoldIsNotSentAndALockThatIsQueuedGoesBeforeTheQuestion() {
        PendingCommand wipe = device.queue(Action.Kind.WIPE, INTUNE);
        scenario.store.pending.put(device.id, new ArrayList<>(
                List.of(TurnDraft.inState(wipe, PendingCommand.State.HELD, 0))));
        device.queue(Action.Kind.LOCK, INTUNE);
        assertEquals("DeviceLock", TestDevice.command(device.idles()).requestType());
        for (int i = 0; i < 3; i++) {
            assertTrue(device.session().stream().noneMatch(command -> command.requestType().equals("EraseDevice")));
        }
        assertEquals(PendingCommand.State.HELD, device.pending().getFirst().state());
    }

    private List<String> told(Reply first) {
        List<String> told = new ArrayList<>();
        for (Reply reply = first; reply instanceof Reply.Answer;) {
            ReceivedCommand command = TestDevice.command(reply);
            told.add(command.requestType() + " " + command.content().string("Identifier")
                    .orElseGet(() -> new String(command.content().data("Payload").orElseThrow(),
                            java.nio.charset.StandardCharsets.UTF_8).lines().findFirst().orElseThrow()));
            reply = device.acknowledges(command.commandUuid());
        }
        return told;
    }

    /** The enrolment profile is the one with the management in it, whatever it is called. */
    private Acknowledged list(ReceivedCommand question, String... identifiers) {
        List<dev.muster.protocol.plist.PlistValue> profiles = new ArrayList<>();
        for (String identifier : identifiers) {
            String type = identifier.equals(ENROLMENT) ? "com.apple.mdm" : "com.apple.wifi.managed";
            profiles.add(new PlistDict(Map.of("PayloadIdentifier", new PlistString(identifier), "PayloadContent",
                    new PlistArray(List.of(new PlistDict(Map.of("PayloadType", new PlistString(type))))))));
        }
        return new Acknowledged(device.ids(), question.commandUuid(),
                new PlistDict(Map.of("ProfileList", new PlistArray(profiles))));
    }
}
