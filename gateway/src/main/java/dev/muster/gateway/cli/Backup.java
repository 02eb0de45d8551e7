package dev.muster.gateway.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.muster.gateway.CannotStart;
import dev.muster.gateway.StoreBackup;
import dev.muster.gateway.config.GatewayConfig;

/** {@code muster backup}: copies the store while the gateway serves. */
@Command(name = "backup", mixinStandardHelpOptions = true, versionProvider = Version.class, //
        header = "Copies the SQLite store into one file while the gateway serves.", //
        description = "%nThe copy is of one moment, checked, and for its owner only. Its secrets are sealed with muster.key: keep"
                + " muster.key and ca/ as well, in another place. A store on PostgreSQL is backed up with its own tools.%n", //
        footerHeading = "%nExamples:%n", footer = {"  ./muster backup --data ./data /backup/muster-2026-11-21.db",
                "  ./muster backup --config muster.yaml store.db", "",
                "docs/operations.md says how to restore. Exit codes: 0 copied, 1 could not be copied, 2 usage or"
                        + " configuration."})
final class Backup implements Callable<Integer> {
    @Mixin
    private Where where = new Where();
    @Parameters(paramLabel = "FILE", description = "The copy; nothing may be there.")
    private Path file = Path.of("");
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CannotStart {
        GatewayConfig effective = where.config(spec.commandLine());
        where.unpackLibraries(effective);
        long bytes = StoreBackup.run(effective, file);
        PrintWriter out = spec.commandLine().getOut();
        out.println("backup    " + file + ", " + bytes + " bytes; keep " + effective.data().resolve("muster.key")
                + " and " + effective.data().resolve("ca") + " as well");
        out.flush();
        return 0;
    }
}
