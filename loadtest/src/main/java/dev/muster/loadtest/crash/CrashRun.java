package dev.muster.loadtest.crash;

import java.nio.file.Files;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.apns.PushCertificateForge.KeyKind;
import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.device.SigningRequest;
import dev.muster.loadtest.fake.FakeApns;
import dev.muster.loadtest.load.CheckInClient;
import dev.muster.loadtest.load.Crew;
import dev.muster.loadtest.load.DeviceTls;
import dev.muster.loadtest.load.Fleet;
import dev.muster.loadtest.load.ServerTrust;
import dev.muster.loadtest.load.TimeOuts;
import dev.muster.loadtest.target.AdminClient;
import dev.muster.loadtest.target.AdminRefused;
import dev.muster.loadtest.target.EnrolmentClient;
import dev.muster.loadtest.target.GatewayHome;
import dev.muster.loadtest.target.GatewayProcess;
import dev.muster.loadtest.verdict.DefinedSetting;
import dev.muster.loadtest.verdict.Owner;
import dev.muster.loadtest.verdict.Service;
import dev.muster.loadtest.verdict.TenantMode;
import dev.muster.loadtest.verdict.Verdict;

/**
 * One crash run: a real gateway process is killed with SIGKILL under load and started again, as often as asked. Afterwards
 * every result that a device saw answered has to be in the store, every accepted action has to have come to an end exactly
 * once, no device may have had to enrol again, and every device holds exactly the newest settings. Used once.
 */
public final class CrashRun {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final TimeOuts IMPATIENT = new TimeOuts(Duration.ofSeconds(5), Duration.ofSeconds(10),
            Duration.ofSeconds(15));
    private static final int SESSIONS_AT_ONCE = 48;
    private static final String TOPIC = "com.apple.mgmt.External.crash";

    private final CrashOptions options;
    private final Random random;
    private final Consumer<String> progress;
    private final Witness witness = new Witness();
    private final List<String> faults = new ArrayList<>();

    /**
     * A run that has not begun.
     *
     * @param progress told a line for people now and then
     */
    public CrashRun(CrashOptions options, Consumer<String> progress) {
        this.options = options;
        this.random = new Random(options.seed());
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @throws Exception if the run cannot go on; the message is for people
     */
    public CrashReport run() throws Exception {
        PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), Clock.systemUTC().instant());
        try (FakeApns apns = FakeApns.start(forge, Clock.systemUTC())) {
            GatewayHome home = GatewayHome.make(Optional.empty(), "crash", GatewayHome.Ports.free(random), apns.port(),
                    forge.authority(), options.store());
            CrashReport report = inside(home, forge);
            if (report.good()) {
                home.remove();
            } else {
                progress.accept("kept " + home.directory());
            }
            return report;
        }
    }

    private CrashReport inside(GatewayHome home, PushCertificateForge forge) throws Exception {
        GatewayProcess gateway = start(home);
        try (AdminClient admin = new AdminClient(gateway.admin(), gateway.token());
                CheckInClient client = new CheckInClient(gateway.checkIn().getHost(), gateway.checkIn().getPort(), 2,
                        IMPATIENT);
                Fleet fleet = new Fleet(client, SESSIONS_AT_ONCE)) {
            CrashTenant tenant = new CrashTenant(admin);
            tenant.create(forge.pushCertificate(TOPIC, KeyKind.RSA_2048, Duration.ofDays(30)));
            tenant.define(password(0));
            List<EmulatedDevice> devices = CrashFleet.of(options, TOPIC, witness);
            enrol(gateway, home, tenant, fleet, devices);
            for (int kill = 1; kill <= options.kills(); kill++) {
                work(tenant, devices, kill);
                load(fleet, devices, kill);
                gateway.kill();
                progress.accept("kill " + kill + " of " + options.kills() + ", " + witness.answeredInAll()
                        + " results answered, " + witness.acceptedInAll() + " actions accepted");
                gateway = start(home);
            }
            settle(tenant, fleet, devices);
            return report(tenant, fleet, devices);
        } finally {
            gateway.close();
        }
    }

    private GatewayProcess start(GatewayHome home) throws Exception {
        return GatewayProcess.start(options.gatewayCommand(), home.config(), home.log(), PATIENCE);
    }

    /** The setting of a round: each round has another value, so every device has something to install. */
    private static DefinedSetting password(int round) {
        return new DefinedSetting(Service.INTUNE, "Password", "password", Map.of("minLength", 4 + round % 10));
    }

    private void enrol(GatewayProcess gateway, GatewayHome home, CrashTenant tenant, Fleet fleet,
            List<EmulatedDevice> devices) throws Exception {
        X509Certificate root = EnrolmentClient.certificates(Files.readAllBytes(home.rootCertificate())).getFirst();
        ServerTrust trust = new ServerTrust(root);
        try (EnrolmentClient enrolment = new EnrolmentClient(gateway.enrol(), trust)) {
            Crew.forEach(devices, 8, device -> {
                List<X509Certificate> chain = enrolment.certificate(tenant.enrolmentToken(device),
                        SigningRequest.der(device.name(), device.keys()));
                fleet.join(device, DeviceTls.context(device.keys(), chain.subList(0, chain.size() - 1), trust));
                fleet.checkIn(device);
            });
        }
        await(fleet, devices, () -> devices.stream().filter(device -> !device.enrolled()).count());
        long open = devices.stream().filter(device -> !device.enrolled()).count();
        if (open > 0) {
            throw new IllegalStateException(open + " devices could not enrol; the gateway's log is " + home.log());
        }
    }

    private void work(CrashTenant tenant, List<EmulatedDevice> devices, int round) throws Exception {
        tenant.define(password(round));
        Crew.forEach(devices, 8, device -> {
            String kind = Math.floorMod(device.name().hashCode() + round, 3) == 0 ? "restart" : "deviceInformation";
            witness.queued(device.name(), tenant.queue(device, kind));
        });
    }

    /**
     * Devices come until the first result of this round is answered, and then for a random while: a kill before that would
     * only hit a gateway that starts.
     */
    private void load(Fleet fleet, List<EmulatedDevice> devices, int round) throws InterruptedException {
        long before = witness.answeredInAll();
        if (!keepComing(fleet, devices, PATIENCE, () -> witness.answeredInAll() > before)) {
            faults.add(
                    "round " + round + ": no result was answered within " + PATIENCE.toSeconds() + " s of the start");
        }
        keepComing(fleet, devices, Duration.ofMillis(random.nextInt(1_500)), () -> false);
    }

    /** Whether it was enough before the time was over. */
    private boolean keepComing(Fleet fleet, List<EmulatedDevice> devices, Duration atMost, BooleanSupplier enough)
            throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!enough.getAsBoolean() && System.nanoTime() < end) {
            fleet.checkIn(devices.get(random.nextInt(devices.size())));
            Thread.sleep(2);
        }
        return enough.getAsBoolean();
    }

    private void settle(CrashTenant tenant, Fleet fleet, List<EmulatedDevice> devices) throws Exception {
        progress.accept("no more kills: every device comes until nothing is left to do");
        await(fleet, devices, () -> devices.stream().filter(device -> unfinished(tenant, device)).count());
    }

    private boolean unfinished(CrashTenant tenant, EmulatedDevice device) {
        try {
            return !tenant.show(device).path("pending").isEmpty() || !judged(device).isEmpty();
        } catch (AdminRefused notNow) {
            return true;
        }
    }

    private List<String> judged(EmulatedDevice device) {
        return new Verdict(List.of(password(options.kills())))
                .judge(TenantMode.INTUNE, new Owner.User(true, false), device).faults();
    }

    /** How many devices are still open; asked between rounds of check-ins. */
    private interface Open {
        long count();
    }

    private static void await(Fleet fleet, List<EmulatedDevice> devices, Open open) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (open.count() > 0 && System.nanoTime() < end) {
            devices.forEach(fleet::checkIn);
            while (fleet.busy() > 0 && System.nanoTime() < end) {
                Thread.sleep(20);
            }
        }
    }

    private CrashReport report(CrashTenant tenant, Fleet fleet, List<EmulatedDevice> devices) throws AdminRefused {
        for (EmulatedDevice device : devices) {
            JsonNode known = tenant.show(device);
            List<String> finished = known.path("finished").findValuesAsText("id");
            Set<String> once = new HashSet<>(finished);
            if (once.size() != finished.size()) {
                faults.add(device.name() + ": an action ended twice in the store");
            }
            missing(device, "the result of action", witness.answered(device.name()), once);
            missing(device, "the accepted action", witness.accepted(device.name()), once);
            if (!known.path("state").asText().equals("enrolled")) {
                faults.add(device.name() + ": its state is " + known.path("state").asText());
            }
            if (known.path("certificates").size() != 1) {
                faults.add(device.name() + ": it has " + known.path("certificates").size() + " certificates");
            }
            judged(device).forEach(fault -> faults.add(device.name() + ": " + fault));
        }
        return new CrashReport(devices.size(), options.kills(), witness.acceptedInAll(), witness.answeredInAll(),
                fleet.stats().totals().completed(), faults);
    }

    private void missing(EmulatedDevice device, String what, Set<String> promised, Set<String> stored) {
        promised.stream().filter(action -> !stored.contains(action))
                .forEach(action -> faults.add(device.name() + ": " + what + " " + action + " is not in the store"));
    }
}
