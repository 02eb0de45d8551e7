package dev.muster.gateway.wake;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.wake.Tally.End;

/**
 * Serves the waker: sends one wake-up within the bounds, tries again what could not be taken now, marks dead tokens. Answers
 * come on the push service's event loop, which never waits here: whatever blocks goes to a thread of its own.
 */
final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final WakeChannel channel;
    private final DeviceStore devices;
    private final ExecutorService threads;
    private final RandomGenerator random;
    private final GatewayEvents events;
    private final int retries;
    private final Pace pace;
    private final Semaphore inFlight;
    private final Semaphore retrying;

    Sender(WakeChannel channel, DeviceStore devices, WakeSettings settings, ExecutorService threads,
            RandomGenerator random, GatewayEvents events) {
        this.channel = channel;
        this.devices = devices;
        this.threads = threads;
        this.random = random;
        this.events = events;
        this.retries = settings.retries();
        this.pace = new Pace(settings.perSecond());
        this.inFlight = new Semaphore(settings.inFlight());
        this.retrying = new Semaphore(settings.retrying());
    }

    /** A device to wake, and where its end is counted. */
    record Target(TenantId tenant, DeviceId device, PushAddress address, Tally tally) {}

    /** Sends as soon as the bounds allow, waiting until then; the end is counted in the target's tally. */
    void send(Target target) throws InterruptedException {
        target.tally().begin();
        try {
            send(target, 0);
        } catch (InterruptedException closing) {
            target.tally().end(End.LATER);
            throw closing;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // answered() takes the failure too
    private void send(Target target, int attempt) throws InterruptedException {
        inFlight.acquire();
        try {
            pace.await();
        } catch (InterruptedException closing) {
            inFlight.release();
            throw closing;
        }
        try {
            channel.wake(target.tenant(), target.device(), target.address())
                    .whenComplete((outcome, failure) -> answered(target, attempt, outcome, failure));
        } catch (RuntimeException broken) {
            answered(target, attempt, null, broken);
        }
    }

    private void answered(Target target, int attempt, @Nullable WakeOutcome outcome, @Nullable Throwable failure) {
        if (outcome == null) {
            LOG.warn("A wake-up failed in the channel instead of having an outcome", failure);
            outcome = new WakeOutcome.Refused("the channel failed");
        }
        switch (outcome) {
            case WakeOutcome.Accepted accepted -> ended(target, End.ACCEPTED);
            case WakeOutcome.Refused refused -> {
                LOG.debug("Wake-up of {} refused: {}", target.device(), refused.reason());
                ended(target, End.REFUSED);
            }
            case WakeOutcome.TokenGone gone -> onOwnThread(target, () -> {
                try {
                    devices.tokenGone(target.tenant(), target.device(), target.address(), gone.since());
                    ended(target, End.GONE);
                } catch (RuntimeException storeDown) {
                    LOG.warn("A dead push token could not be marked; the next push will say so again", storeDown);
                    ended(target, End.LATER);
                }
            });
            case WakeOutcome.RetryLater later -> {
                inFlight.release();
                retry(target, attempt, later);
            }
        }
    }

    private void retry(Target target, int attempt, WakeOutcome.RetryLater later) {
        if (attempt >= retries) {
            target.tally().end(End.LATER);
            return;
        }
        if (!retrying.tryAcquire()) {
            events.boundPassed("wake-retries");
            target.tally().end(End.LATER);
            return;
        }
        try {
            threads.execute(() -> {
                try {
                    Thread.sleep(pause(later.after(), attempt));
                    send(target, attempt + 1);
                } catch (InterruptedException closing) {
                    target.tally().end(End.LATER);
                    Thread.currentThread().interrupt();
                } finally {
                    retrying.release();
                }
            });
        } catch (RejectedExecutionException closed) {
            retrying.release();
            target.tally().end(End.LATER);
        }
    }

    /** What the push service asked for, doubled at each attempt, spread by half of it so that a crowd comes back apart. */
    private Duration pause(Duration asked, int attempt) {
        long nanos = Math.min(asked.toNanos(), LONGEST_PAUSE.toNanos()) << attempt;
        long bounded = Math.max(1, Math.min(nanos, LONGEST_PAUSE.toNanos()));
        return Duration.ofNanos(bounded + random.nextLong(bounded / 2 + 1));
    }

    private void onOwnThread(Target target, Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException closed) {
            ended(target, End.LATER);
        }
    }

    private void ended(Target target, End how) {
        inFlight.release();
        target.tally().end(how);
    }
}
