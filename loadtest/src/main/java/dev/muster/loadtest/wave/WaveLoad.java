package dev.muster.loadtest.wave;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import org.HdrHistogram.Histogram;

import dev.muster.certs.apns.PushCertificateForge.Forged;
import dev.muster.certs.apns.PushCertificateForge.KeyKind;
import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.load.CheckInClient;
import dev.muster.loadtest.load.Fleet;
import dev.muster.loadtest.load.SessionStats;
import dev.muster.loadtest.load.TimeOuts;
import dev.muster.loadtest.target.AdminClient;
import dev.muster.loadtest.target.AdminRefused;
import dev.muster.loadtest.target.GatewayHome;
import dev.muster.loadtest.target.GatewayProcess;
import dev.muster.loadtest.verdict.DefinedSetting;
import dev.muster.loadtest.verdict.Service;
import dev.muster.loadtest.verdict.Verdict;

/**
 * A wave as the whole circle (R9): a setting changes, the gateway wakes every device through faked APNs, WNS and FCM, every device
 * checks in over mutual TLS and ends with the new setting. Measures what that costs and how long devices wait. Used once.
 */
public final class WaveLoad {
    private static final String TENANT = "/tenants/contoso";
    private static final String TOPIC = "com.apple.mgmt.External.6f1f0a3e-5d0a-4a51-9a9c-2f1a2b3c4d5e";
    private static final int SESSIONS_AT_ONCE = 512;
    private static final int CLIENT_THREADS = 2;
    private static final int IDLE_SESSIONS = 200;
    private static final DefinedSetting BEFORE = password(6);
    private static final DefinedSetting AFTER = password(8);

    private final WaveOptions options;
    private final Clock clock;
    private final PrintStream out;

    public WaveLoad(WaveOptions options, Clock clock, PrintStream out) {
        this.options = options;
        this.clock = clock;
        this.out = out;
    }

    private static DefinedSetting password(int length) {
        return new DefinedSetting(Service.INTUNE, "Password", "password", Map.of("minLength", length));
    }

    /**
     * Runs it and prints figures.
     *
     * @return whether every device switched and nobody waited longer than P4 allows
     * @throws Exception if it cannot go on; the message is for people
     */
    public boolean run() throws Exception {
        try (PushServices services = PushServices.start(clock)) {
            Path beside = Files.createTempDirectory("muster-wave-push-");
            GatewayHome home = GatewayHome.make(Optional.empty(), "wave", GatewayHome.Ports.ANY, services.apns().port(),
                    services.forge().authority(), services.configuration(beside));
            out.println("Gateway's directory: " + home.directory());
            try (GatewayProcess gateway = GatewayProcess.start(options.gatewayCommand(), home.config(), home.log(),
                    Duration.ofMinutes(2));
                    CheckInClient client = new CheckInClient(gateway.checkIn().getHost(), gateway.checkIn().getPort(),
                            CLIENT_THREADS, TimeOuts.PATIENT);
                    Fleet fleet = new Fleet(client, SESSIONS_AT_ONCE);
                    AdminClient admin = new AdminClient(gateway.admin(), gateway.token())) {
                WaveFleet devices = new WaveFleet(options.devices(), options.seed(), TOPIC, services, fleet);
                setUp(admin, services);
                enrol(admin, devices, fleet, gateway, home);
                Histogram idle = idle(devices, fleet);
                WaveFigures figures = wave(admin, devices, fleet, gateway, services, idle);
                gateway.stop(Duration.ofSeconds(30));
                report(figures);
                home.remove();
                GatewayHome.remove(beside);
                return figures.good();
            }
        }
    }

    private void setUp(AdminClient admin, PushServices services) throws AdminRefused {
        admin.post("/tenants", Map.of("id", "contoso", "displayName", "Contoso", "authority", "intune"));
        Forged certificate = services.forge().pushCertificate(TOPIC, KeyKind.RSA_2048, Duration.ofDays(365));
        admin.put(TENANT + "/push-certificates/intune", Map.of("certificate", certificate.certificatePem(), "key",
                certificate.keyPem(), "consent", true));
        admin.put(TENANT + "/wake-schedule", Map.of("perSecond", 2_000, "intervalMinutes", 480));
        define(admin, BEFORE);
    }

    private static void define(AdminClient admin, DefinedSetting setting) throws AdminRefused {
        admin.put(TENANT + "/settings/" + setting.service().wireName() + "/" + setting.name(),
                Map.of("kind", setting.kind(), "values", setting.values()));
    }

    private void enrol(AdminClient admin, WaveFleet devices, Fleet fleet, GatewayProcess gateway, GatewayHome home)
            throws Exception {
        Verdict verdict = new Verdict(List.of(BEFORE));
        int total = devices.devices().size();
        Thread watching = Thread.ofVirtual().start(() -> watch("certificates", devices::certificates, total));
        devices.enrol(admin, TENANT, gateway.enrol(), home.rootCertificate());
        watching.join();
        // Windows learns its channel between two sessions: everybody comes twice before it counts.
        for (int round = 0; round < 3; round++) {
            await("sessions under way", () -> fleet.busy() == 0 ? 1 : 0, 1);
            if (round < 2) {
                devices.devices().forEach(fleet::checkIn);
            }
        }
        long settled = devices.devices().stream().filter(device -> settled(verdict, device)).count();
        out.println(settled + " of " + total + " devices are enrolled and hold their setting; "
                + fleet.stats().totals());
        if (settled < total) {
            throw new IOException("not every device got as far as its setting; the gateway's log is " + home.log());
        }
    }

    private static boolean settled(Verdict verdict, EmulatedDevice device) {
        return verdict.differences(Service.INTUNE, device).isEmpty();
    }

    /** One session after the other. */
    private static Histogram idle(WaveFleet devices, Fleet fleet) throws InterruptedException {
        fleet.stats().takeLatencies();
        for (int number = 0; number < IDLE_SESSIONS; number++) {
            fleet.checkIn(devices.devices().get(number * 7 % devices.devices().size()));
            while (fleet.busy() > 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
        return fleet.stats().takeLatencies();
    }

    private WaveFigures wave(AdminClient admin, WaveFleet devices, Fleet fleet, GatewayProcess gateway,
            PushServices services, Histogram idle) throws Exception {
        Verdict verdict = new Verdict(List.of(AFTER));
        SessionStats.Totals before = fleet.stats().totals();
        long pushedBefore = services.accepted();
        Duration gatewayBefore = cpu(gateway.pid());
        Duration ownBefore = cpu(ProcessHandle.current().pid());
        long began = System.nanoTime();
        define(admin, AFTER);
        List<EmulatedDevice> left = new ArrayList<>(devices.devices());
        Duration patience = Duration.ofSeconds(120 + options.devices() / 50);
        long lastLine = began;
        while (!left.isEmpty() && System.nanoTime() - began < patience.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(200);
            left.removeIf(device -> settled(verdict, device));
            if (System.nanoTime() - lastLine > 5_000_000_000L) {
                lastLine = System.nanoTime();
                out.println("  " + line(admin.get(TENANT + "/wave")) + ", settled "
                        + (options.devices() - left.size()));
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        await("sessions under way", () -> fleet.busy() == 0 ? 1 : 0, 1);
        SessionStats.Totals after = fleet.stats().totals();
        return new WaveFigures(options.devices(), options.devices() - left.size(), services.accepted() - pushedBefore,
                took, cpu(gateway.pid()).minus(gatewayBefore),
                cpu(ProcessHandle.current().pid()).minus(ownBefore), peak(gateway.pid()), idle,
                fleet.stats().takeLatencies(), after.allRefused() - before.allRefused(),
                after.allFailed() - before.allFailed(), line(admin.get(TENANT + "/wave")));
    }

    private static String line(JsonNode wave) {
        return "wave " + wave.path("state").asText() + ": affected " + wave.path("affected").asText() + ", pushed "
                + wave.path("pushed").asLong() + ", accepted " + wave.path("accepted").asLong() + ", no token "
                + wave.path("noToken").asLong() + ", switched " + wave.path("switched").asLong() + ", rate "
                + wave.path("perSecond").asText() + ", reasons " + wave.path("reasons");
    }

    private static Duration cpu(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().totalCpuDuration()).orElse(Duration.ZERO);
    }

    private static long peak(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024).findFirst().orElse(0);
        } catch (IOException noLinux) {
            return 0;
        }
    }

    private void watch(String what, LongSupplier done, long total) {
        try {
            await(what, done, total);
        } catch (InterruptedException | IOException late) {
            out.println("  " + late.getMessage());
        }
    }

    private void await(String what, LongSupplier done, long total) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(300 + options.devices() / 20).toNanos();
        long next = System.nanoTime() + 10_000_000_000L;
        while (done.getAsLong() < total) {
            long now = System.nanoTime();
            if (now > deadline) {
                throw new IOException(what + ": only " + done.getAsLong() + " of " + total);
            }
            if (now > next) {
                next = now + 10_000_000_000L;
                out.println("  " + what + ": " + done.getAsLong() + " of " + total);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void report(WaveFigures figures) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# A wave of " + figures.devices() + " emulated devices, "
                + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        lines.add("");
        lines.add("- machine: " + Runtime.getRuntime().availableProcessors()
                + " processors for gateway, devices and fakes"
                + " together, " + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", Java "
                + Runtime.version());
        lines.add("- command: `./muster bench --wave --devices " + figures.devices() + "`, seed " + options.seed()
                + "; SQLite, iOS 50 %, Windows 30 %, Android 20 %");
        lines.add("- at the end: " + figures.last());
        lines.add("");
        lines.add("| what | figure |");
        lines.add("|---|---|");
        lines.addAll(figures.rows());
        lines.forEach(out::println);
        if (options.report().isPresent()) {
            Files.write(options.report().get(), lines);
        }
    }
}
