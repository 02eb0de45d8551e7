package dev.muster.gateway.admin;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.licensing.LicenceCatalogue;
import dev.muster.gateway.licensing.LicenceOutcome;
import dev.muster.gateway.store.DirectoryStore.Licence;

/** Licences as they are given to users and to groups. */
final class LicenceFields {
    private static final int MOST_LICENCES = 100;
    private static final int MOST_PLANS = 200;

    record Assigned(@Nullable String sku, @Nullable List<@Nullable String> disabledPlans) {}

    private LicenceFields() {}

    /** The licences of a body's field {@code licences}, or 400. */
    static List<Licence> read(LicenceCatalogue catalogue, @Nullable List<@Nullable Assigned> licences) {
        List<@Nullable Assigned> given = Fields.required("licences", licences);
        if (given.size() > MOST_LICENCES) {
            throw ApiProblem.badField("licences", "must hold at most " + MOST_LICENCES);
        }
        List<Licence> read = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            read.add(licence(catalogue, "licences[" + i + "]", Fields.required("licences[" + i + "]", given.get(i))));
        }
        return read;
    }

    private static Licence licence(LicenceCatalogue catalogue, String field, Assigned assigned) {
        List<String> plans = new ArrayList<>();
        if (assigned.disabledPlans() != null) {
            if (assigned.disabledPlans().size() > MOST_PLANS) {
                throw ApiProblem.badField(field + ".disabledPlans", "must hold at most " + MOST_PLANS);
            }
            for (String plan : assigned.disabledPlans()) {
                plans.add(Fields.text(field + ".disabledPlans", plan, 100));
            }
        }
        return switch (catalogue.find(Fields.text(field + ".sku", assigned.sku(), 100), plans)) {
            case LicenceOutcome.Known known -> known.licence();
            case LicenceOutcome.Unknown unknown -> throw ApiProblem.badField(field + "." + unknown.field(),
                    "names nothing known" + (unknown.nearest().isEmpty() ? ""
                            : "; near to it: " + String.join(", ", unknown.nearest())));
        };
    }
}
