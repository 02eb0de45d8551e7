package dev.muster.gateway.authority;

import dev.muster.gateway.model.ManagementAuthority;

/** Which authority serves a device now, and by which rule (R4 to R8b). */
public sealed interface AuthorityDecision {
    /** The rule that decided, by its number in docs/authority-rules.md. */
    Rule rule();

    /** This authority serves. */
    record Serving(ManagementAuthority authority, Rule rule) implements AuthorityDecision {}

    /** R4: nobody serves yet. */
    record Unserved(Rule rule) implements AuthorityDecision {}

    /**
     * R8, R8b: the authority the device belongs to no longer serves its tenant (or user). It is answered and keeps its
     * settings, but gets nothing new until it is moved.
     */
    record Stranded(ManagementAuthority authority, Rule rule) implements AuthorityDecision {}

    /** Rules that can decide. */
    enum Rule {
        R4, R5, R6_INTUNE_LICENCE, R6_CO_MANAGED, R6_OTHERWISE, R8, R8B
    }
}
