package dev.muster.gateway;

import java.nio.file.Path;
import java.util.List;

/** How tests start a gateway as a process of its own, from the classes they run with. */
public final class GatewayCommand {
    private GatewayCommand() {}

    /** Program and leading arguments; it understands {@code serve --config FILE}. */
    public static List<String> ofTests() {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                System.getProperty("java.class.path"), "dev.muster.gateway.cli.Main");
    }
}
