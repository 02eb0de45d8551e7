package dev.muster.gateway.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.authority.Eligibility.Outcome;
import dev.muster.gateway.authority.Eligibility.Rule;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class EligibilityTest {
    private static final Entitlement INTUNE = new Entitlement(true, false, false, false);
    private static final Entitlement OFFICE365 = new Entitlement(false, true, false, false);
    private static final Entitlement CO_MANAGED = new Entitlement(false, true, true, false);
    private static final Entitlement IN_COLLECTION = new Entitlement(false, false, false, true);

    @Test
    void r4NobodyEnrolsWhileTheAuthorityIsUnknown() {
        for (Platform platform : Platform.values()) {
            refuses(Rule.R4, TenantAuthority.UNKNOWN, Optional.of(INTUNE), platform);
            refuses(Rule.R4, TenantAuthority.UNKNOWN, Optional.empty(), platform);
        }
    }

    @Test
    void r26EnrollingNeedsAPlanOfTheServingAuthority() {
        accepts(ManagementAuthority.INTUNE, TenantAuthority.INTUNE, Optional.of(INTUNE), Platform.IOS);
        accepts(ManagementAuthority.OFFICE365, TenantAuthority.OFFICE365, Optional.of(OFFICE365), Platform.IOS);
        accepts(ManagementAuthority.INTUNE, TenantAuthority.COEXISTENCE, Optional.of(INTUNE), Platform.WINDOWS);
        accepts(ManagementAuthority.OFFICE365, TenantAuthority.COEXISTENCE, Optional.of(OFFICE365), Platform.ANDROID);
        refuses(Rule.R26, TenantAuthority.INTUNE, Optional.of(OFFICE365), Platform.IOS);
        refuses(Rule.R26, TenantAuthority.OFFICE365, Optional.of(INTUNE), Platform.IOS);
        refuses(Rule.R26, TenantAuthority.COEXISTENCE, Optional.of(Entitlement.NONE), Platform.IOS);
    }

    @Test
    void r26CoManagementDecidesWhoServesButIsNoPlan() {
        refuses(Rule.R26, TenantAuthority.COEXISTENCE, Optional.of(CO_MANAGED), Platform.WINDOWS);
    }

    @Test
    void r26UnderConfigurationManagerTheCollectionCounts() {
        accepts(ManagementAuthority.CONFIGURATION_MANAGER, TenantAuthority.CONFIGURATION_MANAGER,
                Optional.of(IN_COLLECTION), Platform.WINDOWS);
        refuses(Rule.R26, TenantAuthority.CONFIGURATION_MANAGER, Optional.of(INTUNE), Platform.WINDOWS);
    }

    @Test
    void r8AUserlessDeviceNeedsNoPlan() {
        accepts(ManagementAuthority.INTUNE, TenantAuthority.COEXISTENCE, Optional.empty(), Platform.IOS);
        accepts(ManagementAuthority.OFFICE365, TenantAuthority.OFFICE365, Optional.empty(), Platform.WINDOWS);
    }

    @Test
    void r24ThePlatformMustBeOneOfTheServingAuthority() {
        accepts(ManagementAuthority.INTUNE, TenantAuthority.COEXISTENCE, Optional.of(INTUNE), Platform.MACOS);
        refuses(Rule.R26, TenantAuthority.COEXISTENCE, Optional.of(OFFICE365), Platform.MACOS);
        refuses(Rule.R26, TenantAuthority.INTUNE, Optional.of(INTUNE), Platform.TVOS);
    }

    private static void accepts(ManagementAuthority expected, TenantAuthority tenant, Optional<Entitlement> user,
            Platform platform) {
        assertEquals(new Outcome.Eligible(expected), Eligibility.judge(tenant, user, platform));
    }

    private static void refuses(Rule expected, TenantAuthority tenant, Optional<Entitlement> user, Platform platform) {
        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, Eligibility.judge(tenant, user, platform));
        assertEquals(expected, refused.rule());
        assertFalse(refused.reason().isBlank() || refused.remedy().isBlank());
    }
}
