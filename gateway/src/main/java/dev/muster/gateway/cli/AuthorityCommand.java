package dev.muster.gateway.cli;

import java.util.LinkedHashMap;
import java.util.List;
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

/** {@code muster authority}: a tenant's MDM authority (R1 to R3b), and what a change of it would do (R11). */
@Command(name = "authority", mixinStandardHelpOptions = true, versionProvider = Version.class, //
        header = "Shows, tries out and changes the MDM authority of a tenant.", synopsisSubcommandLabel = "COMMAND", //
        footerHeading = "%nExamples:%n", footer = {
                "  ./muster authority show contoso --token-file token",
                "  ./muster authority preflight contoso --to intune --token-file token",
                "  ./muster authority set contoso intune --acknowledge settingsLost --actions keep --token-file token",
                "",
                "docs/authority.md says what the findings mean. Exit codes: 0 done, 1 refused, 2 usage."})
final class AuthorityCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "show", mixinStandardHelpOptions = true, header = "Prints the tenant with its authority as JSON.")
    int show(@Mixin AdminAccess admin, @Parameters(paramLabel = "TENANT") String tenant) throws InterruptedException {
        return admin.refusing(spec.commandLine(), () -> {
            print(admin.call("GET", AdminAccess.tenantPath(spec.commandLine(), tenant)).toPrettyString());
            return 0;
        });
    }

    @Command(name = "preflight", mixinStandardHelpOptions = true, header = "Reports what a change would do; changes nothing.")
    int preflight(@Mixin AdminAccess admin, @Parameters(paramLabel = "TENANT") String tenant,
            @Option(names = "--to", paramLabel = "NAME", required = true, description = "intune, office365, coexistence or configurationManager.") String to,
            @Option(names = "--json", description = "The report as JSON, with the first hundred names of each kind.") boolean json)
            throws InterruptedException {
        return admin.refusing(spec.commandLine(), () -> {
            JsonNode report = admin.call("GET", AdminAccess.tenantPath(spec.commandLine(), tenant)
                    + "/authority/preflight?to=" + word("--to", to));
            print(json ? report.toPrettyString() : String.join(System.lineSeparator(), PreflightTable.of(report)));
            return 0;
        });
    }

    @Command(name = "set", mixinStandardHelpOptions = true, header = "Changes the authority; what a preflight finds open has to be acknowledged.")
    int set(@Mixin AdminAccess admin, @Parameters(paramLabel = "TENANT") String tenant,
            @Parameters(paramLabel = "AUTHORITY", description = "intune, office365, coexistence or configurationManager.") String authority,
            @Option(names = "--from", paramLabel = "NAME", description = "What it is now; another change in between is then a conflict.") @Nullable String from,
            @Option(names = "--acknowledge", paramLabel = "FINDING", split = ",", description = "Findings of the preflight that are accepted.") @Nullable List<String> acknowledge,
            @Option(names = "--actions", paramLabel = "keep|cancel", description = "What becomes of waiting locks and wipes (R25).") @Nullable String actions)
            throws InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("authority", authority);
        body.put("acknowledge", acknowledge == null ? List.of() : acknowledge);
        if (from != null) {
            body.put("from", from);
        }
        if (actions != null) {
            body.put("actions", actions);
        }
        return admin.refusing(spec.commandLine(), () -> {
            JsonNode changed = admin.call("PUT", AdminAccess.tenantPath(spec.commandLine(), tenant) + "/authority",
                    body);
            print(tenant + ": " + changed.path("authority").asText() + "; watch the devices with muster wave watch "
                    + tenant);
            return 0;
        });
    }

    private String word(String option, String given) {
        if (!given.matches("[A-Za-z0-9]{1,40}")) {
            throw new ParameterException(spec.commandLine(), option + " is the name of an authority such as intune");
        }
        return given;
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
