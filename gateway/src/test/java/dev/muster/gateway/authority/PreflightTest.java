package dev.muster.gateway.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.muster.gateway.authority.Preflight.PushTopic;
import dev.muster.gateway.authority.PreflightReport.ActionCount;
import dev.muster.gateway.authority.PreflightReport.Finding;
import dev.muster.gateway.authority.PreflightReport.PushGap;
import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Assignment;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.GroupId;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore.User;
import dev.muster.gateway.store.SettingStore.Definition;
import dev.muster.gateway.store.SubjectStore.Subject;
import dev.muster.gateway.store.SubjectStore.Waiting;

/** What a change of authority would do: R8, R11, R13, R25, R26, R27. */
class PreflightTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final UserId ADA = new UserId(new UUID(1, 1));
    private static final GroupId SALES = new GroupId(new UUID(2, 2));
    private static final Entitlement INTUNE = new Entitlement(true, true, false, false);
    private static final Entitlement OFFICE = new Entitlement(false, true, false, false);

    private final List<Definition> settings = new ArrayList<>();

    private Preflight of(TenantAuthority from, TenantAuthority to, Map<ManagementAuthority, PushTopic> topics) {
        return new Preflight(new Tenant(new TenantId("contoso"), "Contoso", from, TenantOptions.NONE, 1, NOW, Map.of()),
                to, settings, topics, NOW);
    }

    private void define(String name, ManagementAuthority authority, Assignment assignment) {
        SettingName setting = new SettingName(name);
        settings.add(new Definition(setting, authority, "password", "{}", Map.of(Platform.IOS, new Setting(setting,
                authority, "password", "v1", new SettingPayload.AppleProfile("id." + setting.key(), new byte[0]))),
                assignment));
    }

    private static InstalledSetting held(String name, ManagementAuthority authority) {
        return new InstalledSetting(new SettingName(name), authority, "v1", "v1", InstalledSetting.State.INSTALLED, 1,
                List.of("id." + name), "id." + name, NOW, "");
    }

    private static Subject phone(Optional<UserId> user, Optional<Entitlement> entitlement,
            Optional<ManagementAuthority> placed, List<InstalledSetting> ledger, Waiting... pending) {
        Device device = new Device(new TenantId("contoso"), new DeviceId(UUID.randomUUID()), 1, Platform.IOS, user,
                DeviceState.ENROLLED, 1, Optional.empty(), Optional.empty(), Device.Hardware.UNKNOWN, placed,
                Optional.of(ManagementAuthority.OFFICE365), 1, "", ledger);
        return new Subject(device, Optional.of(NOW), entitlement, Set.of(SALES.value()), Optional.empty(),
                Optional.empty(), "com.apple.mgmt.1", List.of(pending));
    }

    @Test
    void namesSettingsThatGoWithoutASuccessorOfTheirName_R11() {
        define("password", ManagementAuthority.INTUNE, Assignment.EVERYBODY);
        define("Mail", ManagementAuthority.INTUNE,
                new Assignment(true, Set.of(), Set.of(), Set.of(SALES), Set.of()));
        Preflight preflight = of(TenantAuthority.OFFICE365, TenantAuthority.COEXISTENCE,
                Map.of(ManagementAuthority.INTUNE, new PushTopic("com.apple.mgmt.1", NOW.plusSeconds(9))));
        Subject adas = phone(Optional.of(ADA), Optional.of(INTUNE), Optional.empty(),
                List.of(held("Password", ManagementAuthority.OFFICE365), held("mail", ManagementAuthority.OFFICE365),
                        held("camera", ManagementAuthority.OFFICE365)));
        preflight.add(adas);
        preflight.add(phone(Optional.of(new UserId(new UUID(3, 3))), Optional.of(OFFICE), Optional.empty(),
                List.of(held("camera", ManagementAuthority.OFFICE365))));
        PreflightReport report = preflight.report();
        assertEquals(2, report.devices());
        assertEquals(new PreflightReport.Sample(1, List.of(adas.device().id().toString())), report.switching(),
                "whoever has no Intune licence stays");
        assertEquals(List.of("camera", "mail"), report.lost().stream().map(PreflightReport.Loss::setting).toList(),
                "Password has a successor whatever its case; Mail does not reach the group Sales");
        assertEquals(List.of(ADA.toString()), report.lost().getFirst().users().first());
        assertEquals(List.of(Finding.SETTINGS_LOST), report.open());
    }

    @Test
    void namesUsersWhoWouldLackALicence_R26() {
        Preflight preflight = of(TenantAuthority.CONFIGURATION_MANAGER, TenantAuthority.INTUNE, Map.of());
        preflight.add(new User(ADA, "ada@contoso.example", List.of(), new Entitlement(false, false, false, true)));
        preflight.add(new User(ADA, "bob@contoso.example", List.of(), Entitlement.NONE));
        preflight.add(new User(ADA, "cyd@contoso.example", List.of(), INTUNE));
        PreflightReport report = preflight.report();
        assertEquals(List.of("ada@contoso.example", "bob@contoso.example"), report.usersWithoutPlan().first());
        assertEquals(List.of("ada@contoso.example"), report.usersLosingPlan().first(), "Bob had none before either");
        assertEquals(List.of(Finding.USERS_WITHOUT_PLAN), report.open());
        assertTrue(report.notices().getFirst().startsWith("Device categories"), "R27");
    }

    @Test
    void saysWhetherAPushCertificateWithTheRightTopicIsReady_R13() {
        for (Map.Entry<String, Map<ManagementAuthority, PushTopic>> expected : Map.of("missing",
                Map.<ManagementAuthority, PushTopic>of(), "expired",
                Map.of(ManagementAuthority.INTUNE, new PushTopic("com.apple.mgmt.1", NOW.minusSeconds(1))),
                "topicDiffers",
                Map.of(ManagementAuthority.INTUNE, new PushTopic("com.apple.mgmt.2", NOW.plusSeconds(1)))).entrySet()) {
            Preflight preflight = of(TenantAuthority.OFFICE365, TenantAuthority.COEXISTENCE, expected.getValue());
            preflight.add(phone(Optional.of(ADA), Optional.of(INTUNE), Optional.empty(), List.of()));
            assertEquals(List.of(new PushGap("intune", expected.getKey(), 1)), preflight.report().push());
            assertEquals(List.of(Finding.PUSH_CERTIFICATE), preflight.report().open());
        }
    }

    @Test
    void listsUserlessDevicesAndThoseThatWouldBeStranded_R8() {
        Preflight preflight = of(TenantAuthority.INTUNE, TenantAuthority.CONFIGURATION_MANAGER, Map.of());
        Subject kiosk = phone(Optional.empty(), Optional.empty(), Optional.of(ManagementAuthority.INTUNE), List.of());
        preflight.add(kiosk);
        assertEquals(List.of(kiosk.device().id().toString()), preflight.report().stranded().first());
        assertEquals(1, preflight.report().userless().count());
        assertEquals(0, preflight.report().switching().count(), "it stays where it is");
        assertEquals(List.of(Finding.STRANDED_DEVICES), preflight.report().open());
    }

    @Test
    void saysWhatBecomesOfWaitingActions_R25() {
        Preflight preflight = of(TenantAuthority.OFFICE365, TenantAuthority.COEXISTENCE,
                Map.of(ManagementAuthority.INTUNE, new PushTopic("com.apple.mgmt.1", NOW.plusSeconds(9))));
        preflight.add(phone(Optional.of(ADA), Optional.of(INTUNE), Optional.empty(), List.of(),
                waiting(Action.Kind.WIPE, PendingCommand.State.QUEUED),
                waiting(Action.Kind.WIPE, PendingCommand.State.SENT),
                waiting(Action.Kind.RESTART, PendingCommand.State.NOT_NOW)));
        PreflightReport report = preflight.report();
        assertEquals(Map.of("wipe", new ActionCount(1, 1, true), "restart", new ActionCount(1, 0, false)),
                report.actions());
        assertTrue(report.needsChoice());
        assertEquals(List.of(Finding.ACTIONS_CANCELLED), report.open());
        assertFalse(of(TenantAuthority.OFFICE365, TenantAuthority.COEXISTENCE, Map.of()).report().needsChoice());
    }

    private static Waiting waiting(Action.Kind kind, PendingCommand.State state) {
        return new Waiting(kind, state, ManagementAuthority.OFFICE365);
    }

    @Test
    void countsAllButNamesABoundedNumber() {
        Preflight preflight = of(TenantAuthority.OFFICE365, TenantAuthority.COEXISTENCE, Map.of());
        for (int i = 0; i < 250; i++) {
            preflight.add(phone(Optional.of(ADA), Optional.of(INTUNE), Optional.empty(), List.of()));
        }
        assertEquals(250, preflight.report().switching().count());
        assertEquals(PreflightReport.NAMED, preflight.report().switching().first().size());
        assertEquals(1, preflight.report().switchingUsers().count(), "one user");
    }
}
