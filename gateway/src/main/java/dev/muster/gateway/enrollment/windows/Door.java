package dev.muster.gateway.enrollment.windows;

import java.util.Optional;

import dev.muster.gateway.model.TenantId;
import dev.muster.protocol.enrollment.EnrollmentResponse.Step;

/**
 * A path of the enrolment listener: {@code /EnrollmentServer/Discovery.svc}, which every Windows device knows, and
 * {@code /EnrollmentServer/<tenant>/} with Discovery, Policy and Enrollment.
 *
 * @param tenant the tenant it names; empty for the one everybody knows
 * @param step what may be asked there
 */
record Door(Optional<TenantId> tenant, Step step) {
    private static final String PREFIX = "/EnrollmentServer/";
    private static final String SUFFIX = ".svc";

    /** The door of a path; empty if it is none. */
    static Optional<Door> of(String path) {
        if (!path.startsWith(PREFIX) || !path.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        String rest = path.substring(PREFIX.length());
        int slash = rest.indexOf('/');
        if (slash < 0) {
            return "Discovery.svc".equals(rest) ? Optional.of(new Door(Optional.empty(), Step.DISCOVER))
                    : Optional.empty();
        }
        try {
            TenantId tenant = new TenantId(rest.substring(0, slash));
            return step(rest.substring(slash + 1)).map(step -> new Door(Optional.of(tenant), step));
        } catch (IllegalArgumentException noTenant) {
            return Optional.empty();
        }
    }

    private static Optional<Step> step(String name) {
        return switch (name) {
            case "Discovery.svc" -> Optional.of(Step.DISCOVER);
            case "Policy.svc" -> Optional.of(Step.GET_POLICIES);
            case "Enrollment.svc" -> Optional.of(Step.REQUEST_SECURITY_TOKEN);
            default -> Optional.empty();
        };
    }

    /** The path of a step for a tenant. */
    static String path(TenantId tenant, Step step) {
        return PREFIX + tenant + "/" + switch (step) {
            case DISCOVER -> "Discovery.svc";
            case GET_POLICIES -> "Policy.svc";
            case REQUEST_SECURITY_TOKEN -> "Enrollment.svc";
        };
    }
}
