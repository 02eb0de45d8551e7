package dev.muster.loadtest.wave;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.muster.loadtest.device.Acknowledged;
import dev.muster.loadtest.device.AppleDevice;
import dev.muster.loadtest.device.DevicePlatform;
import dev.muster.loadtest.device.EllipticKeys;
import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.device.OmaDmDevice;
import dev.muster.loadtest.device.PushAddress;
import dev.muster.loadtest.device.RemovalWatch;
import dev.muster.loadtest.device.SigningRequest;
import dev.muster.loadtest.device.Temperament;
import dev.muster.loadtest.fake.FakeApns;
import dev.muster.loadtest.load.Crew;
import dev.muster.loadtest.load.DeviceTls;
import dev.muster.loadtest.load.Fleet;
import dev.muster.loadtest.load.ServerTrust;
import dev.muster.loadtest.target.AdminClient;
import dev.muster.loadtest.target.EnrolmentClient;

/**
 * The devices of a wave: iOS 50 %, Windows 30 %, Android 20 %, each with a P-256 key and a certificate of its own, each listening
 * at the fake of its push service. A push is a check-in at once.
 */
final class WaveFleet {
    private static final int HANDS = 16;
    private static final RemovalWatch NOBODY_WATCHES = (_, _) -> {};
    private static final Acknowledged NOBODY_LOGS = (_, _, _) -> {};

    private final List<EmulatedDevice> devices;
    private final Fleet fleet;
    private final AtomicInteger certificates = new AtomicInteger();

    WaveFleet(int count, long seed, String topic, PushServices services, Fleet fleet) {
        this.fleet = fleet;
        int apple = count / 2;
        int windows = count * 3 / 10;
        this.devices = IntStream.range(0, count).parallel().mapToObj(number -> {
            long own = seed * 1_000_003 + number;
            DevicePlatform platform = number < apple ? DevicePlatform.IOS
                    : number < apple + windows ? DevicePlatform.WINDOWS : DevicePlatform.ANDROID;
            String name = String.format(Locale.ROOT, "%s-%06d", platform.wireName(), number);
            if (platform == DevicePlatform.IOS) {
                return (EmulatedDevice) new AppleDevice(name, EllipticKeys.generate(), topic, Temperament.DOCILE, own,
                        new AppleDevice.Surroundings((device, address) -> listen(services.apns(), device, address),
                                NOBODY_WATCHES, NOBODY_LOGS));
            }
            OmaDmDevice device = new OmaDmDevice(name, platform, EllipticKeys.generate(), Temperament.DOCILE, own,
                    NOBODY_WATCHES, NOBODY_LOGS);
            if (platform == DevicePlatform.WINDOWS) {
                String channel = services.wns().channel(name);
                services.wns().listen(channel, () -> fleet.checkIn(device));
                device.wakeableAt(channel);
            } else {
                services.fcm().listen("registration:" + name, () -> fleet.checkIn(device));
                device.wakeableAt("registration:" + name);
            }
            return device;
        }).toList();
    }

    private void listen(FakeApns apns, AppleDevice device, PushAddress address) {
        apns.listen(device.name(), address.token(), new FakeApns.Listening(address.topic(), address.magic(),
                () -> fleet.checkIn(device)));
    }

    List<EmulatedDevice> devices() {
        return devices;
    }

    /** Certificates that have been issued. */
    int certificates() {
        return certificates.get();
    }

    /** Gets every device its certificate; its first check-in follows at once. */
    void enrol(AdminClient admin, String tenant, URI enrol, Path root) throws Exception {
        X509Certificate authority = EnrolmentClient.certificates(Files.readAllBytes(root)).getFirst();
        ServerTrust trust = new ServerTrust(authority);
        try (EnrolmentClient enrolment = new EnrolmentClient(enrol, trust)) {
            Crew.forEach(devices, HANDS, device -> {
                Map<String, Object> wanted = new HashMap<>(
                        Map.of("platform", device.platform().wireName(), "validMinutes", 60));
                if (device instanceof AppleDevice phone) {
                    wanted.put("udid", phone.hardwareId());
                    wanted.put("serial", phone.serial());
                }
                String token = admin.post(tenant + "/enrolment-tokens", wanted).path("token").asText();
                List<X509Certificate> chain = enrolment.certificate(token,
                        SigningRequest.der(device.name(), device.keys()));
                fleet.join(device, DeviceTls.context(device.keys(), chain.subList(0, chain.size() - 1), trust));
                certificates.incrementAndGet();
                fleet.checkIn(device);
            });
        }
    }
}
