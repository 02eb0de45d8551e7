package dev.muster.loadtest.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.load.Fleet;
import dev.muster.loadtest.verdict.DefinedSetting;
import dev.muster.loadtest.verdict.ServingRules;
import dev.muster.loadtest.verdict.TenantMode;
import dev.muster.loadtest.verdict.Verdict;

/** What all phases of a demo share: who is there, what is defined at the moment, how far things are. */
final class Scene {
    private static final long LOOK_MILLIS = 150;

    private final List<Person> people;
    private final Fleet fleet;
    private final Measured measured;
    private volatile TenantMode mode = TenantMode.UNKNOWN;
    private volatile List<DefinedSetting> defined = DemoSettings.FROM_THE_START;
    private volatile Verdict verdict = new Verdict(defined);
    private volatile Whereabouts whereabouts = new Whereabouts(verdict);
    private volatile Progress progress = new Progress("starting", () -> 0, 0);

    private record Progress(String title, LongSupplier done, long total) {}

    Scene(List<Person> people, Fleet fleet) {
        this.people = people;
        this.fleet = fleet;
        this.measured = new Measured(fleet.stats());
    }

    List<Person> people() {
        return people;
    }

    Fleet fleet() {
        return fleet;
    }

    Measured measured() {
        return measured;
    }

    TenantMode mode() {
        return mode;
    }

    Verdict verdict() {
        return verdict;
    }

    Whereabouts whereabouts() {
        return whereabouts;
    }

    /** The tenant's authority, said before the gateway is told, since it may act at once. */
    void switchTo(TenantMode next) {
        mode = next;
    }

    /** One more setting counts from now on. */
    void alsoDefined(DefinedSetting setting) {
        defined = java.util.stream.Stream.concat(defined.stream(), java.util.stream.Stream.of(setting)).toList();
        verdict = new Verdict(defined);
        whereabouts = new Whereabouts(verdict);
    }

    /** Whether this person's device stands where the rules say at this moment. */
    boolean settled(Person person) {
        Whereabouts.Place place = whereabouts.of(person.device());
        return ServingRules.serving(mode, person.owner()).map(service -> switch (service) {
            case OFFICE365 -> place == Whereabouts.Place.OFFICE365;
            case INTUNE -> place == Whereabouts.Place.INTUNE;
        }).orElse(true);
    }

    /** How many stand where the rules say. */
    long settledCount() {
        return people.stream().filter(this::settled).count();
    }

    /** The first few who do not stand where the rules say, with what is missing, for people. */
    List<String> unsettled(int most) {
        List<String> lines = new ArrayList<>();
        for (Person person : people) {
            if (lines.size() < most && !settled(person)) {
                ServingRules.serving(mode, person.owner()).ifPresent(service -> lines.add(person.device().name() + ": "
                        + String.join("; ", verdict.differences(service, person.device()))));
            }
        }
        return lines;
    }

    /**
     * R10, looked at when a device is about to remove something: all that the serving service wants must be there already.
     */
    void removing(EmulatedDevice device, String removed) {
        Person owner = owners().get(device);
        if (owner == null) {
            return;
        }
        ServingRules.serving(mode, owner.owner()).ifPresent(service -> {
            List<String> lacking = verdict.lacking(service, device);
            if (!lacking.isEmpty()) {
                device.complain("R10: " + removed + " is removed while the device still " + lacking.getFirst());
            }
        });
    }

    private volatile Map<EmulatedDevice, Person> byDevice = Map.of();

    private Map<EmulatedDevice, Person> owners() {
        Map<EmulatedDevice, Person> known = byDevice;
        if (known.isEmpty()) {
            known = people.stream().collect(java.util.stream.Collectors.toUnmodifiableMap(Person::device,
                    person -> person));
            byDevice = known;
        }
        return known;
    }

    /** What the display shows now. */
    Frame frame() {
        measured.update();
        Map<Whereabouts.Place, Integer> census = whereabouts.census(people);
        Progress now = progress;
        // Some things happen more often than they are waited for: phones that were refused come again.
        long done = now.total() > 0 ? Math.min(now.done().getAsLong(), now.total()) : now.done().getAsLong();
        return new Frame(now.title(), done, now.total(), measured.perSecond(),
                measured.recentMicros(50), measured.recentMicros(99), fleet.stats().totals().allRefused(),
                census.getOrDefault(Whereabouts.Place.OFFICE365, 0), census.getOrDefault(Whereabouts.Place.INTUNE, 0),
                census.getOrDefault(Whereabouts.Place.BETWEEN, 0));
    }

    /** Shows progress of something that runs elsewhere. */
    void show(String title, LongSupplier done, long total) {
        progress = new Progress(title, done, total);
    }

    /** Waits until enough is done; false if it takes longer than {@code patience}. */
    boolean await(String title, LongSupplier done, long total, Duration patience) throws InterruptedException {
        show(title, done, total);
        long deadline = System.nanoTime() + patience.toNanos();
        while (done.getAsLong() < total) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return true;
    }

    /** Starts check-ins evenly over a time, whether the gateway keeps up or not (open loop); does not wait for their end. */
    void spread(List<Person> who, Duration over) throws InterruptedException {
        if (who.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        long step = over.toNanos() / who.size();
        for (int index = 0; index < who.size(); index++) {
            long intended = start + step * index;
            long wait = intended - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            fleet.checkIn(who.get(index).device(), intended);
        }
    }
}
