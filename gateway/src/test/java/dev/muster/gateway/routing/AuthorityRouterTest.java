package dev.muster.gateway.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.authority.AuthorityDecision;
import dev.muster.gateway.authority.AuthorityDecision.Rule;
import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.authority.AuthorityDecision.Stranded;
import dev.muster.gateway.handler.configmgr.ConfigurationManagerHandler;
import dev.muster.gateway.handler.intune.IntuneHandler;
import dev.muster.gateway.handler.office365.Office365Handler;
import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.session.AuthorityHandler;
import dev.muster.gateway.session.HandlerSelection.Selection;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class AuthorityRouterTest {
    private static final IntuneHandler INTUNE = new IntuneHandler();
    private static final Office365Handler OFFICE365 = new Office365Handler();
    private static final ConfigurationManagerHandler CONFIGURATION_MANAGER = new ConfigurationManagerHandler();
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final AuthorityRouter ROUTER = new AuthorityRouter(
            Map.of(ManagementAuthority.INTUNE, INTUNE, ManagementAuthority.OFFICE365, OFFICE365,
                    ManagementAuthority.CONFIGURATION_MANAGER, CONFIGURATION_MANAGER),
            CLOCK);
    private static final Entitlement WITH_INTUNE = new Entitlement(true, true, false, true);
    private static final Entitlement OFFICE365_ONLY = new Entitlement(false, true, false, false);

    @Test
    void r6HandsACheckInToTheHandlerOfTheServingAuthority() {
        assertEquals(Optional.of(INTUNE), ofUser(TenantAuthority.COEXISTENCE, Optional.of(WITH_INTUNE)).handler());
        assertEquals(Optional.of(OFFICE365),
                ofUser(TenantAuthority.COEXISTENCE, Optional.of(OFFICE365_ONLY)).handler());
    }

    @Test
    void r6ADeviceWhoseUserIsGoneIsOneOfAnUnlicensedUser() {
        Selection selection = ofUser(TenantAuthority.COEXISTENCE, Optional.empty());
        assertEquals(new Serving(ManagementAuthority.OFFICE365, Rule.R6_OTHERWISE), selection.decision());
    }

    @Test
    void r8AUserlessDeviceGoesWhereItWasPlaced() {
        Selection placed = userless(TenantAuthority.COEXISTENCE, ManagementAuthority.OFFICE365);
        assertEquals(Optional.of(OFFICE365), placed.handler());
        Selection stranded = userless(TenantAuthority.INTUNE, ManagementAuthority.OFFICE365);
        assertEquals(new Selection(new Stranded(ManagementAuthority.OFFICE365, Rule.R8), Optional.empty()), stranded);
    }

    @Test
    void r4NobodyServesAnUnknownAuthority() {
        Selection selection = ofUser(TenantAuthority.UNKNOWN, Optional.of(WITH_INTUNE));
        assertInstanceOf(AuthorityDecision.Unserved.class, selection.decision());
        assertEquals(Optional.empty(), selection.handler());
    }

    @Test
    void r8bTheCollectionAndTheDayAfterLeavingItDecideUnderConfigurationManager() {
        assertEquals(Optional.of(CONFIGURATION_MANAGER), inConfigurationManager(WITH_INTUNE).handler());
        assertEquals(new Selection(new Serving(ManagementAuthority.CONFIGURATION_MANAGER, Rule.R8B),
                Optional.of(CONFIGURATION_MANAGER)), inConfigurationManager(left(NOW.minusSeconds(86_399))));
        assertEquals(new Selection(new Stranded(ManagementAuthority.CONFIGURATION_MANAGER, Rule.R8B), Optional.empty()),
                inConfigurationManager(left(NOW.minusSeconds(86_400))));
        assertEquals(new Selection(new Stranded(ManagementAuthority.CONFIGURATION_MANAGER, Rule.R8B), Optional.empty()),
                inConfigurationManager(OFFICE365_ONLY), "never a member");
    }

    private static Selection inConfigurationManager(Entitlement user) {
        return ofUser(TenantAuthority.CONFIGURATION_MANAGER, Optional.of(user));
    }

    private static Entitlement left(Instant when) {
        return new Entitlement(true, true, false, false, Optional.of(when));
    }

    @Test
    void aMissingOrMisplacedHandlerIsFoundAtStartUp() {
        Map<ManagementAuthority, AuthorityHandler> missing = Map.of(ManagementAuthority.INTUNE, INTUNE);
        Map<ManagementAuthority, AuthorityHandler> misplaced = Map.of(ManagementAuthority.INTUNE, INTUNE,
                ManagementAuthority.OFFICE365, INTUNE);
        assertThrows(IllegalArgumentException.class, () -> new AuthorityRouter(missing, CLOCK));
        assertThrows(IllegalArgumentException.class, () -> new AuthorityRouter(misplaced, CLOCK));
    }

    @Test
    void r24HandlersObjectForTheirAuthority() {
        assertTrue(OFFICE365.objection(Action.Kind.LOCK, Platform.IOS).orElseThrow().contains("Office 365"));
        assertTrue(OFFICE365.objection("wifi", Platform.IOS).isPresent());
        assertEquals(Optional.empty(), OFFICE365.objection(Action.Kind.WIPE, Platform.IOS));
        assertEquals(Optional.empty(), OFFICE365.objection("password", Platform.ANDROID));
        assertEquals(Optional.empty(), INTUNE.objection(Action.Kind.LOCK, Platform.IOS));
        assertEquals(Optional.empty(), INTUNE.objection("wifi", Platform.IOS));
        assertTrue(INTUNE.objection("email", Platform.WINDOWS).isPresent());
    }

    private static Selection ofUser(TenantAuthority authority, Optional<Entitlement> entitlement) {
        return ROUTER.select(tenant(authority), device(Optional.of(new UserId(new UUID(0, 2))), Optional.empty()),
                entitlement);
    }

    private static Selection userless(TenantAuthority authority, ManagementAuthority placedUnder) {
        return ROUTER.select(tenant(authority), device(Optional.empty(), Optional.of(placedUnder)), Optional.empty());
    }

    private static Tenant tenant(TenantAuthority authority) {
        return new Tenant(new TenantId("contoso"), "Contoso", authority, TenantOptions.NONE, 1,
                Instant.parse("2026-01-01T00:00:00Z"), Map.of());
    }

    private static Device device(Optional<UserId> user, Optional<ManagementAuthority> placedUnder) {
        return new Device(new TenantId("contoso"), new DeviceId(new UUID(0, 1)), 1, Platform.IOS, user,
                DeviceState.ENROLLED, 1, Optional.empty(), Optional.empty(), Device.Hardware.UNKNOWN, placedUnder,
                Optional.empty(), 0, "", List.of());
    }
}
