package dev.muster.gateway.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import dev.muster.gateway.CannotStart;
import dev.muster.gateway.Gateway;
import dev.muster.gateway.config.GatewayConfig;

/** {@code muster serve}: runs a gateway until SIGTERM or Ctrl-C, then drains and exits 0. */
@Command(name = "serve", mixinStandardHelpOptions = true, versionProvider = Version.class, //
        header = "Runs a gateway until Ctrl-C or SIGTERM.", //
        description = "%nThe first start makes the data directory, a device CA, a server certificate, the store and an administrator"
                + " token, which is printed once; later starts use them again. Ctrl-C or SIGTERM lets running requests be"
                + " answered, then exits 0.%n", //
        footerHeading = "%nExamples:%n", footer = {
                "  ./muster serve                                       keeps everything in ./muster-data",
                "  ./muster serve --data /var/lib/muster",
                "  ./muster serve --config muster.yaml --data ./data    --data wins over the file", "",
                "A muster.yaml with every kind of key:",
                "  host: gateway.example                         name in the server certificate", "  listeners:",
                "    checkIn: {address: 0.0.0.0, port: 8443}     port 0 takes a free one",
                "    admin: {port: 8080}                         always on loopback", "  store:",
                "    url: jdbc:postgresql://db.example/muster    left out: SQLite in the data directory",
                "    user: muster", "    password: secret", "  limits:", "    timeouts: {idle: 60s}", "",
                "docs/configuration.md lists every key. Exit codes: 0 stopped, 1 could not run, 2 usage or configuration."})
final class Serve implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

    @Mixin
    private Where where = new Where();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CannotStart, InterruptedException {
        GatewayConfig effective = where.config(spec.commandLine());
        where.unpackLibraries(effective);
        Gateway gateway = Gateway.start(effective);
        closeOnSignal(gateway);
        announce(gateway, effective, spec.commandLine().getOut());
        new CountDownLatch(1).await(); // the signal ends the process
        return 0;
    }

    private static void announce(Gateway gateway, GatewayConfig config, PrintWriter out) {
        out.println("check-in  " + gateway.checkInUrl());
        out.println("enrol     " + gateway.enrolUrl());
        gateway.proxyAddress().ifPresent(address -> out
                .println("proxies   " + address.getAddress().getHostAddress() + " port " + address.getPort()));
        gateway.connectorUrl().ifPresent(url -> out.println("connector " + url));
        out.println("admin     " + gateway.adminUrl());
        gateway.newAdministratorToken().ifPresentOrElse(
                token -> out.println("administrator token  " + token + "  (shown once; stored hashed)"),
                () -> out.println("token     the one of the first start; lost? muster token rotate --data "
                        + config.data()));
        out.println("ready");
        out.flush();
    }

    /** A JVM that ends by a signal exits 143; a gateway that was told to stop and did exits 0. So the hook ends the process. */
    private static void closeOnSignal(Gateway gateway) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            int code = 0;
            try {
                gateway.close();
            } catch (RuntimeException defect) {
                LOG.error("stopping went wrong", defect);
                code = 1;
            }
            Runtime.getRuntime().halt(code);
        }));
    }
}
