package dev.muster.gateway.enrollment.windows;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;
import dev.muster.gateway.enrollment.EnrolmentRequest;
import dev.muster.gateway.enrollment.EnrolmentRoute;
import dev.muster.gateway.enrollment.Issuance;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.enrollment.EnrollmentCodec;
import dev.muster.protocol.enrollment.EnrollmentRequest;
import dev.muster.protocol.enrollment.EnrollmentRequest.Discover;
import dev.muster.protocol.enrollment.EnrollmentRequest.GetPolicies;
import dev.muster.protocol.enrollment.EnrollmentRequest.RequestSecurityToken;
import dev.muster.protocol.enrollment.EnrollmentResponse.Policies;
import dev.muster.protocol.enrollment.EnrollmentResponse.Step;

/** The enrolment of Windows devices and Android agents: {@code /EnrollmentServer/...} at the enrolment listener (MS-MDE2). */
public final class WindowsRoute implements EnrolmentRoute {
    private static final int LEAST_RSA_BITS = 2048;
    private static final String SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
    private static final long YEAR = 365L * 24 * 3600;
    private static final long TWO_MONTHS = 60L * 24 * 3600;

    private final Discovery discovery;
    private final Enrolling enrolling;
    private final Supplier<String> traces;

    WindowsRoute(Discovery discovery, Enrolling enrolling, Supplier<String> traces) {
        this.discovery = discovery;
        this.enrolling = enrolling;
        this.traces = traces;
    }

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public boolean serves(String path) {
        return Door.of(path).isPresent();
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET", "POST");
    }

    @Override
    public EnrolmentReply serve(EnrolmentRequest request) {
        Optional<Door> door = Door.of(request.path());
        if (door.isEmpty()) {
            return new EnrolmentReply(Outcome.NOT_FOUND, "", new byte[0]);
        }
        Step step = door.get().step();
        if ("GET".equals(request.method())) {
            // A device looks whether anybody is there before it asks (MS-MDE2, section 3.1.4.1.1.1); nothing else is fetched.
            return new EnrolmentReply(step == Step.DISCOVER ? Outcome.OK : Outcome.NOT_FOUND, "", new byte[0]);
        }
        try {
            return serve(door.get(), EnrollmentCodec.decodeRequest(request.body()), request);
        } catch (MalformedMessage malformed) {
            return Replies.unreadable(step, request.body(), traces);
        } catch (StoreUnavailable unavailable) {
            return Replies.fault(step, EnrollmentCodec.messageId(request.body()).orElse(""),
                    new Objected(Complaint.BUSY, Issuance.unavailable(unavailable).sentence()), traces);
        }
    }

    private EnrolmentReply serve(Door door, EnrollmentRequest asked, EnrolmentRequest request) {
        String id = asked.header().messageId();
        Optional<TenantId> tenant = door.tenant();
        Step step = door.step();
        return switch (asked) {
            case Discover discover when step == Step.DISCOVER -> discovery.answer(tenant, discover);
            case GetPolicies _ when step == Step.GET_POLICIES -> Replies.answer("policies",
                    new Policies(id, LEAST_RSA_BITS, SHA256_WITH_RSA, YEAR, TWO_MONTHS));
            case RequestSecurityToken token when step == Step.REQUEST_SECURITY_TOKEN && tenant.isPresent() -> enrolling
                    .answer(tenant.get(), token, request.address());
            case Discover _,GetPolicies _,RequestSecurityToken _ -> Replies.fault(step, id,
                    Objected.of(Complaint.WRONG_ADDRESS), traces);
        };
    }
}
