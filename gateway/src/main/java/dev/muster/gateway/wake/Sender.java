package dev.muster.gateway.wake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.wake.PageTally.End;

/**
 * Sends a page of wake-ups within the bounds, waits for every answer, tries again what could not be taken now, and marks dead
 * tokens. While a push service takes nothing at all, its part of the page is kept and tried every few minutes, until the
 * outage has lasted too long: then it is left to the wave's next pass, so that the other services' devices go on.
 */
final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(40);

    private final WakeChannels channels;
    private final DeviceStore devices;
    private final WakeSettings settings;
    private final WakeTime time;
    private final RandomGenerator random;
    private final Semaphore inFlight;
    /** Since when a service has taken nothing; no entry while it takes. */
    private final Map<WakeChannel, Instant> downSince = new ConcurrentHashMap<>();

    Sender(WakeChannels channels, DeviceStore devices, WakeSettings settings, WakeTime time, RandomGenerator random) {
        this.channels = channels;
        this.devices = devices;
        this.settings = settings;
        this.time = time;
        this.random = random;
        this.inFlight = new Semaphore(settings.inFlight());
    }

    /** A device to wake. */
    record Target(TenantId tenant, DeviceId device, Platform platform, PushAddress address) {}

    /** Waits until a wake-up may go; false if no more may, because the page is somebody else's now. */
    interface Turn {
        boolean await() throws InterruptedException;
    }

    /** Waits before what was put off is tried again; false if it shall not be, because the page is somebody else's now. */
    interface Hold {
        boolean pause(Duration pause) throws InterruptedException;
    }

    private record Answer(Target target, WakeOutcome outcome) {}

    /** Sends all; false if it was given up because {@code hold} said so: then nothing of it counts. */
    boolean send(List<Target> targets, PageTally tally, Turn turn, Hold hold) throws InterruptedException {
        Set<WakeChannel> taking = new HashSet<>();
        List<Target> left = targets;
        for (int attempt = 0; !left.isEmpty(); attempt++) {
            Optional<List<Answer>> answers = round(left, turn);
            if (answers.isEmpty()) {
                return false;
            }
            List<Answer> later = settle(answers.get(), tally, taking);
            List<Target> again = new ArrayList<>();
            Duration asked = Duration.ZERO;
            for (Answer answer : later) {
                if (answer.outcome() instanceof WakeOutcome.RetryLater busy && isWorthWaiting(answer.target(), attempt,
                        taking)) {
                    again.add(answer.target());
                    asked = busy.after().compareTo(asked) > 0 ? busy.after() : asked;
                } else if (answer.outcome() instanceof WakeOutcome.RetryLater busy) {
                    tally.end(answer.target().platform(), End.LATER, busy.reason());
                }
            }
            if (!again.isEmpty()) {
                if (!hold.pause(pause(asked, attempt))) {
                    return false;
                }
            }
            left = again;
        }
        return true;
    }

    private Optional<List<Answer>> round(List<Target> targets, Turn turn) throws InterruptedException {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (Target target : targets) {
            if (!turn.await()) {
                return Optional.empty();
            }
            inFlight.acquire();
            answers.add(wake(target).thenApply(outcome -> {
                inFlight.release();
                return new Answer(target, outcome);
            }));
        }
        List<Answer> all = new ArrayList<>();
        for (CompletableFuture<Answer> answer : answers) {
            try {
                all.add(answer.get());
            } catch (ExecutionException impossible) {
                throw new IllegalStateException("a wake-up failed instead of having an outcome", impossible);
            }
        }
        return Optional.of(all);
    }

    private CompletableFuture<WakeOutcome> wake(Target target) {
        try {
            return channels.wake(target.platform(), target.tenant(), target.device(), target.address())
                    .completeOnTimeout(new WakeOutcome.RetryLater(Duration.ofSeconds(10), "no answer in time"),
                            ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(Sender::broken);
        } catch (RuntimeException defect) {
            return CompletableFuture.completedFuture(broken(defect));
        }
    }

    private static WakeOutcome broken(Throwable failure) {
        LOG.warn("A wake-up failed in the channel instead of having an outcome", failure);
        return new WakeOutcome.Refused("the channel failed");
    }

    /** Counts what ended and returns what did not. */
    private List<Answer> settle(List<Answer> answers, PageTally tally, Set<WakeChannel> taking) {
        List<Answer> later = new ArrayList<>();
        for (Answer answer : answers) {
            Platform platform = answer.target().platform();
            health(platform, answer.outcome(), taking);
            switch (answer.outcome()) {
                case WakeOutcome.Accepted _ -> tally.end(platform, End.ACCEPTED);
                case WakeOutcome.Refused refused -> {
                    LOG.debug("Wake-up of {} refused: {}", answer.target().device(), refused.reason());
                    tally.end(platform, End.REFUSED, refused.reason());
                }
                case WakeOutcome.TokenGone gone -> gone(answer.target(), gone, tally).ifPresent(later::add);
                case WakeOutcome.RetryLater _ -> later.add(answer);
            }
        }
        return later;
    }

    private void health(Platform platform, WakeOutcome outcome, Set<WakeChannel> taking) {
        WakeChannel channel = channels.of(platform);
        if (channel == null) {
            return;
        }
        if (outcome instanceof WakeOutcome.RetryLater) {
            downSince.putIfAbsent(channel, time.now());
        } else {
            taking.add(channel);
            downSince.remove(channel);
        }
    }

    /** Buries the token, or, if the device has named another one meanwhile, wakes it there. */
    private Optional<Answer> gone(Target target, WakeOutcome.TokenGone gone, PageTally tally) {
        try {
            if (!devices.tokenGone(target.tenant(), target.device(), target.address(), gone.since())) {
                Optional<PushAddress> other = devices.pushAddress(target.tenant(), target.device())
                        .filter(now -> now.receivedAt().isAfter(target.address().receivedAt()));
                if (other.isPresent()) {
                    return Optional.of(new Answer(
                            new Target(target.tenant(), target.device(), target.platform(), other.get()),
                            new WakeOutcome.RetryLater(Duration.ZERO, "the token was replaced")));
                }
            }
            tally.end(target.platform(), End.GONE);
        } catch (StoreUnavailable storeDown) {
            LOG.warn("A dead push token could not be marked; the next push will say so again: {}",
                    storeDown.getMessage());
            tally.end(target.platform(), End.LATER, "the store was not available");
        }
        return Optional.empty();
    }

    private boolean isWorthWaiting(Target target, int attempt, Set<WakeChannel> taking) {
        WakeChannel channel = channels.of(target.platform());
        if (channel == null || taking.contains(channel)) {
            return attempt < settings.retries();
        }
        Instant since = downSince.getOrDefault(channel, time.now());
        return Duration.between(since, time.now()).compareTo(settings.hold()) < 0;
    }

    /** What the push service asked for, doubled at each attempt, spread by half of it so that a crowd comes back apart. */
    private Duration pause(Duration asked, int attempt) {
        long nanos = Math.min(asked.toNanos(), LONGEST_PAUSE.toNanos()) << Math.min(attempt, 16);
        long bounded = Math.max(1, Math.min(nanos, LONGEST_PAUSE.toNanos()));
        return Duration.ofNanos(bounded + random.nextLong(bounded / 2 + 1));
    }
}
