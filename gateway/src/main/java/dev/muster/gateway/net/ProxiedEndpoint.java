package dev.muster.gateway.net;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * The check-in endpoint behind a trusted proxy: each request says whose it is, so the identity is settled for each request and
 * never kept on the connection; a certificate the proxy itself shows there names no device. Everything else is
 * {@link CheckInEndpoint}'s. No answer closes the connection, which many devices share.
 */
final class ProxiedEndpoint implements Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ProxiedEndpoint.class);

    private final CheckInEndpoint checkIns;
    private final ForwardedIdentity identity;
    private final RevokedCertificates revoked;
    private final Executor offLoop;
    private final GatewayEvents events;

    /** @param offLoop runs verifications; bounded: it throws {@link RejectedExecutionException} when full */
    ProxiedEndpoint(CheckInEndpoint checkIns, ForwardedIdentity identity, RevokedCertificates revoked, Executor offLoop,
            GatewayEvents events) {
        this.checkIns = checkIns;
        this.identity = identity;
        this.revoked = revoked;
        this.offLoop = offLoop;
        this.events = events;
    }

    @Override
    public List<String> identityHeaders() {
        return identity.headers();
    }

    @Override
    public Admission admit(Channel connection, RequestHead head) {
        if (head.identity().size() != 1) {
            return new Admission.Answered(unidentified(connection, head,
                    head.identity().isEmpty() ? "no identity header" : "more than one identity header"));
        }
        return switch (checkIns.admit(head)) {
            case Admission.Answered(WireAnswer answer) -> new Admission.Answered(keptOpen(answer));
            case Admission other -> other;
        };
    }

    @Override
    public void serve(Channel connection, RequestHead head, byte[] body, Consumer<WireAnswer> answer) {
        Consumer<WireAnswer> open = given -> answer.accept(keptOpen(given));
        String header = head.identity().getFirst();
        Optional<ForwardedIdentity.Outcome> known = identity.quick(header);
        if (known.isPresent()) {
            settle(connection, known.get(), head, body, open);
            return;
        }
        try {
            offLoop.execute(() -> settle(connection, find(header, body), head, body, open));
        } catch (RejectedExecutionException full) {
            Bound.VERIFICATIONS.passed(events);
            open.accept(checkIns.refuse(head, Refusal.Category.OVERLOADED));
        }
    }

    private ForwardedIdentity.Outcome find(String header, byte[] body) {
        try {
            return identity.find(header, body);
        } catch (RuntimeException defect) {
            LOG.error("an identity could not be verified: {}", Defects.describe(defect));
            return new ForwardedIdentity.Outcome.Unknown("defect");
        }
    }

    private void settle(Channel connection, ForwardedIdentity.Outcome outcome, RequestHead head, byte[] body,
            Consumer<WireAnswer> answer) {
        switch (outcome) {
            case ForwardedIdentity.Outcome.Unknown(String why) -> answer.accept(unidentified(connection, head, why));
            case ForwardedIdentity.Outcome.Known(var certificate) -> {
                Optional<Caller> caller = Admitted.caller(certificate);
                if (caller.isEmpty()) {
                    answer.accept(unidentified(connection, head, "not a device's certificate"));
                } else if (revoked.contains(certificate.fingerprint())) {
                    answer.accept(checkIns.render(caller.get(), head,
                            new Refusal(Refusal.Category.CERTIFICATE_REVOKED, "revoked")));
                } else {
                    checkIns.serve(connection, caller.get(), head, body, answer);
                }
            }
        }
    }

    private WireAnswer unidentified(Channel connection, RequestHead head, String why) {
        checkIns.log().unidentified(ProxyHeader.origin(connection), why);
        return checkIns.refuse(head, Refusal.Category.UNIDENTIFIED);
    }

    private static WireAnswer keptOpen(WireAnswer answer) {
        return new WireAnswer(answer.response(), false);
    }

    @Override
    public boolean precedes(RequestHead head, String beginning) {
        return checkIns.precedes(head, beginning);
    }

    @Override
    public WireAnswer refuse(@Nullable RequestHead head, Refusal.Category category) {
        return checkIns.refuse(head, category);
    }

    @Override
    public int largestBody(RequestHead head) {
        return checkIns.largestBody(head);
    }

    @Override
    public ByteBudget budget() {
        return checkIns.budget();
    }
}
