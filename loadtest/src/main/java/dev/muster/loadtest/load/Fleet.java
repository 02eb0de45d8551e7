package dev.muster.loadtest.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.netty.handler.ssl.SslContext;

import dev.muster.loadtest.device.EmulatedDevice;

/**
 * Enrolled emulators and their sessions: one session a device at a time, at most so many at once over all, the rest waits in
 * line (each device at most once, so the line is bounded by the fleet). A device whose session left something open comes back
 * by itself after a moment, at most {@link #MAX_RETURNS} times. Thread-safe.
 */
public final class Fleet implements AutoCloseable {
    /** A device that comes back more often than this is stuck, and hammering would only hide it. */
    public static final int MAX_RETURNS = 60;
    private static final Duration RETURN_AFTER = Duration.ofMillis(1500);

    private final CheckInClient client;
    private final int maxInFlight;
    private final SessionStats stats = new SessionStats();
    private final Map<EmulatedDevice, Member> members = new ConcurrentHashMap<>();
    private final Deque<Member> line = new ArrayDeque<>();
    private final ScheduledExecutorService returns = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("device-returns").factory());
    private int inFlight;
    private boolean closed;

    /** A device's place in the fleet; guarded by the fleet's monitor. */
    private static final class Member {
        final EmulatedDevice device;
        final SslContext tls;
        boolean waiting;
        boolean running;
        boolean again;
        long intended;
        int returns;

        Member(EmulatedDevice device, SslContext tls) {
            this.device = device;
            this.tls = tls;
        }
    }

    /**
     * An empty fleet.
     *
     * @param client carries the sessions; not closed by the fleet
     * @param maxInFlight sessions at once, at least 1
     */
    public Fleet(CheckInClient client, int maxInFlight) {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("at least one session at once, not " + maxInFlight);
        }
        this.client = client;
        this.maxInFlight = maxInFlight;
    }

    /** Takes a device with its certificate into the fleet. */
    public void join(EmulatedDevice device, SslContext tls) {
        members.put(device, new Member(device, tls));
    }

    /** The device shall check in now; if a session is under way, once more after it. False if it is not in the fleet. */
    public boolean checkIn(EmulatedDevice device) {
        return checkIn(device, System.nanoTime());
    }

    /** As {@link #checkIn(EmulatedDevice)}, with latency counted from an intended start ({@link System#nanoTime()}). */
    public boolean checkIn(EmulatedDevice device, long intended) {
        Member member = members.get(device);
        if (member == null) {
            return false;
        }
        synchronized (this) {
            if (closed || member.waiting) {
                return true;
            }
            if (member.running) {
                member.again = true;
                return true;
            }
            member.intended = intended;
            member.waiting = true;
            line.add(member);
        }
        startWaiting();
        return true;
    }

    /** Sessions waiting or running. */
    public synchronized int busy() {
        return line.size() + inFlight;
    }

    /** What sessions have come to. */
    public SessionStats stats() {
        return stats;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            line.clear();
        }
        returns.shutdownNow();
    }

    private void startWaiting() {
        while (true) {
            Member member;
            synchronized (this) {
                member = inFlight < maxInFlight ? line.poll() : null;
                if (member == null) {
                    return;
                }
                inFlight++;
                member.waiting = false;
                member.running = true;
            }
            Member started = member;
            var _ = client.run(started.device, started.tls).thenAccept(result -> ended(started, result));
        }
    }

    private void ended(Member member, SessionResult result) {
        stats.record(result, System.nanoTime() - member.intended);
        boolean again;
        boolean comesBack;
        synchronized (this) {
            inFlight--;
            member.running = false;
            again = member.again;
            member.again = false;
            comesBack = !closed && !again && member.device.wantsToReturn() && member.returns < MAX_RETURNS;
            if (comesBack) {
                member.returns++;
            }
        }
        if (again) {
            checkIn(member.device);
        } else if (comesBack) {
            returnLater(member.device);
        }
        startWaiting();
    }

    private void returnLater(EmulatedDevice device) {
        synchronized (this) {
            if (!closed) {
                var _ = returns.schedule(() -> checkIn(device), RETURN_AFTER.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }
}
