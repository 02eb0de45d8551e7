package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.Vendor;
import dev.muster.gateway.store.ConsentStore.Consent;
import dev.muster.gateway.store.PushRequestStore.Waiting;

/** Keys that wait for their push certificates, and consents (R21). */
@Timeout(120)
interface PushRequestContract extends StoreHarness {
    @Test
    default void keepsTheFirstKeyThatWaitsUntilItIsGivenUpOrItsCertificateCame() {
        TenantId tenant = Given.tenant(store()).tenant;
        TenantId other = Given.tenant(store()).tenant;
        Waiting first = new Waiting(ManagementAuthority.INTUNE, "request 1", "key 1", Given.NOW);
        Waiting second = new Waiting(ManagementAuthority.INTUNE, "request 2", "key 2", Given.NOW);
        assertEquals(Optional.of(first), store().pushRequests().keep(tenant, first, false));
        assertEquals(Optional.of(first), store().pushRequests().keep(tenant, second, false));
        assertEquals(Optional.empty(), store().pushRequests().waiting(tenant, ManagementAuthority.OFFICE365));
        assertEquals(Optional.empty(), store().pushRequests().waiting(other, ManagementAuthority.INTUNE));
        assertEquals(Optional.of(second), store().pushRequests().keep(tenant, second, true));
        store().pushRequests().forget(tenant, first);
        assertEquals(Optional.of(second), store().pushRequests().waiting(tenant, ManagementAuthority.INTUNE));
        store().pushRequests().forget(tenant, second);
        assertEquals(Optional.empty(), store().pushRequests().waiting(tenant, ManagementAuthority.INTUNE));
        assertEquals(Optional.empty(), store().pushRequests().keep(new TenantId("nobody"), first, false));
    }

    @Test
    default void keepsTheFirstConsentUntilItIsWithdrawn_R21() {
        TenantId tenant = Given.tenant(store()).tenant;
        Consent apple = new Consent(Vendor.APPLE, "Ada", Given.NOW);
        assertTrue(store().consents().give(tenant, apple));
        assertTrue(
                store().consents().give(tenant, new Consent(Vendor.APPLE, "Bob", Given.NOW.plus(Duration.ofDays(1)))));
        assertEquals(Optional.of(apple), store().consents().consent(tenant, Vendor.APPLE));
        assertEquals(Optional.empty(), store().consents().consent(tenant, Vendor.GOOGLE));
        assertEquals(List.of(), store().consents().all(Given.tenant(store()).tenant), "of another tenant");
        assertTrue(store().consents().withdraw(tenant, Vendor.APPLE));
        assertFalse(store().consents().withdraw(tenant, Vendor.APPLE));
        assertFalse(store().consents().give(new TenantId("nobody"), apple));
    }
}
