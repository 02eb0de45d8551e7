package dev.muster.loadtest.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.muster.loadtest.device.DevicePlatform;
import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.verdict.Judgement;

/** The end of a demo: a table, what happened, and the verdict with the first devices that differ. */
final class Report {
    private static final int SHOWN = 20;
    private static final String ROW = "%-22s %-9s %8s %11s %8s %7s %10s %9s";

    private final Scene scene;
    private final Outcome outcome;

    Report(Scene scene, Outcome outcome) {
        this.scene = scene;
        this.outcome = outcome;
    }

    /** One line of the table. */
    private record Line(String licence, DevicePlatform platform, int devices, int office365, int intune, int held,
            int installed, int removed) {}

    void show(Display display) {
        display.heading(
                "Devices by user licence and serving authority, with the profiles (iOS) or nodes they hold, read from the devices");
        display.note(String.format(Locale.ROOT, ROW, "user licence", "platform", "devices", "Office 365", "Intune",
                "held", "installed", "removed"));
        for (Line line : lines()) {
            display.note(String.format(Locale.ROOT, ROW, line.licence(), line.platform().wireName(), line.devices(),
                    line.office365(), line.intune(), line.held(), line.installed(), line.removed()));
        }
        display.note("installed, removed: how often these devices put a profile or node in or took one away since they"
                + " enrolled; held: what is left");
        display.heading("What happened");
        Switchover.Gated gated = outcome.gated();
        display.note("while the gate was closed: " + gated.refusals() + " check-ins of " + gated.phones()
                + " phones refused by the time all of them had been (some came more than once); taken in: "
                + gated.lateTakenIn() + "/" + gated.lateResults() + " results, "
                + gated.renewalsTakenIn() + "/" + gated.renewals()
                + " TokenUpdates; phones that got a command all the same: "
                + gated.commandsThrough());
        display.note(
                "wake-ups: " + outcome.pushes() + " accepted by the fake APNs, refused "
                        + counted(outcome.pushesRefused()));
        display.note("sessions: " + outcome.sessions().completed() + " completed with " + outcome.sessions().exchanges()
                + " exchanges; refused " + counted(outcome.sessions().refused())
                + " (phones come again until Intune's certificate is there); answers lost on purpose "
                + outcome.sessions().lost() + "; failed " + counted(outcome.sessions().failed()));
        display.note("latency of steady check-ins: " + words(outcome.steady()) + "; of all sessions: "
                + words(outcome.overall()));
        verdict(display);
    }

    /** Counts by what they count, as words. */
    static String counted(Map<String, Long> counts) {
        return counts.isEmpty() ? "none"
                : counts.entrySet().stream().sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getValue() + " x " + entry.getKey()).collect(Collectors.joining(", "));
    }

    private static String words(Measured.Latency latency) {
        return "p50 " + Display.millis(latency.p50()) + ", p99 " + Display.millis(latency.p99()) + " ("
                + latency.sessions()
                + " sessions)";
    }

    private void verdict(Display display) {
        display.heading("Verdict");
        if (!outcome.gatewayStopped().isEmpty()) {
            display.mark(false, outcome.gatewayStopped());
        }
        if (!outcome.gated().good()) {
            display.mark(false, "while the gate was closed something was not refused, or not taken in (R13)");
        }
        List<Judgement> wrong = outcome.judgements().stream().filter(judgement -> !judgement.good()).toList();
        wrong.stream().limit(SHOWN).forEach(judgement -> display.mark(false, judgement.device() + " (by the rules: "
                + judgement.service().map(service -> service.title()).orElse("nobody") + ") "
                + String.join("; ", judgement.faults())));
        if (wrong.size() > SHOWN) {
            display.note("and " + (wrong.size() - SHOWN) + " more");
        }
        int all = outcome.judgements().size();
        display.mark(outcome.good(), String.format(Locale.ROOT,
                "%d of %d devices ended where R5 to R8 say, by what they hold; %.0f s", all - wrong.size(), all,
                outcome.seconds()));
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (boolean licensed : new boolean[] {false, true}) {
            for (DevicePlatform platform : DevicePlatform.values()) {
                List<Person> group = scene.people().stream().filter(person -> person.hasIntuneLicence() == licensed
                        && person.device().platform() == platform).toList();
                if (!group.isEmpty()) {
                    lines.add(line(licensed ? "Office 365 E3 + EMS E3" : "Office 365 E3", platform, group));
                }
            }
        }
        return lines;
    }

    private Line line(String licence, DevicePlatform platform, List<Person> group) {
        Map<Whereabouts.Place, Integer> census = scene.whereabouts().census(group);
        int held = 0;
        int installed = 0;
        int removed = 0;
        for (Person person : group) {
            EmulatedDevice.Tally tally = person.device().tally();
            held += person.device().held().size();
            installed += tally.installed();
            removed += tally.removed();
        }
        return new Line(licence, platform, group.size(), census.getOrDefault(Whereabouts.Place.OFFICE365, 0),
                census.getOrDefault(Whereabouts.Place.INTUNE, 0), held, installed, removed);
    }

    /** Writes everything as JSON. */
    void write(Path file, DemoOptions options) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("good", outcome.good());
        all.put("devices", options.devices());
        all.put("seed", options.seed());
        all.put("seconds", outcome.seconds());
        all.put("table", lines());
        all.put("gated", outcome.gated());
        all.put("pushesAccepted", outcome.pushes());
        all.put("pushesRefused", outcome.pushesRefused());
        all.put("sessions", outcome.sessions());
        all.put("steadyLatencyMicros", outcome.steady());
        all.put("overallLatencyMicros", outcome.overall());
        all.put("gatewayStopped", outcome.gatewayStopped().isEmpty() ? "exit code 0" : outcome.gatewayStopped());
        all.put("differing", outcome.judgements().stream().filter(judgement -> !judgement.good())
                .map(judgement -> Map.of("device", judgement.device(), "faults", judgement.faults())).toList());
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
    }
}
