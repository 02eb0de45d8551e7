package dev.muster.gateway.net;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.config.Limits;
import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentRequest;
import dev.muster.gateway.enrollment.EnrolmentRoute;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.observe.GatewayEvents.Protocol;

/**
 * The enrolment listener, which anybody may ask: finds the route of a path, hands it the request on a virtual thread, bounds how many
 * are under way, and counts. No check-in path leads through this door.
 */
final class EnrolEndpoint implements Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(EnrolEndpoint.class);

    private final List<EnrolmentRoute> routes;
    private final Exchanges exchanges;
    private final RefusalRenderer renderer;
    private final GatewayEvents events;
    private final Limits.Requests limits;
    private final Slots inFlight;
    private final ByteBudget budget;
    private final ThreadFactory threads = Thread.ofVirtual().name("enrol-", 0).factory();

    EnrolEndpoint(List<EnrolmentRoute> routes, Exchanges exchanges, RefusalRenderer renderer, GatewayEvents events,
            Limits.Requests limits) {
        this.routes = List.copyOf(routes);
        this.exchanges = exchanges;
        this.renderer = renderer;
        this.events = events;
        this.limits = limits;
        this.inFlight = new Slots(limits.enrolInFlight());
        this.budget = new ByteBudget(limits.enrolBudgetBytes());
    }

    @Override
    public Admission admit(Channel channel, RequestHead head) {
        return admit(head);
    }

    /** What the head decides, whoever asks. */
    Admission admit(RequestHead head) {
        Optional<EnrolmentRoute> route = route(head);
        if (route.isEmpty()) {
            return new Admission.Answered(refuse(head, Refusal.Category.WRONG_PATH));
        }
        if (!route.get().methods().contains(head.method())) {
            events.enrolmentAnswered(name(Refusal.Category.WRONG_METHOD));
            return new Admission.Answered(
                    renderer.wrongMethod(String.join(", ", route.get().methods().stream().sorted().toList())));
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

    private Optional<EnrolmentRoute> route(RequestHead head) {
        return routes.stream().filter(route -> route.serves(head.path())).findFirst();
    }

    @Override
    public void serve(Channel channel, RequestHead head, byte[] body, Consumer<WireAnswer> answer) {
        serve(channel, Optional.empty(), head, body, answer);
    }

    /** Whether a path is one of ours. */
    boolean serves(RequestHead head) {
        return route(head).isPresent();
    }

    /** Serves a request of this caller, however that was settled. */
    void serve(Channel channel, Optional<Caller> caller, RequestHead head, byte[] body, Consumer<WireAnswer> answer) {
        Optional<EnrolmentRoute> route = route(head);
        if (route.isEmpty()) {
            answer.accept(refuse(head, Refusal.Category.WRONG_PATH));
        } else if (inFlight.take()) {
            threads.newThread(() -> answer.accept(serve(route.get(), request(channel, caller, head, body)))).start();
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

    private static EnrolmentRequest request(Channel channel, Optional<Caller> caller, RequestHead head, byte[] body) {
        return new EnrolmentRequest(head.method(), head.path(), head.query(), head.mediaType(), head.host(),
                head.accept(), caller, PerAddress.name(channel.remoteAddress()), body);
    }

    private WireAnswer serve(EnrolmentRoute route, EnrolmentRequest request) {
        try {
            EnrolmentReply reply = route.serve(request);
            events.enrolmentAnswered(route.name() + "/" + reply.counted());
            return renderer.enrolled(reply);
        } catch (RuntimeException defect) {
            LOG.error("an enrolment request failed: {}", Defects.describe(defect));
            return refuse(null, Refusal.Category.INTERNAL);
        } finally {
            inFlight.give();
        }
    }

    private static String name(Refusal.Category category) {
        return category.name().toLowerCase(Locale.ROOT);
    }
}
