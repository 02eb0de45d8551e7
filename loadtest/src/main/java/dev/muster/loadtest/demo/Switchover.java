package dev.muster.loadtest.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.muster.certs.apns.PushCertificateForge.Forged;
import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.load.Crew;
import dev.muster.loadtest.target.AdminRefused;
import dev.muster.loadtest.verdict.Service;
import dev.muster.loadtest.verdict.TenantMode;

/** From Office 365 to coexistence: licences, the closed gate of R13, the upload that opens it, the wave (phases 5 to 7). */
final class Switchover {
    /** How many devices show that a closed gate loses nothing, of each kind. */
    private static final int WITNESSES = 20;
    private static final int HANDS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final Scene scene;
    private final DemoTenant tenant;
    private final Display display;
    private final LateResults lateResults;
    private final List<Person> phonesToSwitch;
    private final List<Person> keepingBack;
    private final List<Person> renewing;
    private Gated gated = new Gated(0, 0, 0, 0, 0, 0, 0);

    /**
     * What was seen while the gate was closed.
     *
     * @param phones Apple devices whose gate was closed
     * @param refusals Idle messages refused with 503
     * @param lateResults results that were under way when the gate closed
     * @param lateTakenIn of these, answered with 200
     * @param renewals TokenUpdates sent
     * @param renewalsTakenIn of these, answered with 200
     * @param commandsThrough phones that were given a command although their gate was closed
     */
    record Gated(int phones, long refusals, int lateResults, int lateTakenIn, int renewals, long renewalsTakenIn,
            long commandsThrough) {
        boolean good() {
            return refusals >= phones && lateTakenIn == lateResults && renewalsTakenIn == renewals
                    && commandsThrough == 0;
        }
    }

    Switchover(Scene scene, DemoTenant tenant, Display display, LateResults lateResults) {
        this.scene = scene;
        this.tenant = tenant;
        this.display = display;
        this.lateResults = lateResults;
        this.phonesToSwitch = scene.people().stream().filter(Person::hasPhoneOfApple).filter(Person::isToBeLicensed)
                .toList();
        int witnesses = Math.min(WITNESSES, phonesToSwitch.size() / 2);
        this.keepingBack = phonesToSwitch.subList(0, witnesses);
        this.renewing = phonesToSwitch.subList(witnesses, 2 * witnesses);
    }

    Gated gated() {
        return gated;
    }

    /** Phase 5: coexistence and licences; phones are refused, everything they say only once is taken in. */
    void closeTheGate() throws Exception {
        letResultsGetUnderWay();
        scene.switchTo(TenantMode.COEXISTENCE);
        tenant.changeAuthority("coexistence");
        display.note("the tenant is in coexistence: Intune was added to Office 365 (R3)");
        List<Person> half = scene.people().stream().filter(Person::isToBeLicensed).toList();
        scene.show("users get an Intune licence",
                () -> half.stream().filter(Person::hasIntuneLicence).count(), half.size());
        Crew.forEach(half, HANDS, tenant::giveIntune);
        display.note(half.size()
                + " users hold Enterprise Mobility + Security E3 now: Intune serves their devices (R6, R7)");
        long refusedBefore = refusedIdles();
        keepingBack.forEach(person -> {
            lateResults.expectFrom(person.device().name());
            person.apple().release();
        });
        renewing.forEach(person -> {
            person.apple().renewPushAddress();
            scene.fleet().checkIn(person.device());
        });
        boolean taken = scene.await("results and TokenUpdates are taken in",
                () -> lateResults.takenIn() + renewed(), keepingBack.size() + renewing.size(), PATIENCE);
        display.mark(taken, lateResults.takenIn() + " of " + keepingBack.size()
                + " results under way and " + renewed() + " of " + renewing.size()
                + " TokenUpdates were taken in all the same (R13)");
        Map<Person, Integer> before = changes();
        List<Person> others = scene.people().stream().filter(person -> !person.hasPhoneOfApple()).toList();
        scene.show("everybody checks in; phones refused so far", () -> refusedIdles() - refusedBefore,
                phonesToSwitch.size());
        scene.spread(Stream.concat(phonesToSwitch.stream(), others.stream()).toList(), spreadOver());
        boolean refused = scene.await("phones of licensed users are refused",
                () -> refusedIdles() - refusedBefore, phonesToSwitch.size(), PATIENCE);
        gated = new Gated(phonesToSwitch.size(), refusedIdles() - refusedBefore, keepingBack.size(),
                lateResults.takenIn(), renewing.size(), renewed(), changed(before));
        display.mark(refused && gated.commandsThrough() == 0, gated.refusals() + " check-ins of " + gated.phones()
                + " iOS devices were refused with 503: Intune has no push certificate yet (R13)");
        display.note("Windows and Android go on: " + others.stream().filter(scene::settled).count() + " of "
                + others.size() + " are where they belong already");
    }

    /** A setting is defined, some phones take the command and keep their result back. */
    private void letResultsGetUnderWay() throws AdminRefused, InterruptedException {
        keepingBack.forEach(person -> person.apple().holdResultsBack());
        scene.alsoDefined(DemoSettings.JUST_BEFORE_THE_SWITCH);
        tenant.define(DemoSettings.JUST_BEFORE_THE_SWITCH);
        keepingBack.forEach(person -> scene.fleet().checkIn(person.device()));
        scene.await("some phones are slow with their result",
                () -> keepingBack.stream().filter(person -> person.apple().keepsResultBack()).count(),
                keepingBack.size(), PATIENCE);
    }

    /** How often each phone's content changed. */
    private Map<Person, Integer> changes() {
        return phonesToSwitch.stream().collect(Collectors.toMap(person -> person, person -> {
            EmulatedDevice.Tally tally = person.device().tally();
            return tally.installed() + tally.removed();
        }));
    }

    private long changed(Map<Person, Integer> before) {
        Map<Person, Integer> now = changes();
        return now.entrySet().stream().filter(entry -> !entry.getValue().equals(before.get(entry.getKey()))).count();
    }

    private long renewed() {
        return renewing.stream().filter(person -> person.apple().pushAddressKnown()).count();
    }

    private long refusedIdles() {
        return scene.fleet().stats().totals().refused().getOrDefault("503 Idle", 0L);
    }

    /** The regular eight hours, compressed to what two cores do without a queue. */
    private Duration spreadOver() {
        return Duration.ofMillis(Math.max(2000, scene.people().size() * 6L));
    }

    /** Phase 6: the certificate that opens the gate; the gateway wakes the phones. */
    void openTheGate(Forged certificate) throws AdminRefused {
        tenant.uploadPushCertificate(Service.INTUNE, certificate);
        display.note("Intune's push certificate is uploaded, with the same topic; the gateway wakes "
                + phonesToSwitch.size() + " phones through APNs (R9)");
    }

    /** Phase 7: waits until everybody is where the rules say; Windows and Android poll, phones come when they are woken. */
    boolean waitForEverybody() throws InterruptedException {
        int total = scene.people().size();
        Duration round = Duration.ofSeconds(6);
        int rounds = 8 + total / 300;
        for (int again = 0; again < rounds; again++) {
            if (scene.await("devices are where the rules say", scene::settledCount, total, round)) {
                return true;
            }
            List<Person> late = scene.people().stream()
                    .filter(person -> !person.hasPhoneOfApple() && !scene.settled(person)).toList();
            scene.spread(late, Duration.ofMillis(Math.min(2000, late.size() * 5L)));
        }
        return scene.settledCount() == total;
    }
}
