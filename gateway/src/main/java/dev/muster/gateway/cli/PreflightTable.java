package dev.muster.gateway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

/** A preflight report for people: one line a finding, what is open marked, names after it. */
final class PreflightTable {
    private static final int NAMES = 5;

    private final JsonNode report;
    private final List<String> open = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private PreflightTable(JsonNode shown) {
        this.report = shown.path("report");
        shown.path("open").forEach(finding -> open.add(finding.asText()));
        lines.add(shown.path("from").asText() + " -> " + shown.path("to").asText());
        lines.add("");
    }

    static List<String> of(JsonNode shown) {
        PreflightTable table = new PreflightTable(shown);
        table.counts();
        table.losses();
        table.pushes();
        table.actions();
        table.end();
        return table.lines;
    }

    private void counts() {
        row("", "devices enrolled", report.path("devices").asLong(), "");
        sample("", "devices that would switch", "switching");
        sample("", "users of those", "switchingUsers");
        sample("", "devices without a user, which stay (R8)", "userless");
        sample("strandedDevices", "of them stranded", "stranded");
        sample("", "users without a plan for it (R26)", "usersWithoutPlan");
        sample("usersLosingPlan", "of them served with a plan now", "usersLosingPlan");
    }

    private void sample(String finding, String words, String field) {
        JsonNode sample = report.path(field);
        row(finding.equals("usersLosingPlan") ? "usersWithoutPlan" : finding, words, sample.path("count").asLong(),
                names(sample));
    }

    private void losses() {
        for (JsonNode loss : report.path("lost")) {
            row("settingsLost", "lose \"" + loss.path("setting").asText() + "\" of "
                    + loss.path("authority").asText(), loss.path("devices").path("count").asLong(),
                    names(loss.path("devices")));
        }
    }

    private void pushes() {
        for (JsonNode gap : report.path("push")) {
            row("pushCertificate", "push certificate of " + gap.path("authority").asText() + " "
                    + gap.path("reason").asText() + " (R13)", gap.path("devices").asLong(), "");
        }
    }

    private void actions() {
        report.path("actions").properties().forEach(action -> {
            boolean choice = action.getValue().path("needsChoice").asBoolean();
            row(choice ? "" : "actionsCancelled",
                    action.getKey() + (choice ? " waiting: choose --actions keep or cancel" : " waiting, cancelled"),
                    action.getValue().path("waiting").asLong(), "");
            row("", action.getKey() + " sent, keep waiting for their result", action.getValue().path("sent").asLong(),
                    "");
        });
    }

    private void end() {
        lines.add("");
        report.path("notices").forEach(notice -> lines.add("- " + notice.asText()));
        lines.add(open.isEmpty() ? "Nothing is open."
                : "Open; settle it, or --acknowledge " + String.join(",", open));
    }

    private void row(String finding, String words, long count, String names) {
        boolean isOpen = !finding.isEmpty() && open.contains(finding) && count > 0;
        lines.add(String.format(Locale.ROOT, "%s %8d  %-50s %s", isOpen ? "!" : " ", count, words, names)
                .stripTrailing());
    }

    private static String names(JsonNode sample) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : sample.path("first")) {
            if (names.size() == NAMES) {
                names.add("...");
                break;
            }
            names.add(name.asText());
        }
        return String.join(" ", names);
    }
}
