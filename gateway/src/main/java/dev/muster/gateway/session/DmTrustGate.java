package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.CheckIn.OmaDmCheckIn;
import dev.muster.gateway.model.DmAccount;
import dev.muster.gateway.model.DmAccount.Scheme;
import dev.muster.gateway.model.DmMac;
import dev.muster.gateway.model.DmMemory.Trust;
import dev.muster.gateway.model.DmNonces;
import dev.muster.protocol.syncml.Chal;
import dev.muster.protocol.syncml.Cred;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Status;

/**
 * Serves {@link OmaDmTurn}: credentials above TLS, where an account asks for them (OMA DM Security 1.2). The certificate has
 * decided who the device is before; here it shows that it knows a password, and we may have to show that we know one. Three
 * failures of either side end the session. Lives on one thread for one turn.
 */
final class DmTrustGate {
    /** After so many failures nothing is looked at any more in this session. */
    static final int MOST_FAILURES = 3;
    static final String WRONG = "dm.credentials-wrong";
    static final String MISSING = "dm.credentials-missing";
    static final String ENDED = "dm.credentials-ended-session";
    static final String DOUBTED = "dm.server-credentials-wrong";

    /** What became of a message's credentials. */
    sealed interface Verdict {
        /** The message counts; {@code chal} renews the nonce. */
        record Welcome(@Nullable Chal chal) implements Verdict {}

        /** Nothing of it is executed. */
        record Refused(String code, @Nullable Chal chal) implements Verdict {}
    }

    private final TurnDraft draft;
    private final DmCourse course;
    private final Optional<DmAccount> account;
    private DmNonces nonces;
    private boolean challenged;

    DmTrustGate(TurnDraft draft, DmCourse course) {
        this.draft = draft;
        this.course = course;
        this.account = draft.state().read().credentials().account();
        this.nonces = draft.state().read().credentials().nonces();
    }

    /** The nonces to keep. */
    DmNonces nonces() {
        return nonces;
    }

    /** Looks at a message's credentials. */
    Verdict judge(OmaDmCheckIn checkIn) {
        if (account.isEmpty()) {
            return new Verdict.Welcome(null);
        }
        DmAccount asks = account.get();
        Trust trust = course.trust();
        if (trust.failures() >= MOST_FAILURES) {
            draft.tolerate(ENDED);
            return new Verdict.Refused("401", null);
        }
        if (trust.accepted() && asks.scheme() != Scheme.HMAC) {
            return new Verdict.Welcome(null);
        }
        Optional<String> shown = shown(asks, checkIn);
        if (shown.isPresent() && DmDigests.same(shown.get(), expected(asks, checkIn))) {
            boolean renews = !trust.accepted() && asks.scheme() != Scheme.BASIC;
            course.trust(new Trust(true, 0, trust.serverFailures(), trust.serverAccepted()));
            return new Verdict.Welcome(renews ? challenge(asks) : null);
        }
        draft.tolerate(shown.isPresent() ? WRONG : MISSING);
        int failures = trust.failures() + 1;
        course.trust(new Trust(false, failures, trust.serverFailures(), trust.serverAccepted()));
        if (failures >= MOST_FAILURES) {
            draft.tolerate(ENDED);
            return new Verdict.Refused("401", null);
        }
        return new Verdict.Refused(shown.isPresent() ? "401" : "407", challenge(asks));
    }

    /** What the client shows by the scheme that is asked for; empty if nothing. */
    private static Optional<String> shown(DmAccount asks, OmaDmCheckIn checkIn) {
        if (asks.scheme() == Scheme.HMAC) {
            return checkIn.mac().map(DmMac::mac);
        }
        Cred cred = checkIn.message().header().cred();
        boolean fits = cred != null && asks.scheme().metaType().equalsIgnoreCase(cred.meta().type());
        return fits && cred != null ? Optional.of(cred.data().strip()) : Optional.empty();
    }

    private String expected(DmAccount asks, OmaDmCheckIn checkIn) {
        return switch (asks.scheme()) {
            case NONE -> throw new IllegalStateException("an account without a scheme asks for nothing");
            case BASIC -> DmDigests.basic(asks.clientName(), asks.clientSecret());
            case MD5 -> DmDigests.md5(asks.clientName(), asks.clientSecret(), nonces.client());
            case HMAC -> {
                DmMac mac = checkIn.mac().orElseThrow();
                boolean fits = (mac.algorithm().isEmpty() || mac.algorithm().equalsIgnoreCase("MD5"))
                        && mac.username().equals(asks.clientName());
                yield fits ? DmDigests.mac(asks.clientName(), asks.clientSecret(), nonces.client(), mac.bodyDigest())
                        : "";
            }
        };
    }

    /** Names what is asked for, with a new nonce that is kept. */
    private Chal challenge(DmAccount asks) {
        if (asks.scheme() == Scheme.BASIC) {
            return new Chal(new Meta("b64", asks.scheme().metaType(), null, null, null, null, null));
        }
        nonces = new DmNonces(draft.state().freshNonce(), nonces.server());
        draft.insistOnWriting();
        return new Chal(new Meta("b64", asks.scheme().metaType(), null, null, nonces.client(), null, null));
    }

    /** Reads what the client makes of our credentials: its Status for our SyncHdr, and the nonce for the next ones. */
    void hear(List<SyncMlCommand> commands) {
        if (!showsOurs()) {
            return;
        }
        for (SyncMlCommand command : commands) {
            if (command instanceof Status status && DmAnswers.isOfHeader(status)) {
                hear(status);
            }
        }
    }

    private void hear(Status status) {
        String next = status.chal() == null ? null : status.chal().meta().nextNonce();
        if (next != null && next.length() <= 256 && !next.equals(nonces.server())) {
            nonces = new DmNonces(nonces.client(), next);
            draft.insistOnWriting();
        }
        Trust trust = course.trust();
        if (DmCode.doubtsTheServer(status.data())) {
            draft.tolerate(DOUBTED);
            challenged = true;
            course.trust(new Trust(trust.accepted(), trust.failures(), trust.serverFailures() + 1, false));
        } else if (status.data().equals("212")) {
            course.trust(new Trust(trust.accepted(), trust.failures(), trust.serverFailures(), true));
        }
    }

    /** Whether the client refused our credentials just now and did nothing of what we sent: it may go again at once. */
    boolean challenged() {
        return challenged;
    }

    /** Whether the client refused our credentials so often that nothing more is sent in this session. */
    boolean givesUp() {
        return course.trust().serverFailures() >= MOST_FAILURES;
    }

    private boolean showsOurs() {
        return account.filter(asks -> !asks.serverName().isEmpty()).isPresent();
    }

    /** Our credentials for the SyncHdr; null if none are shown there. */
    @Nullable
    Cred ours() {
        if (!showsOurs() || course.trust().serverAccepted()) {
            return null;
        }
        DmAccount asks = account.orElseThrow();
        Meta meta = new Meta("b64", asks.scheme().metaType(), null, null, null, null, null);
        return switch (asks.scheme()) {
            case NONE, HMAC -> null;
            case BASIC -> new Cred(meta, DmDigests.basic(asks.serverName(), asks.serverSecret()));
            case MD5 -> new Cred(meta, DmDigests.md5(asks.serverName(), asks.serverSecret(), nonces.server()));
        };
    }

    /** The value of our own {@code x-syncml-hmac} header over an answer; empty if none is shown. */
    String macOver(byte[] body) {
        DmAccount asks = account.orElse(DmAccount.OFF);
        if (asks.scheme() != Scheme.HMAC || asks.serverName().isEmpty()) {
            return "";
        }
        return "algorithm=MD5, username=\"" + asks.serverName() + "\", mac="
                + DmDigests.mac(asks.serverName(), asks.serverSecret(), nonces.server(), DmDigests.ofBody(body));
    }
}
