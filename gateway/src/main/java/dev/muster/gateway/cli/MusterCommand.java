package dev.muster.gateway.cli;

import java.io.PrintWriter;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command line {@code muster}. A new command is a class with {@code @Command} named in {@code subcommands}. Exit codes: 0
 * done, 1 it did not work, 2 it was asked for wrongly (usage or configuration). An expected error is one line on stderr.
 */
@Command(name = "muster", subcommands = {Serve.class, Token.class, Backup.class, Restore.class, AuthorityCommand.class,
        DevicesCommand.class, WaveCommand.class, ApnsCommand.class, CaCommand.class, Elsewhere.Demo.class,
        Elsewhere.Soak.class,
        Elsewhere.Bench.class,
        CommandLine.HelpCommand.class}, versionProvider = Version.class, mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", //
        description = "A device check-in gateway: Apple MDM and OMA-DM over mutual TLS, each device served by the authority that"
                + " manages its user at that moment.", //
        footerHeading = "%nExamples:%n", footer = {
                "  ./muster demo                          see it work with 1,000 emulated devices",
                "  ./muster serve --data ./data           run a gateway; everything it keeps is in ./data",
                "  ./muster serve --config muster.yaml    run it with other ports, or on PostgreSQL",
                "  ./muster token rotate --data ./data    another administrator's token, if it was lost",
                "  ./muster apns csr contoso --token-file token --out request.csr    a request for a push certificate",
                "  ./muster authority preflight contoso --to intune --token-file token    what a change would do",
                "  ./muster backup --data ./data FILE     copy the store while the gateway runs",
                "  ./muster bench                         measure it", "",
                "docs/first-steps.md enrols a first device with openssl and curl."})
final class MusterCommand implements Runnable {
    private static final int WIDTH = 110;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command that the arguments name and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new MusterCommand());
        line.setOut(out).setErr(err).setUsageHelpWidth(WIDTH);
        line.setParameterExceptionHandler(Problems::usage);
        line.setExecutionExceptionHandler(Problems::execution);
        return line.execute(arguments);
    }

    /** Without a command: what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
