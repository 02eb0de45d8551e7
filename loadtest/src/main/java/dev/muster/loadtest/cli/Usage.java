package dev.muster.loadtest.cli;

import java.util.List;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns arguments that nobody understands into one line on stderr and exit code 2, as {@code muster serve} does. */
public final class Usage {
    private static final int USAGE = 2;

    private Usage() {}

    /** A command line that complains in one line. */
    public static CommandLine inOneLine(Object command) {
        return new CommandLine(command).setParameterExceptionHandler(Usage::complain);
    }

    private static int complain(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        String hint = "";
        if (problem instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            hint = suggestions.isEmpty() ? "" : " Did you mean " + suggestions.getFirst() + "?";
        }
        String message = String.valueOf(problem.getMessage()).replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
        command.getErr().println("muster: " + message + (message.endsWith(".") ? "" : ".") + hint + " Try: "
                + command.getCommandSpec().qualifiedName() + " --help");
        command.getErr().flush();
        return USAGE;
    }
}
