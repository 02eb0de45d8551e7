package dev.muster.gateway.licensing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.store.DirectoryStore.Licence;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LicenceCatalogueTest {
    private static final LicenceCatalogue CATALOGUE = LicenceCatalogue.load();
    private static final UUID INTUNE_A = UUID.fromString("c1ec4a95-1f05-45b3-a911-aa3fa01094f5");
    private static final UUID INTUNE_O365 = UUID.fromString("882e1d05-acd1-4ccb-8708-6ee03664b117");
    private static final Entitlement NEITHER = Entitlement.NONE;
    private static final Entitlement INTUNE = new Entitlement(true, false, false, false);
    private static final Entitlement OFFICE365 = new Entitlement(false, true, false, false);
    private static final Entitlement BOTH = new Entitlement(true, true, false, false);

    @Test
    void holdsEveryRowOfItsFiles() {
        assertEquals(118, CATALOGUE.products().size());
        assertTrue(CATALOGUE.products().stream().noneMatch(product -> product.plans().isEmpty()));
        assertEquals("INTUNE_A", CATALOGUE.plan(INTUNE_A).orElseThrow().name());
        assertEquals(INTUNE_O365, CATALOGUE.planNamed("intune_o365").orElseThrow().id());
        assertEquals("Enterprise Mobility + Security E3", CATALOGUE.productOf("EMS").orElseThrow().name());
    }

    @Test
    void r6TheSixPlansEntitleAndTheAddOnsDoNot() {
        for (String name : List.of("INTUNE_A", "INTUNE_A_VL", "INTUNE_A_GOV", "INTUNE_EDU", "INTUNE_SMBIZ")) {
            assertEquals(Optional.of(ManagementAuthority.INTUNE), CATALOGUE.planNamed(name).orElseThrow().entitles());
        }
        assertEquals(Optional.of(ManagementAuthority.OFFICE365),
                CATALOGUE.planNamed("INTUNE_O365").orElseThrow().entitles());
        for (String name : List.of("INTUNE_P2", "Intune-EPM", "Intune-MAMTunnel", "Intune_AdvancedEA",
                "Intune_Defender")) {
            assertEquals(Optional.empty(), CATALOGUE.planNamed(name).orElseThrow().entitles());
        }
    }

    @Test
    void r6EveryProductWithAnIntunePlanEntitlesToIntune() {
        for (Product product : CATALOGUE.products()) {
            Set<String> names = Set.copyOf(product.plans().stream().map(ServicePlan::name).toList());
            boolean intune = names.stream().anyMatch(
                    Set.of("INTUNE_A", "INTUNE_A_VL", "INTUNE_A_GOV", "INTUNE_EDU", "INTUNE_SMBIZ")::contains);
            Entitlement expected = new Entitlement(intune, names.contains("INTUNE_O365"), false, false);
            assertEquals(expected, CATALOGUE.entitlement(List.of(new Licence(product.id(), Set.of()))),
                    product.partNumber());
        }
    }

    @Test
    void r6BasicMobilityIsNotIntuneDespiteItsName() {
        assertEquals(OFFICE365, CATALOGUE.entitlement(List.of(assigned("EXCHANGESTANDARD"))));
        assertEquals(INTUNE, CATALOGUE.entitlement(List.of(assigned("EMS"))));
        assertEquals(BOTH, CATALOGUE.entitlement(List.of(assigned("EXCHANGESTANDARD"), assigned("EMS"))));
        assertEquals(NEITHER, CATALOGUE.entitlement(List.of()));
    }

    @Test
    void r6ADisabledPlanInsideAnAssignedProductDoesNotCount() {
        assertEquals(NEITHER, CATALOGUE.entitlement(List.of(assigned("EMS", "INTUNE_A"))));
        Product both = CATALOGUE.products().stream().filter(product -> product.plans().size() == 2
                && product.plans().stream().map(ServicePlan::name).toList().containsAll(
                        List.of("INTUNE_A", "INTUNE_O365")))
                .findFirst().orElseThrow();
        assertEquals(OFFICE365, CATALOGUE.entitlement(List.of(new Licence(both.id(), Set.of(INTUNE_A)))));
        assertEquals(INTUNE, CATALOGUE.entitlement(List.of(new Licence(both.id(), Set.of(INTUNE_O365)))));
        assertEquals(INTUNE, CATALOGUE.entitlement(List.of(assigned("EMS", "INTUNE_A"), assigned("EMSPREMIUM"))));
    }

    @Test
    void coManagementAndCollectionDoNotComeFromLicences() {
        Entitlement before = new Entitlement(true, true, true, true);
        assertEquals(new Entitlement(false, true, true, true),
                CATALOGUE.entitlement(List.of(assigned("EXCHANGESTANDARD")), before));
    }

    @Test
    void aProductThatLeftTheCatalogueEntitlesToNothing() {
        assertEquals(NEITHER, CATALOGUE.entitlement(List.of(new Licence(new UUID(1, 2), Set.of()))));
    }

    @Test
    void findsAProductByGuidAndByPartNumberWithoutRegardToCase() {
        UUID ems = UUID.fromString("efccb6f7-5641-4e0e-bd10-b4976e1bf68e");
        assertEquals(new LicenceOutcome.Known(new Licence(ems, Set.of())), CATALOGUE.find("ems", Set.of()));
        assertEquals(new LicenceOutcome.Known(new Licence(ems, Set.of(INTUNE_A))),
                CATALOGUE.find("EFCCB6F7-5641-4E0E-BD10-B4976E1BF68E", List.of("intune_a")));
    }

    @Test
    void anUnknownProductIsAnsweredWithTheNearestNames() {
        assertEquals("EMSPREMIUM", unknown("EMS_PREMIUM").nearest().getFirst());
        assertEquals("sku", unknown("EMS_PREMIUM").field());
        assertEquals("efccb6f7-5641-4e0e-bd10-b4976e1bf68e",
                unknown("efccb6f7-5641-4e0e-bd10-b4976e1bf680").nearest().getFirst());
        assertEquals(100, unknown("x".repeat(5_000)).given().length());
    }

    @Test
    void anUnknownPlanNameIsAnsweredWithThePlansOfTheProduct() {
        LicenceOutcome.Unknown unknown = assertInstanceOf(LicenceOutcome.Unknown.class,
                CATALOGUE.find("EMS", List.of("INTUNE_B")));
        assertEquals(new LicenceOutcome.Unknown("disabledPlans", "INTUNE_B", List.of("INTUNE_A")), unknown);
    }

    @Test
    void aDisabledPlanOfAnotherServiceIsKept() {
        UUID exchange = UUID.fromString("9aaf7827-d63c-4b61-89c3-182f06f82e5c");
        LicenceOutcome.Known known = assertInstanceOf(LicenceOutcome.Known.class,
                CATALOGUE.find("EXCHANGESTANDARD", List.of(exchange.toString())));
        assertEquals(Set.of(exchange), known.licence().disabledPlans());
        assertFalse(CATALOGUE.plan(exchange).isPresent());
    }

    private static LicenceOutcome.Unknown unknown(String sku) {
        return assertInstanceOf(LicenceOutcome.Unknown.class, CATALOGUE.find(sku, Set.of()));
    }

    private static Licence assigned(String partNumber, String... disabledPlans) {
        return assertInstanceOf(LicenceOutcome.Known.class, CATALOGUE.find(partNumber, List.of(disabledPlans)))
                .licence();
    }
}
