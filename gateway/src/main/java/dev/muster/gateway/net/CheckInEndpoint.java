package dev.muster.gateway.net;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.identity.ClientVerifier;
import dev.muster.gateway.config.Limits;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.observe.GatewayEvents.Protocol;
import dev.muster.gateway.session.CheckInHandler;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlEncoding;

/**
 * Turns requests of the check-in listener into messages and hands them to the engine: decodes on the event loop (large bodies on
 * the virtual thread), counts what is in flight, lets a virtual thread handle, renders what comes back. A refusal made here is
 * counted here; what the engine refuses, the engine counts.
 */
final class CheckInEndpoint implements Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(CheckInEndpoint.class);
    private static final String PLIST = "application/xml; charset=UTF-8";

    private final CheckInHandler handler;
    private final EnrolEndpoint renewals;
    private final RevokedCertificates revoked;
    private final Exchanges exchanges;
    private final RefusalRenderer renderer;
    private final RefusalLog log;
    private final GatewayEvents events;
    private final Clock clock;
    private final Limits.Requests limits;
    private final DecodeLimits decoding;
    private final Slots inFlight;
    private final ByteBudget budget;
    private final ThreadFactory threads = Thread.ofVirtual().name("check-in-", 0).factory();

    CheckInEndpoint(CheckInHandler handler, EnrolEndpoint renewals, RevokedCertificates revoked, Exchanges exchanges,
            RefusalRenderer renderer,
            GatewayEvents events, Clock clock, Limits.Requests limits) {
        this.handler = handler;
        this.renewals = renewals;
        this.revoked = revoked;
        this.exchanges = exchanges;
        this.renderer = renderer;
        this.log = new RefusalLog(events, System::nanoTime);
        this.events = events;
        this.clock = clock;
        this.limits = limits;
        int largest = Math.max(limits.bodyBytes(), limits.omaDmBodyBytes());
        this.decoding = new DecodeLimits(largest, DecodeLimits.DEFAULT.maxDepth(), DecodeLimits.DEFAULT.maxNodes());
        this.inFlight = new Slots(limits.inFlight(), limits.reservedPercent());
        long open = limits.bodyBudgetBytes() * (100 - limits.reservedPercent()) / 100;
        this.budget = new ByteBudget(limits.bodyBudgetBytes(), Math.max(largest, open));
    }

    @Override
    public Admission admit(Channel channel, RequestHead head) {
        Admitted admitted = Admitted.of(channel);
        if (admitted == null || clock.instant().isAfter(admitted.notAfter())) {
            events.connectionRefused(ClientVerifier.Reason.EXPIRED);
            return Admission.CUT;
        }
        if (revoked.contains(admitted.caller().certificate())) {
            return answered(head, refusal(Refusal.Category.CERTIFICATE_REVOKED, "revoked during the connection"),
                    admitted.caller());
        }
        return admit(head);
    }

    /** What the head alone decides once it is settled who asks, or if that is settled later. */
    Admission admit(RequestHead head) {
        if (renewals.serves(head)) {
            return renewals.admit(head);
        }
        CheckInRoute route = CheckInRoute.of(head.path());
        if (route == null) {
            return new Admission.Answered(refuse(head, Refusal.Category.WRONG_PATH));
        }
        if (!route.methods().contains(head.method())) {
            events.checkInRefused(route.protocol(), Refusal.Category.WRONG_METHOD);
            return new Admission.Answered(renderer.wrongMethod(route.allow()));
        }
        if (!head.plain() || !route.mediaTypes().contains(head.mediaType())) {
            return new Admission.Answered(refuse(head, Refusal.Category.WRONG_CONTENT_TYPE));
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
        Admitted admitted = Admitted.of(channel);
        if (admitted == null) {
            answer.accept(refuse(head, Refusal.Category.INTERNAL));
            return;
        }
        serve(channel, admitted.caller(), head, body, answer);
    }

    /** Serves a request of this caller, however that was settled. */
    void serve(Channel channel, Caller caller, RequestHead head, byte[] body, Consumer<WireAnswer> answer) {
        if (renewals.serves(head)) {
            renewals.serve(channel, Optional.of(caller), head, body, answer);
            return;
        }
        if (body.length > limits.decodeOnLoopBytes()) {
            // How many decode at once is bounded by the byte budget.
            threads.newThread(() -> answer.accept(decodeAndHandle(caller, head, body))).start();
            return;
        }
        switch (decode(caller, head, body)) {
            case Decoded.Bad(Refusal refusal) -> answer.accept(render(caller, head, refusal));
            case Decoded.Good(CheckIn checkIn) -> {
                if (enter(checkIn)) {
                    threads.newThread(() -> answer.accept(handle(head, checkIn))).start();
                } else {
                    answer.accept(refuse(head, Refusal.Category.OVERLOADED));
                }
            }
        }
    }

    @Override
    public boolean precedes(RequestHead head, String beginning) {
        return OnceOnly.mayBe(head.mediaType(), beginning);
    }

    @Override
    public WireAnswer refuse(@Nullable RequestHead head, Refusal.Category category) {
        Protocol protocol = protocol(head);
        events.checkInRefused(protocol, category);
        LOG.debug("refused: {}", category);
        return renderer.refused(category, protocol, head == null ? "" : head.userAgent());
    }

    @Override
    public int largestBody(RequestHead head) {
        if (renewals.serves(head)) {
            return renewals.largestBody(head);
        }
        return protocol(head) == Protocol.OMA_DM ? limits.omaDmBodyBytes() : limits.bodyBytes();
    }

    @Override
    public ByteBudget budget() {
        return budget;
    }

    /** Where refusals are told. */
    RefusalLog log() {
        return log;
    }

    /** Requests being handled at this moment. */
    int inFlight() {
        return inFlight.taken();
    }

    private WireAnswer decodeAndHandle(Caller caller, RequestHead head, byte[] body) {
        return switch (decode(caller, head, body)) {
            case Decoded.Bad(Refusal refusal) -> render(caller, head, refusal);
            case Decoded.Good(CheckIn checkIn) -> enter(checkIn) ? handle(head, checkIn)
                    : refuse(head, Refusal.Category.OVERLOADED);
        };
    }

    private boolean enter(CheckIn checkIn) {
        if (inFlight.take(OnceOnly.is(checkIn))) {
            return true;
        }
        Bound.IN_FLIGHT.passed(events);
        return false;
    }

    private WireAnswer handle(RequestHead head, CheckIn checkIn) {
        try {
            return switch (handler.handle(checkIn)) {
                case Reply.Answer(byte[] body, String mac) -> renderer.answered(body, contentType(head), mac);
                case Reply.Document(byte[] body, String mediaType) -> renderer.answered(body, mediaType);
                case Reply.Nothing() -> renderer.taken();
                case Reply.Refused(Refusal refusal) -> {
                    log.refused(checkIn.caller(), refusal);
                    yield renderer.refused(refusal.category(), protocol(head), head.userAgent());
                }
            };
        } catch (RuntimeException defect) {
            LOG.error("handling failed, tenant {} device {}: {}", checkIn.caller().tenant(),
                    checkIn.caller().device(), Defects.describe(defect));
            return refuse(head, Refusal.Category.INTERNAL);
        } finally {
            inFlight.give();
        }
    }

    private sealed interface Decoded {
        record Good(CheckIn checkIn) implements Decoded {}

        record Bad(Refusal refusal) implements Decoded {}
    }

    private Decoded decode(Caller caller, RequestHead head, byte[] body) {
        try {
            Optional<CheckIn> fetch = CheckInRoute.profile(caller, head.path());
            if (fetch.isPresent()) {
                return new Decoded.Good(fetch.get());
            }
            return new Decoded.Good(switch (protocol(head)) {
                case APPLE -> new CheckIn.AppleCheckIn(caller, AppleCodec.decode(body, decoding));
                case OMA_DM -> omaDm(caller, head, CheckInRoute.encoding(head.mediaType()), body);
                case UNKNOWN -> throw new IllegalStateException("no route leads here");
            });
        } catch (MalformedMessage malformed) {
            Refusal.Category category = switch (malformed.reason()) {
                case SYNTAX, STRUCTURE, TOO_DEEP -> Refusal.Category.MALFORMED;
                case TOO_LARGE -> Refusal.Category.TOO_LARGE;
                case UNKNOWN_TYPE -> Refusal.Category.UNKNOWN_MESSAGE_TYPE;
            };
            return new Decoded.Bad(refusal(category, malformed.reason() + " at byte " + malformed.offset()));
        } catch (RuntimeException defect) {
            LOG.error("a decoder failed: {}", Defects.describe(defect));
            return new Decoded.Bad(refusal(Refusal.Category.MALFORMED, "decoder failed"));
        }
    }

    private CheckIn omaDm(Caller caller, RequestHead head, SyncMlEncoding encoding, byte[] body)
            throws MalformedMessage {
        return new CheckIn.OmaDmCheckIn(caller, SyncMlCodec.decode(body, encoding, decoding), encoding, sha256(body),
                SyncMlHmac.of(head.syncMlHmac(), body));
    }

    private Admission answered(RequestHead head, Refusal refusal, Caller caller) {
        return new Admission.Answered(render(caller, head, refusal));
    }

    /** Refuses a known caller, with the log line that belongs to it. */
    WireAnswer render(Caller caller, RequestHead head, Refusal refusal) {
        log.refused(caller, refusal);
        return refuse(head, refusal.category());
    }

    private static Refusal refusal(Refusal.Category category, String detail) {
        return new Refusal(category, detail);
    }

    static Protocol protocol(@Nullable RequestHead head) {
        CheckInRoute route = head == null ? null : CheckInRoute.of(head.path());
        return route == null ? Protocol.UNKNOWN : route.protocol();
    }

    private static String contentType(RequestHead head) {
        if (protocol(head) == Protocol.APPLE) {
            return PLIST;
        }
        // Admitted above, so it is one of the route's.
        return head.mediaType();
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
