package dev.muster.gateway.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration, YAML. Without it every key has its default.")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "Directory of keys, certificates and the SQLite store. Default: ./muster-data")
    private @Nullable Path data;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CannotStart, InterruptedException {
        GatewayConfig read = config == null ? GatewayConfig.DEFAULTS : GatewayConfig.read(config);
        GatewayConfig effective = data == null ? read : read.withData(data);
        unpackLibrariesInto(Gateway.temporaryDirectory(effective));
        Gateway gateway = Gateway.start(effective);
        closeOnSignal(gateway);
        announce(gateway, spec.commandLine().getOut());
        new CountDownLatch(1).await(); // the signal ends the process
        return 0;
    }

    /** Native libraries leave no files outside the data directory, not even when the process is killed. */
    private static void unpackLibrariesInto(Path directory) {
        for (String property : List.of("io.netty.native.workdir", "org.sqlite.tmpdir")) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, directory.toString());
            }
        }
    }

    private static void announce(Gateway gateway, PrintWriter out) {
        out.println("check-in  " + gateway.checkInUrl());
        out.println("enrol     " + gateway.enrolUrl());
        gateway.proxyAddress().ifPresent(address -> out
                .println("proxies   " + address.getAddress().getHostAddress() + " port " + address.getPort()));
        out.println("admin     " + gateway.adminUrl());
        gateway.newAdministratorToken().ifPresent(
                token -> out.println("administrator token  " + token + "  (shown once; stored hashed)"));
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
