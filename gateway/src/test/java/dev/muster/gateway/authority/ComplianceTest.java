package dev.muster.gateway.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.muster.gateway.authority.AuthorityDecision.Rule;
import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.authority.AuthorityDecision.Stranded;
import dev.muster.gateway.authority.Compliance.State;
import dev.muster.gateway.model.Assignment;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.SettingStore.Definition;
import dev.muster.gateway.store.SubjectStore.Subject;

/** R15: the state of a device and its age; R12: profiles of the authority before. */
class ComplianceTest {
    private static final Instant CHANGED = Instant.parse("2026-11-21T08:00:00Z");
    private static final AuthorityDecision BY_INTUNE = new Serving(ManagementAuthority.INTUNE, Rule.R6_INTUNE_LICENCE);
    private static final List<Definition> SETTINGS = List.of(setting("password", "password", "v2"),
            setting("wifi", "wifi", "v1"));

    private static Definition setting(String name, String kind, String version) {
        SettingName setting = new SettingName(name);
        return new Definition(setting, ManagementAuthority.INTUNE, kind, "{}", Map.of(Platform.IOS,
                new Setting(setting, ManagementAuthority.INTUNE, kind, version,
                        new SettingPayload.AppleProfile("id." + name, new byte[0]))),
                Assignment.EVERYBODY);
    }

    private static InstalledSetting entry(ManagementAuthority authority, String version, InstalledSetting.State state) {
        return new InstalledSetting(new SettingName("password"), authority, version, version, state, 1,
                List.of("id.password"), "id.password", CHANGED, "MCMDMErrorDomain 12021");
    }

    private static Subject phone(Optional<Instant> seen, ManagementAuthority managedBy, InstalledSetting... ledger) {
        Device device = new Device(new TenantId("contoso"), new DeviceId(new UUID(1, 1)), 1, Platform.IOS,
                Optional.of(new UserId(new UUID(2, 2))), DeviceState.ENROLLED, 1, Optional.empty(), Optional.empty(),
                Device.Hardware.UNKNOWN, Optional.empty(), Optional.of(managedBy), 1, "", List.of(ledger));
        return new Subject(device, seen, Optional.of(Entitlement.NONE), Set.of(), Optional.empty(), Optional.empty(),
                "", List.of());
    }

    private static State state(Subject subject, Instant now) {
        return Compliance.of(subject, BY_INTUNE, SETTINGS, CHANGED, now).state();
    }

    @Test
    void isCompliantWithWhatTheDeviceAcknowledgedInItsNewestVersion() {
        Subject phone = phone(Optional.of(CHANGED), ManagementAuthority.INTUNE,
                entry(ManagementAuthority.INTUNE, "v2", InstalledSetting.State.INSTALLED));
        assertEquals(State.COMPLIANT, state(phone, CHANGED), "Wi-Fi is no security setting");
        assertEquals(Optional.of(CHANGED), Compliance.of(phone, BY_INTUNE, SETTINGS, CHANGED, CHANGED).asOf());
    }

    @Test
    void isNoncompliantWithTheReasonOfTheRefusal() {
        Compliance told = Compliance.of(phone(Optional.of(CHANGED), ManagementAuthority.INTUNE,
                entry(ManagementAuthority.INTUNE, "v2", InstalledSetting.State.FAILED)), BY_INTUNE, SETTINGS, CHANGED,
                CHANGED);
        assertEquals(State.NONCOMPLIANT, told.state());
        assertEquals(List.of("password was refused: MCMDMErrorDomain 12021"), told.reasons());
    }

    @Test
    void isInGraceOnTheWayThroughASwitchAndNoncompliantAfterSevenDays() {
        Instant later = CHANGED.plus(Duration.ofDays(7));
        Subject switching = phone(Optional.of(later), ManagementAuthority.OFFICE365,
                entry(ManagementAuthority.OFFICE365, "v1", InstalledSetting.State.INSTALLED));
        assertEquals(State.IN_GRACE, state(switching, later.minusSeconds(1)));
        assertEquals(State.NONCOMPLIANT, state(switching, later));
        Subject sent = phone(Optional.of(later), ManagementAuthority.OFFICE365,
                entry(ManagementAuthority.INTUNE, "v2", InstalledSetting.State.SENT));
        assertEquals(State.IN_GRACE, state(sent, later.minusSeconds(1)));
        assertEquals(State.NONCOMPLIANT, state(sent, later));
    }

    @Test
    void isUnknownWithoutAWordFromTheDevice() {
        InstalledSetting good = entry(ManagementAuthority.INTUNE, "v2", InstalledSetting.State.INSTALLED);
        assertEquals(State.UNKNOWN, state(phone(Optional.empty(), ManagementAuthority.INTUNE, good), CHANGED));
        Subject silent = phone(Optional.of(CHANGED), ManagementAuthority.INTUNE, good);
        assertEquals(State.COMPLIANT, state(silent, CHANGED.plus(Compliance.TELLING)));
        assertEquals(State.UNKNOWN, state(silent, CHANGED.plus(Compliance.TELLING).plusSeconds(1)));
        assertEquals(State.UNKNOWN, Compliance.of(silent, new Stranded(ManagementAuthority.CONFIGURATION_MANAGER,
                Rule.R8), SETTINGS, CHANGED, CHANGED).state());
    }

    @Test
    void interimProfilesAreValidForSevenDaysAndThenLapsed_R12() {
        Subject phone = phone(Optional.of(CHANGED), ManagementAuthority.OFFICE365,
                entry(ManagementAuthority.OFFICE365, "v1", InstalledSetting.State.INSTALLED));
        Instant until = CHANGED.plus(Duration.ofDays(7));
        assertEquals(new Interim.Valid(until, List.of("password")),
                Interim.of(phone.device(), BY_INTUNE, CHANGED, until.minusSeconds(1)));
        assertEquals(new Interim.Lapsed(until, List.of("password")),
                Interim.of(phone.device(), BY_INTUNE, CHANGED, until));
        Subject connected = phone(Optional.of(CHANGED), ManagementAuthority.INTUNE,
                entry(ManagementAuthority.INTUNE, "v2", InstalledSetting.State.INSTALLED));
        assertInstanceOf(Interim.None.class, Interim.of(connected.device(), BY_INTUNE, CHANGED, until),
                "connecting overwrites them");
    }
}
