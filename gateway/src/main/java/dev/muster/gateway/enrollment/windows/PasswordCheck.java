package dev.muster.gateway.enrollment.windows;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.muster.certs.secret.PasswordHash;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.EnrolmentAccessStore;

/**
 * Whether a user knows their password. A check is slow on purpose, so few run at once and few wait; a user and a remote address may
 * fail so often in a quarter of an hour. A user who is not there costs as much as one who is.
 */
final class PasswordCheck {
    static final int MOST_OF_USER = 5;
    static final int MOST_OF_ADDRESS = 30;
    static final Duration WITHIN = Duration.ofMinutes(15);
    private static final int REMEMBERED = 20_000;
    private static final int AT_ONCE = 2;
    private static final int WAITING = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Of no password that anybody knows. */
    private static final PasswordHash NOBODYS = PasswordHash
            .parse("$argon2id$v=19$m=" + PasswordHash.MEMORY_KB + ",t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43))
            .orElseThrow();

    private final DirectoryStore directory;
    private final EnrolmentAccessStore access;
    private final GatewayEvents events;
    private final Failures ofUser;
    private final Failures ofAddress;
    private final Semaphore running = new Semaphore(AT_ONCE, true);

    PasswordCheck(DirectoryStore directory, EnrolmentAccessStore access, GatewayEvents events, Clock clock) {
        this.directory = directory;
        this.access = access;
        this.events = events;
        this.ofUser = new Failures(MOST_OF_USER, WITHIN, REMEMBERED, clock);
        this.ofAddress = new Failures(MOST_OF_ADDRESS, WITHIN, REMEMBERED, clock);
    }

    /** What came of it. */
    sealed interface Outcome {
        /** It is this user. */
        record Known(UserId user) implements Outcome {}

        /** It is not, or cannot be said now. */
        record Denied(Complaint complaint) implements Outcome {}
    }

    /**
     * Checks a password.
     *
     * @param address names the remote address; empty if it is not known
     */
    Outcome check(TenantId tenant, String name, byte[] password, String address) {
        String named = tenant + "/" + name.toLowerCase(Locale.ROOT);
        if (!ofAddress.take(address)) {
            return tooOften();
        }
        if (!ofUser.take(named)) {
            return tooOften();
        }
        Outcome outcome = new Outcome.Denied(Complaint.BUSY);
        try {
            outcome = slowly(tenant, name, password);
        } finally {
            boolean failed = outcome instanceof Outcome.Denied(Complaint complaint)
                    && complaint == Complaint.WRONG_CREDENTIALS;
            if (!failed) {
                ofUser.forgive(named);
                ofAddress.forgive(address);
            }
        }
        return outcome;
    }

    private Outcome tooOften() {
        events.boundPassed("enrol-failures");
        return new Outcome.Denied(Complaint.TOO_MANY_FAILURES);
    }

    private Outcome slowly(TenantId tenant, String name, byte[] password) {
        Optional<DirectoryStore.User> user = directory.named(tenant, name);
        Optional<PasswordHash> kept = user.flatMap(known -> access.password(tenant, known.id()))
                .flatMap(PasswordHash::parse);
        if (running.getQueueLength() >= WAITING || !begin()) {
            events.boundPassed("enrol-passwords");
            return new Outcome.Denied(Complaint.BUSY);
        }
        try {
            boolean right = kept.orElse(NOBODYS).matches(password);
            return right && kept.isPresent() && user.isPresent()
                    ? new Outcome.Known(user.get().id())
                    : new Outcome.Denied(Complaint.WRONG_CREDENTIALS);
        } finally {
            running.release();
        }
    }

    private boolean begin() {
        try {
            return running.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
