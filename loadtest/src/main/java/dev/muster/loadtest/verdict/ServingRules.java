package dev.muster.loadtest.verdict;

import java.util.Optional;

/** Which service serves a device: R4 to R8 of AUTHORITY.md, read once more and written without a look at the gateway. */
public final class ServingRules {
    private ServingRules() {}

    /** The serving service; empty if nobody serves: the authority is not chosen (R4), or the device is stranded (R8). */
    public static Optional<Service> serving(TenantMode mode, Owner owner) {
        return switch (mode) {
            case UNKNOWN -> Optional.empty();
            case OFFICE365 -> alone(Service.OFFICE365, owner);
            case INTUNE -> alone(Service.INTUNE, owner);
            case COEXISTENCE -> Optional.of(both(owner));
        };
    }

    /** R5, and for a device without a user R8: it does not follow its tenant. */
    private static Optional<Service> alone(Service only, Owner owner) {
        return switch (owner) {
            case Owner.User _ -> Optional.of(only);
            case Owner.Nobody nobody -> nobody.placedUnder() == only ? Optional.of(only) : Optional.empty();
        };
    }

    /** R6, and R8 for a device without a user. */
    private static Service both(Owner owner) {
        return switch (owner) {
            case Owner.User user -> user.intuneLicence() || user.coManaged() ? Service.INTUNE : Service.OFFICE365;
            case Owner.Nobody nobody -> nobody.placedUnder();
        };
    }
}
