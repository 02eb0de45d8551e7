package dev.muster.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every case written down from AUTHORITY.md. */
@Timeout(10)
class ServingRulesTest {
    private static final Owner NO_LICENCE = new Owner.User(false, false);
    private static final Owner LICENSED = new Owner.User(true, false);
    private static final Owner CO_MANAGED = new Owner.User(false, true);

    private static void served(String expected, TenantMode mode, Owner owner) {
        assertEquals(expected, ServingRules.serving(mode, owner).map(Service::wireName).orElse("nobody"),
                mode + " " + owner);
    }

    @Test
    void nobodyServesBeforeTheAuthorityIsChosenR4() {
        served("nobody", TenantMode.UNKNOWN, LICENSED);
        served("nobody", TenantMode.UNKNOWN, NO_LICENCE);
        served("nobody", TenantMode.UNKNOWN, new Owner.Nobody(Service.INTUNE));
    }

    @Test
    void aSingleAuthorityServesEveryUserR5() {
        served("office365", TenantMode.OFFICE365, NO_LICENCE);
        served("office365", TenantMode.OFFICE365, LICENSED);
        served("office365", TenantMode.OFFICE365, CO_MANAGED);
        served("intune", TenantMode.INTUNE, NO_LICENCE);
        served("intune", TenantMode.INTUNE, LICENSED);
    }

    @Test
    void inCoexistenceTheUserDecidesR6() {
        served("intune", TenantMode.COEXISTENCE, LICENSED);
        served("intune", TenantMode.COEXISTENCE, CO_MANAGED);
        served("office365", TenantMode.COEXISTENCE, NO_LICENCE);
    }

    @Test
    void devicesWithoutAUserStayWhereTheyAreOrAreStrandedR8() {
        served("office365", TenantMode.COEXISTENCE, new Owner.Nobody(Service.OFFICE365));
        served("intune", TenantMode.COEXISTENCE, new Owner.Nobody(Service.INTUNE));
        served("intune", TenantMode.INTUNE, new Owner.Nobody(Service.INTUNE));
        assertEquals(Optional.empty(),
                ServingRules.serving(TenantMode.INTUNE, new Owner.Nobody(Service.OFFICE365)));
    }
}
