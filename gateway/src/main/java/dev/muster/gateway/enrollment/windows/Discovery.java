package dev.muster.gateway.enrollment.windows;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.model.EnrolmentPolicy;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.TenantStore;
import dev.muster.protocol.enrollment.AuthPolicy;
import dev.muster.protocol.enrollment.EnrollmentRequest.Discover;
import dev.muster.protocol.enrollment.EnrollmentResponse.DiscoverResult;
import dev.muster.protocol.enrollment.EnrollmentResponse.Step;

/**
 * Tells a device where to enrol and how to prove who asks. The tenant is that of the path or, on the path every device knows,
 * that of the domain of the user's address. Versions 4.0 to 6.0 are spoken; a device that knows more is answered with 6.0.
 */
final class Discovery {
    private static final int OLDEST = 4;
    private static final int NEWEST = 6;
    private static final int LONGEST_ADDRESS = 320;

    private final TenantStore tenants;
    private final EnrolmentAccessStore access;
    private final Supplier<String> enrolUrl;
    private final Supplier<String> traces;

    /** @param enrolUrl https address of the enrolment listener */
    Discovery(TenantStore tenants, EnrolmentAccessStore access, Supplier<String> enrolUrl, Supplier<String> traces) {
        this.tenants = tenants;
        this.access = access;
        this.enrolUrl = enrolUrl;
        this.traces = traces;
    }

    EnrolmentReply answer(Optional<TenantId> named, Discover discover) {
        String id = discover.header().messageId();
        OptionalInt version = version(discover.requestVersion());
        if (version.isEmpty()) {
            return refuse(id, Complaint.UNREADABLE);
        }
        if (version.getAsInt() < OLDEST) {
            return refuse(id, Complaint.OLD_CLIENT);
        }
        Optional<TenantId> tenant = named.isPresent()
                ? named.filter(known -> tenants.tenant(known).isPresent())
                : ofAddress(discover.emailAddress());
        if (tenant.isEmpty()) {
            return refuse(id, Complaint.UNKNOWN_ORGANISATION);
        }
        EnrolmentPolicy policy = access.policy(tenant.get());
        Optional<AuthPolicy> proof = proof(policy, discover);
        if (proof.isEmpty()) {
            return refuse(id, Complaint.NO_COMMON_PROOF);
        }
        return Replies.answer("discovered", new DiscoverResult(id, proof.get(),
                Math.min(version.getAsInt(), NEWEST) + ".0", url(tenant.get(), Step.GET_POLICIES),
                url(tenant.get(), Step.REQUEST_SECURITY_TOKEN),
                proof.get() == AuthPolicy.FEDERATED ? policy.authenticationUrl() : Optional.empty()));
    }

    /**
     * The tenant's proof, if the device offers it. A provisioning package can do no more than show a name and a secret, which may
     * be a bulk token: that door stays open to it, and whoever comes through it with a password is refused later.
     */
    private static Optional<AuthPolicy> proof(EnrolmentPolicy policy, Discover discover) {
        AuthPolicy wanted = DeviceTypes.ANDROID_AGENT.equals(discover.deviceType()) ? AuthPolicy.FEDERATED
                : policy.proof();
        List<AuthPolicy> offered = discover.authPolicies();
        if (offered.isEmpty() || offered.contains(wanted)) {
            return Optional.of(wanted);
        }
        return offered.contains(AuthPolicy.ON_PREMISE) ? Optional.of(AuthPolicy.ON_PREMISE) : Optional.empty();
    }

    private Optional<TenantId> ofAddress(String address) {
        int at = address.lastIndexOf('@');
        if (at < 0 || address.length() > LONGEST_ADDRESS) {
            return Optional.empty();
        }
        String domain = address.substring(at + 1).toLowerCase(Locale.ROOT);
        return domain.isEmpty() ? Optional.empty() : access.tenantOf(domain);
    }

    /** The major number of {@code 5.0}; empty if it is none. */
    private static OptionalInt version(String text) {
        return text.matches("[1-9][0-9]?\\.[0-9]{1,2}")
                ? OptionalInt.of(Integer.parseInt(text.substring(0, text.indexOf('.'))))
                : OptionalInt.empty();
    }

    private String url(TenantId tenant, Step step) {
        return enrolUrl.get() + Door.path(tenant, step);
    }

    private EnrolmentReply refuse(String id, Complaint complaint) {
        return Replies.fault(Step.DISCOVER, id, Objected.of(complaint), traces);
    }
}
