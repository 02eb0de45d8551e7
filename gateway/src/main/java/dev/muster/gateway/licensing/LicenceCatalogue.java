package dev.muster.gateway.licensing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DataFile;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.store.DirectoryStore.Licence;

/**
 * Serves whoever assigns licences: what products contain and what that entitles to (R6, R24b, R26). Entitling is a property of
 * the service plan, by its GUID; names are for people. The catalogue is data beside this class and holds only what matters
 * for authority. Immutable.
 */
public final class LicenceCatalogue {
    private final Map<UUID, ServicePlan> plans = new HashMap<>();
    private final Map<String, ServicePlan> plansByName = new HashMap<>();
    private final Map<UUID, Product> products = new HashMap<>();
    private final Map<String, Product> productsByPartNumber = new HashMap<>();

    private LicenceCatalogue() {}

    /** Reads the catalogue of this build. */
    public static LicenceCatalogue load() {
        LicenceCatalogue catalogue = new LicenceCatalogue();
        for (List<String> row : DataFile.rows(LicenceCatalogue.class, "service-plans.csv",
                "servicePlanId,servicePlanName,entitles")) {
            catalogue.add(new ServicePlan(UUID.fromString(row.get(0)), row.get(1), entitles(row.get(2))));
        }
        for (List<String> row : DataFile.rows(LicenceCatalogue.class, "skus.csv",
                "skuId,skuPartNumber,productName,servicePlans")) {
            List<ServicePlan> contained = new ArrayList<>();
            for (String name : DataFile.words(row.get(3))) {
                contained.add(catalogue.planNamed(name).orElseThrow());
            }
            catalogue.add(new Product(UUID.fromString(row.get(0)), row.get(1), row.get(2), contained));
        }
        return catalogue;
    }

    private static Optional<ManagementAuthority> entitles(String wireName) {
        return wireName.isEmpty()
                ? Optional.empty()
                : Optional.of(ManagementAuthority.ofWireName(wireName).orElseThrow());
    }

    private void add(ServicePlan plan) {
        once(plans.put(plan.id(), plan), plan.name());
        once(plansByName.put(key(plan.name()), plan), plan.name());
    }

    private void add(Product product) {
        once(products.put(product.id(), product), product.partNumber());
        once(productsByPartNumber.put(key(product.partNumber()), product), product.partNumber());
    }

    private static void once(@Nullable Object former, String name) {
        if (former != null) {
            throw new IllegalStateException("the licence catalogue names " + name + " twice");
        }
    }

    private static String key(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    /** All products, in no order. */
    public Collection<Product> products() {
        return List.copyOf(products.values());
    }

    /** The product of this SKU GUID. */
    public Optional<Product> product(UUID sku) {
        return Optional.ofNullable(products.get(sku));
    }

    /** The product of this part number, without regard to case. */
    public Optional<Product> productOf(String partNumber) {
        return Optional.ofNullable(productsByPartNumber.get(key(partNumber)));
    }

    /** The service plan of this GUID. */
    public Optional<ServicePlan> plan(UUID id) {
        return Optional.ofNullable(plans.get(id));
    }

    /** The service plan of this name, without regard to case. */
    public Optional<ServicePlan> planNamed(String name) {
        return Optional.ofNullable(plansByName.get(key(name)));
    }

    /**
     * Finds a licence as an administrator names it.
     *
     * @param sku GUID or part number of a product of this catalogue
     * @param disabledPlans plans of it that are switched off: names of this catalogue, or any GUIDs, since products contain
     *        many plans that do not matter here
     */
    public LicenceOutcome find(String sku, Collection<String> disabledPlans) {
        Optional<Product> product = guid(sku).flatMap(this::product).or(() -> productOf(sku));
        if (product.isEmpty()) {
            return unknown("sku", sku, productsByPartNumber.values().stream().map(Product::partNumber).toList(),
                    products.keySet());
        }
        Set<UUID> disabled = new HashSet<>();
        for (String given : disabledPlans) {
            Optional<UUID> plan = guid(given).or(() -> planNamed(given).map(ServicePlan::id));
            if (plan.isEmpty()) {
                return unknown("disabledPlans", given, product.get().plans().stream().map(ServicePlan::name).toList(),
                        Set.of());
            }
            disabled.add(plan.get());
        }
        return new LicenceOutcome.Known(new Licence(product.get().id(), disabled));
    }

    private static LicenceOutcome unknown(String field, String given, Collection<String> names, Set<UUID> ids) {
        boolean looksLikeGuid = !ids.isEmpty() && given.length() >= 32 && given.indexOf('-') > 0;
        Collection<String> known = looksLikeGuid ? ids.stream().map(UUID::toString).toList() : names;
        return new LicenceOutcome.Unknown(field, NearestNames.cut(given), NearestNames.of(given, known));
    }

    private static Optional<UUID> guid(String text) {
        try {
            // fromString alone accepts shortened groups, which would be another GUID than the one that was meant.
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * What licences come to (R6). A plan that is switched off inside an assigned product does not count; a product that has
     * left the catalogue entitles to nothing.
     *
     * @param licences as assigned
     * @param before the user's entitlement so far: co-management and collection do not come from licences and are kept
     */
    public Entitlement entitlement(Collection<Licence> licences, Entitlement before) {
        boolean intune = false;
        boolean office365 = false;
        for (Licence licence : licences) {
            Product product = products.get(licence.sku());
            if (product == null) {
                continue;
            }
            for (ServicePlan plan : product.plans()) {
                if (!licence.disabledPlans().contains(plan.id())) {
                    intune |= plan.entitles().filter(ManagementAuthority.INTUNE::equals).isPresent();
                    office365 |= plan.entitles().filter(ManagementAuthority.OFFICE365::equals).isPresent();
                }
            }
        }
        return new Entitlement(intune, office365, before.coManaged(), false).inCollectionAs(before);
    }

    /** What licences come to for a user who is neither co-managed nor in a collection. */
    public Entitlement entitlement(Collection<Licence> licences) {
        return entitlement(licences, Entitlement.NONE);
    }
}
