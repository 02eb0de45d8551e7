package dev.muster.gateway.cli;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster devices}: who serves a device and why, which are stranded, and moving those without a user (R8). */
@Command(name = "devices", mixinStandardHelpOptions = true, versionProvider = Version.class, //
        header = "Explains who serves a device; lists and moves devices.", synopsisSubcommandLabel = "COMMAND", //
        footerHeading = "%nExamples:%n", footer = {
                "  ./muster devices explain contoso 6f1c... --token-file token",
                "  ./muster devices list contoso --is stranded --token-file token",
                "  ./muster devices place contoso --to intune --is stranded --dry-run --token-file token", "",
                "docs/authority.md says what the words mean. Exit codes: 0 done, 1 refused, 2 usage."})
final class DevicesCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "explain", mixinStandardHelpOptions = true, header = "Says which rule, which licence and which moment led to a device's authority.")
    int explain(@Mixin AdminAccess admin, @Parameters(paramLabel = "TENANT") String tenant,
            @Parameters(paramLabel = "DEVICE", description = "Id of the device, a UUID.") String device,
            @Option(names = "--json", description = "As JSON.") boolean json) throws InterruptedException {
        return admin.refusing(spec.commandLine(), () -> {
            JsonNode explained = admin.call("GET", AdminAccess.tenantPath(spec.commandLine(), tenant) + "/devices/"
                    + word("DEVICE", device) + "/explanation");
            if (json) {
                print(explained.toPrettyString());
                return 0;
            }
            JsonNode authority = explained.path("authority");
            print(device + ": " + (authority.path("serving").isTextual()
                    ? "served by " + authority.path("serving").asText()
                    : authority.path("stranded").isTextual() ? "stranded under " + authority.path("stranded").asText()
                            : "served by nobody")
                    + " since " + explained.path("since").asText());
            explained.path("explanation").forEach(sentence -> print("  " + sentence.asText()));
            if (explained.path("gated").asBoolean()) {
                print("  Its check-ins wait for a push certificate of that authority (R13).");
            }
            JsonNode interim = explained.path("interim");
            if (interim.isObject()) {
                print("  It still holds settings of the authority before; they are " + interim.path("state").asText()
                        + " (until " + interim.path("until").asText() + ", R12).");
            }
            return 0;
        });
    }

    @Command(name = "list", mixinStandardHelpOptions = true, header = "Lists devices by how they stand, one a line.")
    int list(@Mixin AdminAccess admin, @Parameters(paramLabel = "TENANT") String tenant,
            @Option(names = "--is", paramLabel = "TRAIT", description = "userless, stranded, switching, interim, lapsed, compliant, noncompliant, inGrace or unknown. Default: all") @Nullable String is)
            throws InterruptedException {
        return admin.refusing(spec.commandLine(), () -> {
            String path = AdminAccess.tenantPath(spec.commandLine(), tenant) + "/standing?limit=1000"
                    + (is == null ? "" : "&is=" + word("--is", is));
            String after = "";
            do {
                JsonNode page = admin.call("GET", path + after);
                page.path("devices").forEach(row -> print(line(row)));
                after = page.path("next").isTextual() ? "&after=" + page.path("next").asText() : "";
            } while (!after.isEmpty());
            return 0;
        });
    }

    private static String line(JsonNode row) {
        StringBuilder line = new StringBuilder(row.path("id").asText()).append(' ')
                .append(row.path("platform").asText()).append(' ');
        JsonNode authority = row.path("authority");
        line.append(authority.path("serving").asText(authority.path("stranded").asText("-")));
        row.path("traits").forEach(trait -> line.append(' ').append(trait.asText()));
        row.path("compliance").path("reasons").forEach(reason -> line.append("; ").append(reason.asText()));
        return line.toString();
    }

    @Command(name = "place", mixinStandardHelpOptions = true, header = "Moves devices without a user under another authority (R8).")
    int place(@Mixin AdminAccess admin, @Parameters(paramLabel = "TENANT") String tenant,
            @Option(names = "--to", paramLabel = "NAME", required = true, description = "The authority that shall serve them.") String to,
            @Option(names = "--is", paramLabel = "TRAIT", description = "Only those, for example stranded.") @Nullable String is,
            @Option(names = "--under", paramLabel = "NAME", description = "Only those under this authority now.") @Nullable String under,
            @Option(names = "--platform", paramLabel = "NAME", description = "Only this platform.") @Nullable String platform,
            @Option(names = "--dry-run", description = "Only count them.") boolean dryRun) throws InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("authority", to);
        body.put("dryRun", dryRun);
        put(body, "is", is);
        put(body, "under", under);
        put(body, "platform", platform);
        return admin.refusing(spec.commandLine(), () -> {
            String path = AdminAccess.tenantPath(spec.commandLine(), tenant) + "/placements";
            long moved = 0;
            boolean more;
            do {
                JsonNode answer = admin.call("POST", path, body);
                moved += answer.path("moved").asLong();
                more = answer.path("next").isTextual();
                put(body, "after", answer.path("next").textValue());
            } while (more);
            print(moved + (dryRun ? " would move" : " moved"));
            return 0;
        });
    }

    private static void put(Map<String, Object> body, String field, @Nullable String value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    private String word(String what, String given) {
        if (!given.matches("[A-Za-z0-9-]{1,40}")) {
            throw new ParameterException(spec.commandLine(), what + " has letters, digits and hyphens only");
        }
        return given;
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
