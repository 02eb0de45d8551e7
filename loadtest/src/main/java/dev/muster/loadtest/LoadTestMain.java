package dev.muster.loadtest;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

import dev.muster.loadtest.cli.Usage;
import dev.muster.loadtest.cli.Version;
import dev.muster.loadtest.crash.SoakCommand;
import dev.muster.loadtest.demo.DemoCommand;

/** Entry point of {@code muster demo} and {@code muster soak}. */
@Command(name = "muster", mixinStandardHelpOptions = true, versionProvider = Version.class, subcommands = {
        DemoCommand.class,
        SoakCommand.class}, synopsisSubcommandLabel = "demo | soak", description = "Emulated devices against a gateway.")
public final class LoadTestMain {
    private LoadTestMain() {}

    /** Runs a subcommand and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // The fakes' libraries log to standard output, where the display draws: only what is broken may do so.
        ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
        if (loggers instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
        }
        System.exit(Usage.inOneLine(new LoadTestMain()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
    }
}
