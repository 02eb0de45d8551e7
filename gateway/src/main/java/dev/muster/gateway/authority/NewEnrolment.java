package dev.muster.gateway.authority;

import java.util.Optional;

import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.authority.AuthorityDecision.Stranded;
import dev.muster.gateway.authority.AuthorityDecision.Unserved;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantAuthority;

/** Serves enrolment: where a device without a user begins (R8). */
public final class NewEnrolment {
    private NewEnrolment() {}

    /**
     * The authority a new userless device is placed under: the tenant's single one, in coexistence Intune, since Basic
     * Mobility has no zero-touch enrolment (R8). Empty if the tenant has none yet (R4). A device with a user is placed under
     * nothing: its user decides at every check-in.
     */
    public static Optional<ManagementAuthority> placement(TenantAuthority tenant) {
        return switch (EffectiveAuthority.decide(tenant, Optional.empty(), Optional.empty())) {
            case Serving(ManagementAuthority authority, _) -> Optional.of(authority);
            case Unserved _,Stranded _ -> Optional.empty();
        };
    }
}
