package dev.muster.loadtest.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.muster.loadtest.device.AppleDevice;
import dev.muster.loadtest.device.DevicePlatform;
import dev.muster.loadtest.device.EllipticKeys;
import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.device.OmaDmDevice;
import dev.muster.loadtest.device.PushAddress;
import dev.muster.loadtest.device.RemovalWatch;
import dev.muster.loadtest.device.RsaKeyPool;
import dev.muster.loadtest.device.Temperament;

/** Makes the devices of a crash run: half iOS, the rest Windows and Android in turn, all of them lifelike. */
final class CrashFleet {
    private CrashFleet() {}

    static List<EmulatedDevice> of(CrashOptions options, String topic, Witness witness) {
        int apple = options.devices() / 2;
        RsaKeyPool keys = RsaKeyPool.of(apple, options.seed());
        List<EmulatedDevice> devices = new ArrayList<>();
        for (int number = 0; number < options.devices(); number++) {
            long seed = options.seed() * 1_000_003 + number;
            if (number < apple) {
                devices.add(new AppleDevice(String.format(Locale.ROOT, "ios-%04d", number), keys.key(number), topic,
                        Temperament.LIFELIKE, seed,
                        new AppleDevice.Surroundings(PushAddress.Registry.NOBODY, RemovalWatch.NONE, witness)));
            } else {
                DevicePlatform platform = number % 2 == 0 ? DevicePlatform.WINDOWS : DevicePlatform.ANDROID;
                devices.add(
                        new OmaDmDevice(String.format(Locale.ROOT, "%s-%04d", platform.wireName(), number), platform,
                                EllipticKeys.generate(), Temperament.LIFELIKE, seed, RemovalWatch.NONE, witness));
            }
        }
        return List.copyOf(devices);
    }
}
