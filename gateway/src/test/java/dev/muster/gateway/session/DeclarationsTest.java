package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.ManagementAuthority.OFFICE365;
import static dev.muster.gateway.model.Platform.IOS;
import static dev.muster.gateway.session.Scenario.profile;
import static dev.muster.gateway.session.Scenario.wifi;
import static dev.muster.gateway.session.TestDevice.command;
import static dev.muster.gateway.session.TestDevice.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.apple.AppleDeviceCodec.ReceivedCommand;

/** Settings as declarations (docs/apple.md); the plan behind them is the same as with commands (R10 to R11b). */
@Timeout(20)
class DeclarationsTest {
    private static final Setting OFFICE_WIFI = wifi(INTUNE, "office", "1");
    private static final Setting GUEST_WIFI = wifi(INTUNE, "guest", "1");
    private static final Setting PASSCODE = profile(INTUNE, "passcode", "1");
    private static final String OFFICE = "dev.muster.contoso.office";
    private static final String GUEST = "dev.muster.contoso.guest";

    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE, 7,
            new AppleOptions(false, true, false, Optional.empty()));
    private final TestDevice phone = scenario.givenDevice(IOS).ofUser("ada").enrolled();
    private final DeclaredDevice declared = new DeclaredDevice(phone);

    /** A whole session: every command is carried out and acknowledged. */
    private List<String> session() throws IOException {
        List<String> types = new java.util.ArrayList<>();
        Reply reply = phone.idles();
        while (reply instanceof Reply.Answer) {
            ReceivedCommand command = command(reply);
            types.add(command.requestType());
            if (command.requestType().equals("DeclarativeManagement")) {
                declared.synchronises(command);
            }
            reply = phone.acknowledges(command.commandUuid());
        }
        assertEquals(Reply.NOTHING, reply);
        return types;
    }

    @Test
    void aStatusReportIsTheAcknowledgement() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI, GUEST_WIFI);
        assertEquals(List.of("DeclarativeManagement"), session(), "one command for the whole set");
        assertEquals(Map.of(OFFICE, "1", GUEST, "1"), declared.held());
        assertEquals(State.SENT, phone.held("office").state());
        assertEquals(Optional.empty(), phone.row().managedBy(), "not complete before the device says so");
        assertEquals(Reply.NOTHING, declared.reports());
        assertEquals(State.INSTALLED, phone.held("office").state());
        assertEquals(Optional.of(INTUNE), phone.row().managedBy());
        assertEquals(List.of(), session());
        assertTrue(new String(scenario.store.declarations.report(Scenario.TENANT, phone.id).orElseThrow(),
                StandardCharsets.UTF_8).contains("server-token"), "the report is kept as it came");
    }

    /** Devices ignore passcode rules and accounts in a declared profile and report success all the same. */
    @Test
    void kindsThatDevicesIgnoreInDeclaredProfilesStayCommands() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI, PASSCODE);
        assertEquals(List.of("DeclarativeManagement", "InstallProfile"), session());
        assertEquals(State.INSTALLED, phone.held("passcode").state());
        assertEquals(Map.of(OFFICE, "1"), declared.held());
        declared.reports();
        assertEquals(Optional.of(INTUNE), phone.row().managedBy());
        scenario.wants(INTUNE, IOS, OFFICE_WIFI);
        assertEquals(List.of("RemoveProfile"), session(), "what a command installed, a command removes");
    }

    /** R10, R11: new ones first, the same name in place, old ones withdrawn only when the device has said so. */
    @Test
    void oldOnesAreWithdrawnWhenTheNewOnesAreInPlaceR10() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI, GUEST_WIFI);
        session();
        declared.reports();
        scenario.wants(INTUNE, IOS, wifi(INTUNE, "office", "2"));
        assertEquals(List.of("DeclarativeManagement"), session());
        assertEquals(Map.of(OFFICE, "2", GUEST, "1"), declared.held(), "no moment without protection");
        declared.reports();
        assertEquals(State.INSTALLED, phone.held("guest").state());
        assertEquals(List.of(phone.id), scenario.woken, "to be told so at once");
        assertEquals(List.of("DeclarativeManagement"), session());
        assertEquals(Map.of(OFFICE, "2"), declared.held());
        assertEquals(State.REMOVING, phone.held("guest").state());
        declared.reports();
        assertEquals(1, phone.row().ledger().size());
        assertEquals(scenario.store.tenant.epoch(), phone.row().epoch());
        assertEquals(List.of(), session());
        assertEquals(List.of(phone.id), scenario.woken, "nothing is left");
        assertEquals(3, declared.fetched, "what did not change is not fetched again");
    }

    /** Three refusals are for good; one that is invalid holds up no other. */
    @Test
    void anInvalidDeclarationIsTriedInThreeSessionsAndThenShownAsFailed() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI, GUEST_WIFI);
        declared.invalid.add(OFFICE);
        for (int i = 0; i < 3; i++) {
            session();
            declared.reports();
        }
        assertEquals(State.FAILED, phone.held("office").state());
        assertTrue(phone.held("office").detail().contains("declaration Error.Bad"));
        assertFalse(phone.held("office").detail().contains("secret words"));
        assertEquals(State.INSTALLED, phone.held("guest").state());
        assertEquals(List.of(), session());
    }

    /** A device says what it made of a declaration once; what it has not looked at again counts for nothing. */
    @Test
    void oneReportIsOneRefusalHoweverManySessionsFollow() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI);
        declared.invalid.add(OFFICE);
        session();
        declared.reports();
        for (int i = 0; i < 4; i++) {
            assertEquals(List.of("DeclarativeManagement"), session());
        }
        assertEquals("declaration Error.Bad", phone.held("office").detail());
        assertEquals(2, declared.fetched, "it looks again, once, because the token is another");
        declared.invalid.clear();
        declared.reports();
        assertEquals(State.INSTALLED, phone.held("office").state());
        assertEquals(List.of(), session());
    }

    @Test
    void aReportThatWasLostIsMadeUpForByTheNext() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI);
        session();
        assertEquals(List.of("DeclarativeManagement"), session(), "nothing was said, so it is told again");
        assertEquals(1, declared.fetched, "the same set has the same token");
        declared.reports();
        assertEquals(State.INSTALLED, phone.held("office").state());
    }

    @Test
    void anEnrolmentThatBeganWithCommandsStaysWithThem() throws IOException {
        Scenario before = new Scenario(TenantAuthority.INTUNE);
        before.wants(INTUNE, IOS, OFFICE_WIFI);
        TestDevice old = before.givenDevice(IOS).ofUser("ada").enrolled();
        assertEquals(List.of("InstallProfile"), old.session().stream().map(ReceivedCommand::requestType).toList());
        assertEquals(Category.UNSUPPORTED_MESSAGE, refusal(new DeclaredDevice(old).says("tokens")));
        assertTrue(Declaring.inUse(Optional.empty(), old.row(), true, before.now()).isEmpty());
    }

    @Test
    void aDeviceThatDoesNotKnowDeclarationsGetsCommands() {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI);
        ReceivedCommand unknown = command(phone.idles());
        assertEquals("DeclarativeManagement", unknown.requestType());
        assertEquals(Reply.NOTHING, phone.fails(unknown.commandUuid()));
        assertEquals(List.of("InstallProfile"), phone.session().stream().map(ReceivedCommand::requestType).toList());
        assertEquals(State.INSTALLED, phone.held("office").state());
        assertEquals(Optional.of(INTUNE), phone.row().managedBy());
        assertEquals(Category.UNSUPPORTED_MESSAGE, refusal(declared.says("tokens")));
    }

    @Test
    void anotherEnrolmentBeginsAnew() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI);
        session();
        declared.reports();
        TestDevice again = phone.withNewCertificate();
        again.authenticates();
        again.updatesToken("token", "magic");
        assertTrue(scenario.store.declarations.sets.isEmpty());
        assertEquals("DeclarativeManagement", command(again.idles()).requestType());
    }

    /** R11: another authority's setting of the same name replaces the old one in place. */
    @Test
    void anotherAuthoritysSettingReplacesTheDeclaredOneInPlaceR11() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI);
        session();
        declared.reports();
        scenario.tenantBecomes(TenantAuthority.OFFICE365, Map.of(OFFICE365, Scenario.TOPIC));
        scenario.wants(OFFICE365, IOS, profile(OFFICE365, "passcode", "1"));
        assertEquals(List.of("InstallProfile", "DeclarativeManagement"), session(),
                "withdrawn after the new one is in");
        assertEquals(Map.of(), declared.held());
        declared.reports();
        assertEquals(Optional.of(OFFICE365), phone.row().managedBy());
        assertEquals(1, phone.row().ledger().size());
    }

    @Test
    void aNameThatChangesItsKindChangesItsWay() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI);
        session();
        declared.reports();
        scenario.wants(INTUNE, IOS, profile(INTUNE, "office", "rules"));
        assertEquals(List.of("DeclarativeManagement", "InstallProfile"), session());
        assertEquals(Map.of(), declared.held());
        assertEquals(State.INSTALLED, phone.held("office").state());
    }

    @Test
    void profilesAreServedOnlyToTheDeviceTheyAreDeclaredToAndInThatVersion() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI);
        session();
        assertEquals(Category.UNKNOWN_DECLARATION, refusal(declared.fetchesProfile(OFFICE, "0000")));
        assertEquals(Category.UNKNOWN_DECLARATION, refusal(declared.fetchesProfile(GUEST, OFFICE_WIFI.version())));
        assertEquals(Category.UNKNOWN_DECLARATION, refusal(declared.says("declaration/configuration/" + GUEST)));
        assertEquals(Category.UNKNOWN_DECLARATION, refusal(declared.says("declaration/asset/" + OFFICE)));
        TestDevice other = scenario.givenDevice(IOS).ofUser("bob").enrolled();
        assertEquals(Category.UNKNOWN_DECLARATION,
                refusal(new DeclaredDevice(other).fetchesProfile(OFFICE, OFFICE_WIFI.version())));
        TestDevice pending = phone.withNewCertificate();
        pending.authenticates();
        assertEquals(Category.IDENTITY_MISMATCH,
                refusal(new DeclaredDevice(pending).fetchesProfile(OFFICE, OFFICE_WIFI.version())));
        phone.checksOut();
        assertEquals(Category.NOT_ENROLLED, refusal(declared.fetchesProfile(OFFICE, OFFICE_WIFI.version())));
    }

    /** R13: nothing goes out, but what the device reports is kept. */
    @Test
    void aClosedGateDeclaresNothingAndLosesNoReportR13() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI);
        session();
        scenario.tenantBecomes(TenantAuthority.INTUNE, Map.of());
        assertEquals(Category.PUSH_CERTIFICATE_MISSING, refusal(declared.says("declaration-items")));
        assertEquals(Category.PUSH_CERTIFICATE_MISSING,
                refusal(declared.fetchesProfile(OFFICE, OFFICE_WIFI.version())));
        assertEquals(Reply.NOTHING, declared.reports());
        assertEquals(State.INSTALLED, phone.held("office").state());
    }

    /** R8: answered, reports taken, what is declared stays declared, nothing new. */
    @Test
    void aStrandedDeviceKeepsWhatIsDeclaredR8() throws IOException {
        TestDevice kiosk = scenario.givenDevice(IOS).placedUnder(INTUNE).enrolled();
        DeclaredDevice screen = new DeclaredDevice(kiosk);
        scenario.wants(INTUNE, IOS, OFFICE_WIFI);
        ReceivedCommand sent = command(kiosk.idles());
        screen.synchronises(sent);
        scenario.tenantBecomes(TenantAuthority.OFFICE365, Map.of(OFFICE365, Scenario.TOPIC));
        assertEquals(Reply.NOTHING, kiosk.acknowledges(sent.commandUuid()));
        assertEquals(Reply.NOTHING, screen.reports());
        assertEquals(State.INSTALLED, kiosk.held("office").state());
        screen.synchronisesByItself();
        assertEquals(Map.of(OFFICE, "1"), screen.held());
        assertEquals(Reply.NOTHING, kiosk.idles());
    }

    @Test
    void aReportThatCannotBeReadIsRefusedAndChangesNothing() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI);
        session();
        for (String broken : List.of("", "[]", "{", "{\"StatusItems\":{\"management\":{\"declarations\":{}}}}",
                "[".repeat(2_000))) {
            assertEquals(Category.MALFORMED, refusal(declared.reports(broken.getBytes(StandardCharsets.UTF_8))));
        }
        assertEquals(Reply.NOTHING,
                declared.reports("{\"StatusItems\":{\"device\":{}},\"Errors\":[]}".getBytes(StandardCharsets.UTF_8)));
        assertEquals(State.SENT, phone.held("office").state());
        byte[] large = ("{\"StatusItems\":{\"x\":\"" + "x".repeat(70_000) + "\"}}").getBytes(StandardCharsets.UTF_8);
        assertEquals(Reply.NOTHING, declared.reports(large));
        assertTrue(scenario.events.oddities.contains("status-report-too-large"));
    }

    @Test
    void otherChangesOfTheSetOrOfTheRowAreDecidedAnew() throws IOException {
        scenario.wants(INTUNE, IOS, OFFICE_WIFI);
        scenario.store.declarations.conflicts = 1;
        scenario.store.conflicts = 1;
        session();
        scenario.store.conflicts = 2;
        assertEquals(Reply.NOTHING, declared.reports());
        assertEquals(State.INSTALLED, phone.held("office").state());
        assertEquals(1, phone.held("office").attempt());
        scenario.store.declarations.conflicts = 100;
        assertEquals(Category.CONFLICT, refusal(declared.reports()));
    }
}
