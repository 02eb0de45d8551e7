package dev.muster.gateway.store.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DmMemory;
import dev.muster.gateway.model.DmNonces;
import dev.muster.gateway.model.DmSession;
import dev.muster.gateway.model.Platform;

/**
 * A rough measure by hand, no test: check-ins (one read, one durable write with a session row) per second with so many in
 * flight. {@code StoreRate sqlite|postgresql devices inFlight seconds}.
 */
final class StoreRate {
    private StoreRate() {}

    public static void main(String[] arguments) throws Exception {
        boolean sqlite = arguments[0].equals("sqlite");
        int devices = Integer.parseInt(arguments[1]);
        int inFlight = Integer.parseInt(arguments[2]);
        Duration span = Duration.ofSeconds(Integer.parseInt(arguments[3]));
        Path directory = Files.createTempDirectory("store-rate");
        StoreConfig config = sqlite ? new StoreConfig.Sqlite(directory.resolve("muster.db"))
                : PostgresServer.database();
        Recorder recorder = new Recorder();
        try (SqlStore store = SqlStore.open(config, new AesVault(1), Given.CLOCK, recorder)) {
            Given given = Given.tenant(store);
            long begin = System.nanoTime();
            List<Caller> callers = enrol(given, devices, inFlight);
            say("enrolled", devices * 1e9 / (System.nanoTime() - begin));
            run(given, callers, inFlight, span, false);
            recorder.groups.clear();
            say("reads", run(given, callers, inFlight, span, false));
            say("reads and commits", run(given, callers, inFlight, span, true));
            say("writes in a group", (double) recorder.committed() / Math.max(1, recorder.groups.size()));
        }
        System.exit(0);
    }

    private static void say(String what, double figure) {
        System.out.println(String.format(Locale.ROOT, "> %s: %.1f", what, figure));
    }

    private static List<Caller> enrol(Given given, int devices, int inFlight) throws Exception {
        List<Caller> callers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(inFlight, Thread.ofVirtual().factory())) {
            List<Future<Caller>> enrolments = new ArrayList<>();
            for (int i = 0; i < devices; i++) {
                enrolments.add(threads.submit(() -> given.enrolled(Platform.WINDOWS, Optional.empty())));
            }
            for (Future<Caller> enrolment : enrolments) {
                callers.add(enrolment.get());
            }
        }
        return callers;
    }

    private static double run(Given given, List<Caller> callers, int inFlight, Duration span, boolean writes)
            throws Exception {
        AtomicLong done = new AtomicLong();
        long begin = System.nanoTime();
        long end = begin + span.toNanos();
        List<Future<?>> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < inFlight; i++) {
                runs.add(threads.submit(() -> {
                    while (System.nanoTime() - end < 0) {
                        Caller caller = callers.get(ThreadLocalRandom.current().nextInt(callers.size()));
                        var read = given.read(caller);
                        if (writes) {
                            given.store.checkIns().write(new Given.Write(read.device())
                                    .session(new DmSession("1", "2", "hash", new byte[2_000], 1, 1, 0,
                                            DmMemory.EMPTY, DmNonces.NONE, Given.NOW))
                                    .build());
                        }
                        done.incrementAndGet();
                    }
                }));
            }
        }
        for (Future<?> run : runs) {
            run.get();
        }
        return done.get() * 1e9 / (System.nanoTime() - begin);
    }
}
