package dev.muster.gateway.enrollment.scep;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import dev.muster.certs.scep.ScepReader;
import dev.muster.certs.scep.ScepReading;
import dev.muster.certs.scep.ScepReading.Poll;
import dev.muster.certs.scep.ScepReading.Problem;
import dev.muster.certs.scep.ScepReading.Refused;
import dev.muster.certs.scep.ScepReading.Request;
import dev.muster.certs.scep.ScepReading.Unreadable;
import dev.muster.certs.scep.ScepService;
import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;
import dev.muster.gateway.enrollment.EnrolmentRequest;
import dev.muster.gateway.enrollment.EnrolmentRoute;
import dev.muster.gateway.enrollment.Issuance;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.store.TenantStore;

/**
 * SCEP (RFC 8894) at {@code /enroll/scep/<tenant>}, and whatever a client appends to that: GetCACaps, GetCACert, PKIOperation by GET and
 * by POST. Clients that repeat their message in the query string of a POST are heard by its body. SHA-1 and single DES are for
 * tenants that allow them.
 */
public final class ScepRoute implements EnrolmentRoute {
    /** The path before a tenant's name. */
    public static final String PREFIX = "/enroll/scep/";
    private static final String MESSAGE = "application/x-pki-message";

    private final TenantStore tenants;
    private final ScepService service;
    private final ScepReader reader;
    private final ScepDesk desk;

    public ScepRoute(TenantStore tenants, ScepService service, ScepReader reader, ScepDesk desk) {
        this.tenants = tenants;
        this.service = service;
        this.reader = reader;
        this.desk = desk;
    }

    @Override
    public String name() {
        return "scep";
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith(PREFIX);
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET", "POST");
    }

    @Override
    public EnrolmentReply serve(EnrolmentRequest request) {
        try {
            Optional<Tenant> tenant = tenant(request.path()).flatMap(tenants::tenant);
            if (tenant.isEmpty()) {
                return plain(Outcome.NOT_FOUND, "no-tenant", "There is no such organisation.");
            }
            boolean legacy = tenant.get().options().legacyAlgorithms();
            return switch (request.parameter("operation").toLowerCase(Locale.ROOT)) {
                case "getcacaps" -> new EnrolmentReply(Outcome.OK, "capabilities", "text/plain",
                        service.capabilities(legacy));
                case "getcacert" -> new EnrolmentReply(Outcome.OK, "certificates", "application/x-x509-ca-ra-cert",
                        service.certificates());
                case "pkioperation" -> operate(tenant.get(), message(request));
                default -> plain(Outcome.BAD_REQUEST, "operation",
                        "The parameter operation must be GetCACaps, GetCACert or PKIOperation.");
            };
        } catch (StoreUnavailable unavailable) {
            return plain(Outcome.UNAVAILABLE, "unavailable", Issuance.unavailable(unavailable).sentence());
        }
    }

    private static Optional<TenantId> tenant(String path) {
        String rest = path.substring(PREFIX.length());
        int slash = rest.indexOf('/');
        try {
            return Optional.of(new TenantId(slash < 0 ? rest : rest.substring(0, slash)));
        } catch (IllegalArgumentException noTenant) {
            return Optional.empty();
        }
    }

    /** A GET has its message in the query, in base64 whose plus signs some clients do not escape. */
    private static byte[] message(EnrolmentRequest request) {
        if (request.body().length > 0) {
            return request.body();
        }
        try {
            return Base64.getMimeDecoder().decode(
                    request.parameter("message").replace(' ', '+').getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private EnrolmentReply operate(Tenant tenant, byte[] message) {
        ScepReading reading = reader.read(message);
        return switch (reading) {
            case Unreadable(Problem problem) -> plain(Outcome.BAD_REQUEST, label(problem),
                    "This is no SCEP message that can be read: " + label(problem) + ".");
            case Refused refused -> reply(label(refused.problem()),
                    desk.failure(refused.transaction(), refused.info()));
            case Poll poll -> reply("poll", desk.unknown(poll.transaction()));
            case Request request -> switch (desk.take(tenant, request)) {
                case ScepDesk.Answer.Said(String counted, byte[] answer) -> reply(counted, answer);
                case ScepDesk.Answer.Later(Outcome outcome, String sentence) -> plain(outcome,
                        outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'), sentence);
            };
        };
    }

    private static String label(Problem problem) {
        return problem.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static EnrolmentReply reply(String counted, byte[] answer) {
        return new EnrolmentReply(Outcome.OK, counted, MESSAGE, answer);
    }

    private static EnrolmentReply plain(Outcome outcome, String counted, String sentence) {
        return new EnrolmentReply(outcome, counted, EnrolmentReply.PLAIN,
                (sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
