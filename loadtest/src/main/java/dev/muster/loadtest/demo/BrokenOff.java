package dev.muster.loadtest.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

import dev.muster.loadtest.target.GatewayHome;

/**
 * Ctrl-C or SIGTERM in the middle of a demo: the gateway, which may be starting still, gets SIGTERM and some time to end what
 * it has begun, and the temporary directory goes. At most {@link #PATIENCE} and a little, then the gateway is killed.
 */
final class BrokenOff {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final GatewayHome home;
    private final boolean keep;
    private final Thread hook = new Thread(this::end, "broken-off");
    private volatile boolean signalled;

    private BrokenOff(GatewayHome home, boolean keep) {
        this.home = home;
        this.keep = keep;
    }

    /** Begins to watch; ends with {@link #stopWatching}. */
    static BrokenOff watch(GatewayHome home, boolean keep) {
        BrokenOff watch = new BrokenOff(home, keep);
        Runtime.getRuntime().addShutdownHook(watch.hook);
        return watch;
    }

    /** Stops watching; false if the signal was first: then this thread has nothing more to tidy up. */
    boolean stopWatching() {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            return false; // the process is ending
        }
    }

    /** After a signal the gateway is not to be touched by anybody else: waits until it has ended. Else returns at once. */
    void awaitEnd() throws InterruptedException {
        if (signalled) {
            var _ = hook.join(PATIENCE.plusSeconds(10));
        }
    }

    private void end() {
        signalled = true;
        System.err.println("muster demo: broken off; the gateway ends what it has begun");
        List<ProcessHandle> gateways = ProcessHandle.current().children().toList();
        gateways.forEach(ProcessHandle::destroy);
        try {
            if (!gone(gateways, PATIENCE)) {
                gateways.forEach(ProcessHandle::destroyForcibly);
                gone(gateways, Duration.ofSeconds(2));
            }
            if (keep) {
                System.err.println("muster demo: kept: " + home.directory());
            } else {
                home.remove();
            }
        } catch (IOException | UncheckedIOException failed) {
            System.err.println("muster demo: " + home.directory() + " could not be removed");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean gone(List<ProcessHandle> processes, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (processes.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() - end < 0) {
            Thread.sleep(20);
        }
        return processes.stream().noneMatch(ProcessHandle::isAlive);
    }
}
