package dev.muster.gateway.authority;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.muster.gateway.authority.AuthorityDecision.Rule;
import dev.muster.gateway.licensing.LicenceCatalogue;
import dev.muster.gateway.licensing.Product;
import dev.muster.gateway.licensing.ServicePlan;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.settings.Capabilities;
import dev.muster.gateway.store.DirectoryStore.Licence;
import dev.muster.gateway.store.DirectoryStore.User;
import dev.muster.gateway.store.GroupStore.Group;
import dev.muster.gateway.store.SubjectStore.Subject;

/**
 * Serves administrators who ask why: which rule, which licence and which moment led to a device's authority (R4 to R8b). Pure.
 *
 * @param rule what the rule says, a sentence
 * @param since the newest moment at which what decided changed
 * @param evidence plans that entitle the user, or would if they were not switched off
 * @param sentences the whole story, in order
 */
public record Explanation(String rule, Instant since, List<Evidence> evidence, List<String> sentences) {
    public Explanation {
        evidence = List.copyOf(evidence);
        sentences = List.copyOf(sentences);
    }

    /**
     * A service plan that a user holds.
     *
     * @param through name of the group it is held through; empty if it was assigned to the user
     * @param enabled whether it counts: a plan that is switched off does not (R6)
     */
    public record Evidence(String sku, String partNumber, String plan, ManagementAuthority entitles, String through,
            boolean enabled) {}

    /** Whose licences, and where from. */
    public record Holder(User user, List<Group> groups) {
        public Holder {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Explains a decision.
     *
     * @param holder the device's user; empty for a userless device and for one whose user is gone
     */
    public static Explanation of(Tenant tenant, Subject subject, AuthorityDecision decision, Optional<Holder> holder,
            LicenceCatalogue catalogue) {
        List<Evidence> evidence = holder.map(of -> evidence(of, catalogue)).orElse(List.of());
        Instant since = since(tenant, subject);
        List<String> sentences = new ArrayList<>();
        sentences.add("The tenant's authority is " + tenant.authority().wireName() + " since "
                + tenant.authorityChangedAt() + ".");
        if (subject.device().placedUnder().isPresent()) {
            sentences.add("The device has been under " + Capabilities.title(subject.device().placedUnder().get())
                    + subject.placedAt().map(at -> " since " + at).orElse(" from its enrolment on")
                    + "; a device that enrolled without a user moves only when an administrator moves it (R8).");
        }
        holder.ifPresent(of -> sentences.add(standing(of, subject)));
        evidence.forEach(plan -> sentences.add(sentence(plan)));
        sentences.add(rule(decision.rule()));
        return new Explanation(rule(decision.rule()), since, evidence, sentences);
    }

    /** The newest change of what decides about a device. */
    public static Instant since(Tenant tenant, Subject subject) {
        return Stream.of(Optional.of(tenant.authorityChangedAt()), subject.entitledAt(), subject.placedAt())
                .flatMap(Optional::stream).max(Comparator.naturalOrder()).orElseThrow();
    }

    private static String standing(Holder holder, Subject subject) {
        Entitlement entitlement = holder.user().entitlement();
        List<String> has = new ArrayList<>();
        if (entitlement.intune()) {
            has.add("Intune");
        }
        if (entitlement.office365()) {
            has.add("Basic Mobility and Security");
        }
        return "The user " + holder.user().principalName() + " is entitled to "
                + (has.isEmpty() ? "nothing" : String.join(" and ", has))
                + (entitlement.coManaged() ? ", is co-managed" : "")
                + (entitlement.inCollection() ? ", is in the Configuration Manager collection" : "")
                + subject.entitledAt().map(at -> "; that last changed at " + at).orElse("") + ".";
    }

    private static String sentence(Evidence plan) {
        return plan.partNumber() + (plan.through().isEmpty() ? "" : ", held through the group " + plan.through() + ",")
                + " contains " + plan.plan() + ", which "
                + (plan.enabled() ? "entitles" : "is switched off and so does not entitle") + " to "
                + Capabilities.title(plan.entitles()) + ".";
    }

    private static List<Evidence> evidence(Holder holder, LicenceCatalogue catalogue) {
        List<Evidence> evidence = new ArrayList<>();
        holder.user().licences().forEach(licence -> collect(evidence, licence, "", catalogue));
        holder.groups().forEach(group -> group.licences()
                .forEach(licence -> collect(evidence, licence, group.displayName(), catalogue)));
        return evidence;
    }

    private static void collect(List<Evidence> into, Licence licence, String through, LicenceCatalogue catalogue) {
        Optional<Product> product = catalogue.product(licence.sku());
        if (product.isEmpty()) {
            return;
        }
        for (ServicePlan plan : product.get().plans()) {
            plan.entitles().ifPresent(authority -> into.add(new Evidence(licence.sku().toString(),
                    product.get().partNumber(), plan.name(), authority, through,
                    !licence.disabledPlans().contains(plan.id()))));
        }
    }

    private static String rule(Rule rule) {
        return switch (rule) {
            case R4 -> "R4: a tenant that has not chosen an authority serves nobody.";
            case R5 -> "R5: a tenant with a single authority serves every device by it.";
            case R6_INTUNE_LICENCE -> "R6: in coexistence, whoever is entitled to Intune is served by Intune.";
            case R6_CO_MANAGED -> "R6: in coexistence, a co-managed user is served by Intune.";
            case R6_OTHERWISE -> "R6: in coexistence, whoever is not entitled to Intune is served by Office 365.";
            case R8 -> "R8: a device without a user stays where it is until it is moved; if that authority no longer serves"
                    + " the tenant, the device is stranded.";
            case R8B -> "R8b: Configuration Manager serves the users of its collection; others' devices are stranded.";
        };
    }
}
