package dev.muster.gateway.licensing;

import java.util.List;

import dev.muster.gateway.store.DirectoryStore.Licence;

/** What became of a licence as an administrator names it. */
public sealed interface LicenceOutcome {
    /** The catalogue knows it. */
    record Known(Licence licence) implements LicenceOutcome {}

    /**
     * The catalogue does not know it: it would entitle to nothing.
     *
     * @param field {@code sku} or {@code disabledPlans}
     * @param given what was given, at most 100 characters
     * @param nearest known names that look most like it, best first, at most three
     */
    record Unknown(String field, String given, List<String> nearest) implements LicenceOutcome {
        public Unknown {
            nearest = List.copyOf(nearest);
        }
    }
}
