package dev.muster.gateway.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Commands that other modules of the same source tree bring: named here for the help alone. The launcher {@code ./muster} runs
 * them; whoever gets here has started the gateway's own program.
 */
abstract class Elsewhere implements Callable<Integer> {
    @Parameters(hidden = true, arity = "0..*")
    private java.util.List<String> rest = java.util.List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "the command " + spec.name()
                + " is run by the launcher: ./muster " + spec.name() + (rest.isEmpty() ? "" : " ..."));
    }

    @Command(name = "demo", header = "Shows a gateway doing its main job, with 1,000 emulated devices.")
    static final class Demo extends Elsewhere {}

    @Command(name = "soak", header = "Kills a gateway again and again under load, and writes a report.")
    static final class Soak extends Elsewhere {}

    @Command(name = "bench", header = "Measures the parts of a check-in.")
    static final class Bench extends Elsewhere {}
}
