package dev.muster.gateway.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

import org.slf4j.bridge.SLF4JBridgeHandler;

/** The program {@code muster}; everything else is in {@link MusterCommand} and the commands below it. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install(); // Helidon logs through java.util.logging
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(MusterCommand.run(out, err, arguments));
    }
}
