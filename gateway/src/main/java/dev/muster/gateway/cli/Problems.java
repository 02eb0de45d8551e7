package dev.muster.gateway.cli;

import java.util.List;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import dev.muster.gateway.CannotStart;
import dev.muster.gateway.config.ConfigurationProblem;
import dev.muster.gateway.model.OneLine;

/** Turns what went wrong into one line on stderr and an exit code; only a defect of our own shows its stack. */
final class Problems {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Problems() {}

    /** Arguments that nobody understands. */
    static int usage(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        String hint = "";
        if (problem instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            hint = suggestions.isEmpty() ? "" : " Did you mean " + suggestions.getFirst() + "?";
        }
        String message = String.valueOf(problem.getMessage());
        return say(command, message + (message.endsWith(".") ? "" : ".") + hint + " Try: "
                + command.getCommandSpec().qualifiedName() + " --help", USAGE);
    }

    /** A command that did not work. */
    static int execution(Exception problem, CommandLine command, ParseResult parsed) {
        if (problem instanceof ConfigurationProblem) {
            return say(command, String.valueOf(problem.getMessage()), USAGE);
        }
        if (problem instanceof CannotStart cannot) {
            return say(command, String.valueOf(cannot.getMessage()), cannot.isConfiguration() ? USAGE : FAILED);
        }
        say(command, "a defect of the program, please report it: " + problem, FAILED);
        problem.printStackTrace(command.getErr());
        return FAILED;
    }

    private static int say(CommandLine command, String line, int code) {
        command.getErr().println("muster: " + OneLine.of(line));
        command.getErr().flush();
        return code;
    }
}
