package dev.muster.gateway.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.muster.gateway.CannotStart;
import dev.muster.gateway.StoreRestore;
import dev.muster.gateway.config.GatewayConfig;

/** {@code muster restore}: puts a backup in the place of the store, or marks one that other tools restored. */
@Command(name = "restore", mixinStandardHelpOptions = true, versionProvider = Version.class, //
        header = "Puts a backup in the place of the store; wipes and restarts wait for an administrator afterwards.", //
        description = "%nThe gateways are stopped first; muster.key and ca/ are in the data directory. What was there is kept under"
                + " another name. Actions that may have been done since the backup are on hold until they are released, devices"
                + " are asked what they hold before anything is removed, and invitations that wait end. Without FILE: the store"
                + " was restored with other tools (PostgreSQL) and is only told so.%n", //
        footerHeading = "%nExamples:%n", footer = {"  ./muster restore --data ./data /backup/muster-2026-11-21.db",
                "  ./muster restore --config muster.yaml               after pg_restore", "",
                "docs/operations.md says what to do afterwards. Exit codes: 0 restored, 1 could not be restored, 2 usage or"
                        + " configuration."})
final class Restore implements Callable<Integer> {
    @Mixin
    private Where where = new Where();
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "A file of muster backup.")
    private @Nullable Path file;
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CannotStart {
        GatewayConfig effective = where.config(spec.commandLine());
        where.unpackLibraries(effective);
        StoreRestore.Done done = StoreRestore.run(effective, Optional.ofNullable(file));
        PrintWriter out = spec.commandLine().getOut();
        done.former().ifPresent(former -> out.println("former    " + former));
        out.println("restored  " + done.marked().devices() + " devices are asked what they hold first, "
                + done.marked().heldActions() + " actions are on hold, " + done.marked().tokens()
                + " invitations ended");
        out.flush();
        return 0;
    }
}
