package dev.muster.gateway.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import dev.muster.gateway.CannotStart;
import dev.muster.gateway.TokenRotation;
import dev.muster.gateway.config.GatewayConfig;

/** {@code muster token}: the administrator's token, for whoever may read the data directory. */
@Command(name = "token", mixinStandardHelpOptions = true, versionProvider = Version.class, subcommands = Token.Rotate.class, //
        header = "Replaces the administrator's token.", synopsisSubcommandLabel = "rotate")
final class Token implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Without a subcommand: what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@code muster token rotate}. */
    @Command(name = "rotate", mixinStandardHelpOptions = true, versionProvider = Version.class, //
            header = "Makes another administrator's token and prints it, once; the one before is refused from then on.", //
            description = "%nFor a token that was lost, or that somebody else has seen. A gateway on SQLite has to be stopped first;"
                    + " gateways that run on PostgreSQL take the new token within a second.%n", //
            footerHeading = "%nExamples:%n", footer = {"  ./muster token rotate --data ./data",
                    "  ./muster token rotate --config muster.yaml", "",
                    "Exit codes: 0 replaced, 1 could not be replaced, 2 usage or configuration."})
    static final class Rotate implements Callable<Integer> {
        @Mixin
        private Where where = new Where();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws CannotStart {
            GatewayConfig effective = where.config(spec.commandLine());
            where.unpackLibraries(effective);
            String token = TokenRotation.run(effective);
            PrintWriter out = spec.commandLine().getOut();
            out.println("administrator token  " + token + "  (shown once; stored hashed; the one before is refused)");
            out.flush();
            return 0;
        }
    }
}
