package dev.muster.loadtest.demo;

import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.apns.PushCertificateForge.Forged;
import dev.muster.certs.apns.PushCertificateForge.KeyKind;
import dev.muster.loadtest.device.AppleDevice;
import dev.muster.loadtest.device.PushAddress;
import dev.muster.loadtest.fake.FakeApns;
import dev.muster.loadtest.load.CheckInClient;
import dev.muster.loadtest.load.Crew;
import dev.muster.loadtest.load.Fleet;
import dev.muster.loadtest.load.ServerTrust;
import dev.muster.loadtest.load.TimeOuts;
import dev.muster.loadtest.target.AdminClient;
import dev.muster.loadtest.target.EnrolmentClient;
import dev.muster.loadtest.target.GatewayHome;
import dev.muster.loadtest.target.GatewayProcess;
import dev.muster.loadtest.target.GatewayProcess.GatewayTrouble;
import dev.muster.loadtest.verdict.Judgement;
import dev.muster.loadtest.verdict.Service;
import dev.muster.loadtest.verdict.TenantMode;

/**
 * The demo: a real gateway, emulated devices and a fake APNs go through the switch of a tenant from Office 365 to coexistence.
 * Used once.
 */
public final class Demo {
    private static final int SESSIONS_AT_ONCE = 192;
    private static final int CLIENT_THREADS = 2;
    private static final int HANDS = 12;
    private static final Duration GATEWAY_PATIENCE = Duration.ofSeconds(90);
    private static final Duration STEADY = Duration.ofSeconds(5);

    private final DemoOptions options;
    private final Clock clock;
    private final String topic;
    private final LateResults lateResults = new LateResults();
    private final AtomicReference<Scene> stage = new AtomicReference<>();
    private final long started = System.nanoTime();

    /** A demo that has not begun. */
    public Demo(DemoOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
        Random ids = new Random(options.seed());
        this.topic = "com.apple.mgmt.External." + new UUID(ids.nextLong(), ids.nextLong());
    }

    /**
     * Runs it, printing to standard output.
     *
     * @return whether every device ended where the rules say
     * @throws Exception if the demo cannot go on; the message is for people
     */
    public boolean run() throws Exception {
        PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), clock.instant());
        try (FakeApns apns = FakeApns.start(forge, clock)) {
            GatewayHome home = GatewayHome.make(options.parent(), "demo", GatewayHome.Ports.ANY, apns.port(),
                    forge.authority(), "");
            boolean good = false;
            BrokenOff brokenOff = BrokenOff.watch(home, options.keep());
            try {
                good = inside(home, apns, forge, brokenOff);
            } finally {
                if (brokenOff.stopWatching()) {
                    if (good && !options.keep()) {
                        home.remove();
                    } else {
                        System.out.println("  kept: " + home.directory());
                    }
                }
            }
            return good;
        }
    }

    private boolean inside(GatewayHome home, FakeApns apns, PushCertificateForge forge, BrokenOff brokenOff)
            throws Exception {
        System.out.println("Muster demo: " + options.devices() + " devices, seed " + options.seed());
        System.out.println("1/8 Start a gateway and a fake Apple push service; make keys");
        var people = CompletableFuture.supplyAsync(() -> Population.of(options.devices(), options.seed(), topic,
                (device, address) -> listen(apns, device, address), this::removing, lateResults));
        try (GatewayProcess gateway = GatewayProcess.start(options.gatewayCommand(), home.config(), home.log(),
                GATEWAY_PATIENCE)) {
            URI checkIn = gateway.checkIn();
            try (CheckInClient client = new CheckInClient(checkIn.getHost(), checkIn.getPort(), CLIENT_THREADS,
                    TimeOuts.PATIENT); Fleet fleet = new Fleet(client, SESSIONS_AT_ONCE)) {
                Scene scene = new Scene(people.join(), fleet);
                stage.set(scene);
                return play(scene, gateway, home, apns, forge);
            } finally {
                brokenOff.awaitEnd();
            }
        }
    }

    private void listen(FakeApns apns, AppleDevice device, PushAddress address) {
        apns.listen(device.name(), address.token(), new FakeApns.Listening(address.topic(), address.magic(), () -> {
            Scene scene = stage.get();
            if (scene != null) {
                scene.fleet().checkIn(device);
            }
        }));
    }

    private void removing(dev.muster.loadtest.device.EmulatedDevice device, String removed) {
        Scene scene = stage.get();
        if (scene != null) {
            scene.removing(device, removed);
        }
    }

    private boolean play(Scene scene, GatewayProcess gateway, GatewayHome home, FakeApns apns,
            PushCertificateForge forge) throws Exception {
        try (Display display = Display.onStandardOutput(scene::frame);
                AdminClient admin = new AdminClient(gateway.admin(), gateway.token())) {
            display.note("check-in " + gateway.checkIn() + ", enrolment " + gateway.enrol() + ", administration "
                    + gateway.admin() + ", process " + gateway.pid());
            display.start();
            DemoTenant tenant = new DemoTenant(admin);
            setUp(scene, tenant, display, forge);
            enrol(scene, tenant, display, gateway, home);
            Measured.Latency steady = steady(scene, display);
            Switchover switchover = new Switchover(scene, tenant, display, lateResults);
            display.heading("5/8 Add Intune; half of the users get a licence for it");
            switchover.closeTheGate();
            display.heading("6/8 Upload Intune's push certificate");
            switchover.openTheGate(pushCertificate(forge));
            display.heading("7/8 Wait until every device is where the rules say");
            boolean settled = switchover.waitForEverybody();
            display.mark(settled, scene.settledCount() + " of " + scene.people().size()
                    + " devices are; now the gateway goes down and every device is judged");
            display.heading("8/8 Stop the gateway and judge");
            Outcome outcome = outcome(scene, switchover, apns, steady, stop(gateway));
            Report report = new Report(scene, outcome);
            report.show(display);
            if (options.json().isPresent()) {
                report.write(options.json().get(), options);
            }
            return outcome.good();
        }
    }

    private void setUp(Scene scene, DemoTenant tenant, Display display, PushCertificateForge forge) throws Exception {
        display.heading("2/8 Set up a tenant under Office 365");
        tenant.create();
        display.note("tenant contoso exists, its authority is unknown: nobody can enrol (R4)");
        scene.switchTo(TenantMode.OFFICE365);
        tenant.changeAuthority("office365");
        tenant.uploadPushCertificate(Service.OFFICE365, pushCertificate(forge));
        for (var setting : DemoSettings.FROM_THE_START) {
            tenant.define(setting);
        }
        scene.show("users with an Office 365 licence", () -> 0, scene.people().size());
        Crew.forEach(scene.people(), HANDS, person -> {
            tenant.createUser(person);
            tenant.giveOffice365(person);
        });
        display.note("authority office365; push certificate; " + DemoSettings.FROM_THE_START.size()
                + " settings on both sides; " + scene.people().size() + " users with Office 365 E3");
    }

    private Forged pushCertificate(PushCertificateForge forge) {
        return forge.pushCertificate(topic, KeyKind.RSA_2048, Duration.ofDays(365));
    }

    private void enrol(Scene scene, DemoTenant tenant, Display display, GatewayProcess gateway, GatewayHome home)
            throws Exception {
        display.heading("3/8 Enrol " + scene.people().size() + " devices, each with its own key and certificate");
        X509Certificate root = EnrolmentClient.certificates(Files.readAllBytes(home.rootCertificate())).getFirst();
        ServerTrust trust = new ServerTrust(root);
        try (EnrolmentClient enrolment = new EnrolmentClient(gateway.enrol(), trust)) {
            Enrolling enrolling = new Enrolling(tenant, enrolment, trust);
            scene.show("certificates issued", enrolling::certificates, scene.people().size());
            enrolling.all(scene);
        }
        int total = scene.people().size();
        boolean all = scene.await("devices hold Office 365's settings", scene::settledCount, total,
                Duration.ofSeconds(40 + total / 50));
        display.mark(all, scene.settledCount() + " of " + total + " devices enrolled and hold exactly their settings");
        scene.unsettled(5).forEach(display::note);
        if (scene.settledCount() == 0) {
            throw new DemoFailure("no device got as far as its settings: " + scene.fleet().stats().totals()
                    + "; the gateway's log is " + home.log());
        }
    }

    /** Check-ins with nothing to do, at a rate the demo's two cores bear beside everything else. */
    private Measured.Latency steady(Scene scene, Display display) throws InterruptedException {
        display.heading("4/8 Steady check-ins");
        scene.await("sessions under way come to their end", () -> scene.fleet().busy() == 0 ? 1 : 0, 1,
                Duration.ofSeconds(10));
        scene.measured().beginPhase();
        long before = scene.fleet().stats().totals().completed();
        int perSecond = Math.clamp(options.devices() / 8, 5, 120);
        List<Person> who = new ArrayList<>();
        Random random = new Random(options.seed() + 1);
        for (int count = 0; count < perSecond * STEADY.toSeconds(); count++) {
            who.add(scene.people().get(random.nextInt(scene.people().size())));
        }
        scene.show("steady check-ins", () -> scene.fleet().stats().totals().completed() - before, who.size());
        scene.spread(who, STEADY);
        scene.await("steady check-ins", () -> scene.fleet().busy() == 0 ? 1 : 0, 1, Duration.ofSeconds(15));
        Measured.Latency latency = scene.measured().phase();
        display.note(latency.sessions() + " sessions at " + perSecond + "/s: p50 " + Display.millis(latency.p50())
                + ", p99 " + Display.millis(latency.p99()) + ", from the intended start to the end of the session");
        return latency;
    }

    private static String stop(GatewayProcess gateway) {
        try {
            gateway.stop(Duration.ofSeconds(30));
            return "";
        } catch (GatewayTrouble trouble) {
            return String.valueOf(trouble.getMessage());
        }
    }

    private Outcome outcome(Scene scene, Switchover switchover, FakeApns apns, Measured.Latency steady,
            String gatewayStopped) {
        List<Judgement> judgements = scene.people().stream()
                .map(person -> scene.verdict().judge(scene.mode(), person.owner(), person.device())).toList();
        return new Outcome(judgements, switchover.gated(), apns.accepted(), apns.refused(),
                scene.fleet().stats().totals(), steady, scene.measured().overall(), gatewayStopped,
                (System.nanoTime() - started) / 1e9);
    }
}
