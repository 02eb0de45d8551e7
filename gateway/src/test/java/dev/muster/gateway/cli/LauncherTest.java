package dev.muster.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher {@code ./muster} in a tree that is built already, with a Java that only says what it was asked. */
@Timeout(60)
class LauncherTest {
    private final Path tree;
    private final Path java;

    LauncherTest(@TempDir Path directory) {
        this.tree = directory.resolve("tree");
        this.java = directory.resolve("jdk");
    }

    @BeforeEach
    void givenATreeThatIsBuilt() throws IOException {
        for (String module : List.of("gateway", "loadtest", "bench")) {
            Files.createDirectories(tree.resolve(module).resolve("src/main"));
            Files.createDirectories(tree.resolve(module).resolve("target"));
            Files.writeString(tree.resolve(module).resolve("pom.xml"), "");
            Files.writeString(tree.resolve(module).resolve("target/runtime-classpath"), "");
        }
        Files.writeString(tree.resolve("pom.xml"), "");
        Files.copy(Path.of(System.getProperty("muster.root", ".."), "muster"), tree.resolve("muster"));
        Files.createDirectories(tree.resolve("target"));
        Files.writeString(tree.resolve("target/launcher.stamp"), "");
        Files.createDirectories(java.resolve("bin"));
        Path program = Files.writeString(java.resolve("bin/java"), "#!/bin/sh\necho \"$*\"\n");
        assertTrue(program.toFile().setExecutable(true));
        release("25.0.1");
    }

    private void release(String version) throws IOException {
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private record Said(int code, String text) {}

    private Said muster(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", tree.resolve("muster").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("MUSTER_JAVA_HOME", java.toString());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return new Said(process.exitValue(), text);
    }

    @ParameterizedTest
    @CsvSource({"demo --devices 10,dev.muster.loadtest.LoadTestMain demo --devices 10",
            "soak,dev.muster.loadtest.LoadTestMain soak", "bench --quick,dev.muster.bench.BenchMain bench --quick",
            "help demo,dev.muster.loadtest.LoadTestMain demo --help",
            "help soak,dev.muster.loadtest.LoadTestMain soak --help",
            "help bench,dev.muster.bench.BenchMain bench --help",
            "help serve,dev.muster.gateway.cli.Main help serve",
            "token rotate,dev.muster.gateway.cli.Main token rotate",
            "loadtest,dev.muster.gateway.cli.Main loadtest"})
    void givesACommandToTheProgramThatHasIt(String arguments, String asked) throws Exception {
        Said said = muster(arguments.split(" ", -1));
        assertEquals(0, said.code(), said.text());
        assertTrue(said.text().endsWith(" " + asked), said.text());
    }

    @Test
    void saysInOneLineWhichJavaItFound() throws Exception {
        release("17.0.2");
        assertEquals(new Said(1, "muster: needs a JDK 25 or newer and found 17 (" + java
                + "). Install one, or set MUSTER_JAVA_HOME to its directory."), muster("serve"));
    }
}
