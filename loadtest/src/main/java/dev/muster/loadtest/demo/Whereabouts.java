package dev.muster.loadtest.demo;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.verdict.Service;
import dev.muster.loadtest.verdict.Verdict;

/**
 * Whose settings devices hold, for the display and for waiting: read from the emulators, looked at again only where something
 * was installed or removed since. Not the final verdict, which looks at everything afresh.
 */
final class Whereabouts {
    /** Where a device stands. */
    enum Place {
        NOWHERE, OFFICE365, INTUNE, BETWEEN
    }

    private record Seen(EmulatedDevice.Tally tally, Place place) {}

    private final Verdict verdict;
    private final Map<EmulatedDevice, Seen> seen = new ConcurrentHashMap<>();

    Whereabouts(Verdict verdict) {
        this.verdict = verdict;
    }

    /** Where this device stands. */
    Place of(EmulatedDevice device) {
        EmulatedDevice.Tally tally = device.tally();
        Seen before = seen.get(device);
        if (before != null && before.tally().installed() == tally.installed()
                && before.tally().removed() == tally.removed()) {
            return before.place();
        }
        Place place = look(device);
        seen.put(device, new Seen(tally, place));
        return place;
    }

    private Place look(EmulatedDevice device) {
        if (device.held().size() == 0) {
            return Place.NOWHERE;
        }
        if (verdict.differences(Service.OFFICE365, device).isEmpty()) {
            return Place.OFFICE365;
        }
        return verdict.differences(Service.INTUNE, device).isEmpty() ? Place.INTUNE : Place.BETWEEN;
    }

    /** How many stand at each place. */
    Map<Place, Integer> census(List<Person> people) {
        Map<Place, Integer> counts = new EnumMap<>(Place.class);
        for (Place place : Place.values()) {
            counts.put(place, 0);
        }
        people.forEach(person -> counts.merge(of(person.device()), 1, Integer::sum));
        return counts;
    }
}
