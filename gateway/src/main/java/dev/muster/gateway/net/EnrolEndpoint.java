package dev.muster.gateway.net;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.config.Limits;
import dev.muster.gateway.enrollment.CertificateEnrolment;
import dev.muster.gateway.enrollment.EnrolmentAnswer;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.observe.GatewayEvents.Protocol;

/**
 * The two requests of the enrolment listener, which anybody may make: a certificate for a token and a PKCS#10 request (its
 * content type is not looked at), and the root certificate. No check-in path leads through this door.
 */
final class EnrolEndpoint implements Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(EnrolEndpoint.class);
    private static final String CERTIFICATE = "/enroll/certificate";
    private static final String CA = "/enroll/ca";
    private static final int MOST_PARAMETERS = 16;

    private final CertificateEnrolment enrolment;
    private final Exchanges exchanges;
    private final RefusalRenderer renderer;
    private final GatewayEvents events;
    private final Limits.Requests limits;
    private final Slots inFlight;
    private final ByteBudget budget;
    private final ThreadFactory threads = Thread.ofVirtual().name("enrol-", 0).factory();

    EnrolEndpoint(CertificateEnrolment enrolment, Exchanges exchanges, RefusalRenderer renderer, GatewayEvents events,
            Limits.Requests limits) {
        this.enrolment = enrolment;
        this.exchanges = exchanges;
        this.renderer = renderer;
        this.events = events;
        this.limits = limits;
        this.inFlight = new Slots(limits.enrolInFlight());
        this.budget = new ByteBudget(limits.enrolBudgetBytes());
    }

    @Override
    public Admission admit(Channel channel, RequestHead head) {
        String method = switch (head.path()) {
            case CERTIFICATE -> "POST";
            case CA -> "GET";
            default -> "";
        };
        if (method.isEmpty()) {
            return new Admission.Answered(refuse(head, Refusal.Category.WRONG_PATH));
        }
        if (!method.equals(head.method())) {
            events.enrolmentAnswered(name(Refusal.Category.WRONG_METHOD));
            return new Admission.Answered(renderer.wrongMethod(method));
        }
        if (exchanges.draining()) {
            return new Admission.Answered(refuse(head, Refusal.Category.DRAINING));
        }
        if (inFlight.isFull()) {
            Bound.IN_FLIGHT.passed(events);
            return new Admission.Answered(refuse(head, Refusal.Category.OVERLOADED));
        }
        return Admission.WELCOME;
    }

    @Override
    public void serve(Channel channel, RequestHead head, byte[] body, Consumer<WireAnswer> answer) {
        if (CA.equals(head.path())) {
            answer.accept(renderer.certificate(enrolment.rootPem()));
        } else if (inFlight.take()) {
            threads.newThread(() -> answer.accept(enrol(head, body))).start();
        } else {
            Bound.IN_FLIGHT.passed(events);
            answer.accept(refuse(head, Refusal.Category.OVERLOADED));
        }
    }

    /** A client that is refused a certificate asks again. */
    @Override
    public boolean precedes(RequestHead head, String beginning) {
        return false;
    }

    @Override
    public WireAnswer refuse(@Nullable RequestHead head, Refusal.Category category) {
        events.enrolmentAnswered(name(category));
        return renderer.refused(category, Protocol.UNKNOWN, "");
    }

    @Override
    public int largestBody(RequestHead head) {
        return limits.enrolBodyBytes();
    }

    @Override
    public ByteBudget budget() {
        return budget;
    }

    private WireAnswer enrol(RequestHead head, byte[] body) {
        try {
            EnrolmentAnswer answer = token(head).isEmpty()
                    ? new EnrolmentAnswer.Refused(EnrolmentAnswer.Kind.BAD_REQUEST,
                            "The address lacks its token: POST " + CERTIFICATE + "?token=<token>.")
                    : enrolment.enrol(token(head), body);
            events.enrolmentAnswered(switch (answer) {
                case EnrolmentAnswer.Issued _ -> "issued";
                case EnrolmentAnswer.Refused refused -> refused.kind().name().toLowerCase(Locale.ROOT);
            });
            return renderer.enrolled(answer);
        } catch (RuntimeException defect) {
            LOG.error("an enrolment request failed: {}", Defects.describe(defect));
            return refuse(head, Refusal.Category.INTERNAL);
        } finally {
            inFlight.give();
        }
    }

    /** The token of a query string; empty unless there is exactly one. */
    static String token(RequestHead head) {
        try {
            Map<String, List<String>> parameters = new QueryStringDecoder("?" + head.query(),
                    StandardCharsets.UTF_8, true, MOST_PARAMETERS, true).parameters();
            List<String> tokens = parameters.getOrDefault("token", List.of());
            return tokens.size() == 1 ? tokens.getFirst() : "";
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }

    private static String name(Refusal.Category category) {
        return category.name().toLowerCase(Locale.ROOT);
    }
}
