package dev.muster.loadtest.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import dev.muster.loadtest.device.Acknowledged;
import dev.muster.loadtest.device.AppleDevice;
import dev.muster.loadtest.device.DevicePlatform;
import dev.muster.loadtest.device.EllipticKeys;
import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.device.OmaDmDevice;
import dev.muster.loadtest.device.PushAddress;
import dev.muster.loadtest.device.RemovalWatch;
import dev.muster.loadtest.device.RsaKeyPool;
import dev.muster.loadtest.device.Temperament;

/** Makes the demo's people: iOS 50 %, Windows 30 %, Android 20 %, each device with a key of its own. */
final class Population {
    private Population() {}

    /**
     * Makes people and devices; uses all processors for the keys.
     *
     * @param count how many
     * @param topic push topic of the Apple devices
     */
    static List<Person> of(int count, long seed, String topic, PushAddress.Registry registry, RemovalWatch watch,
            Acknowledged log) {
        int apple = count / 2;
        int windows = count * 3 / 10;
        RsaKeyPool keys = RsaKeyPool.of(Math.max(1, apple), seed);
        List<EmulatedDevice> devices = IntStream.range(0, count).parallel().mapToObj(number -> {
            long own = seed * 1_000_003 + number;
            if (number < apple) {
                return (EmulatedDevice) new AppleDevice(name(DevicePlatform.IOS, number), keys.key(number), topic,
                        Temperament.LIFELIKE, own, new AppleDevice.Surroundings(registry, watch, log));
            }
            DevicePlatform platform = number < apple + windows ? DevicePlatform.WINDOWS : DevicePlatform.ANDROID;
            return new OmaDmDevice(name(platform, number), platform, EllipticKeys.generate(), Temperament.LIFELIKE, own,
                    watch, log);
        }).toList();
        List<Person> people = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            people.add(new Person(number, devices.get(number)));
        }
        return List.copyOf(people);
    }

    private static String name(DevicePlatform platform, int number) {
        return String.format(Locale.ROOT, "%s-%05d", platform.wireName(), number);
    }
}
