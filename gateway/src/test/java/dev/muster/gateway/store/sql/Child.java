package dev.muster.gateway.store.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Other processes of a test: what is said of processes is shown with processes. */
final class Child {
    private Child() {}

    static Process java(Class<?> main, String... arguments) throws IOException {
        return java(List.of(), main, arguments);
    }

    /** A JVM of this version with this class path, started through the programs in front. */
    static Process java(List<String> front, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(front);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** The first line it prints that is no log line; empty if it ends without one. */
    static String firstLine(Process process) throws IOException {
        BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("> ")) {
                return line.substring(2);
            }
        }
        return "";
    }

    /** A program on the path. */
    static Optional<Path> program(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(directory -> Path.of(directory, name)).filter(Files::isExecutable).findFirst();
    }
}
