package dev.muster.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
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
import org.junit.jupiter.params.provider.ValueSource;

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
        Files.writeString(tree.resolve("target/launcher-tests.stamp"), "");
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
        builder.environment().merge("PATH", tree.resolve("tools").toString(),
                (path, tools) -> tools + File.pathSeparator + path);
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

    /** A Maven that writes down what it was asked. */
    private Path givenMaven(int code) throws IOException {
        Path asked = tree.resolve("asked");
        Path program = Files.writeString(Files.createDirectories(tree.resolve("tools")).resolve("mvn"),
                "#!/bin/sh\necho \"$*\" >>" + asked + "\necho '[ERROR] no such module'\nexit " + code + "\n");
        assertTrue(program.toFile().setExecutable(true));
        return asked;
    }

    @Test
    void buildsTheFuzzTargetsBeforeTheSoakStarts() throws Exception {
        Path asked = givenMaven(0);
        Files.delete(tree.resolve("target/launcher-tests.stamp"));
        Said said = muster("soak", "--only", "fuzz");
        assertEquals(0, said.code(), said.text());
        assertTrue(said.text().endsWith(" dev.muster.loadtest.LoadTestMain soak --only fuzz"), said.text());
        assertEquals(List.of("-B -ntp package -pl gateway -am -DskipTests -Dspotless.check.skip=true "
                + "-Denforcer.skip=true"), Files.readAllLines(asked));
        muster("soak");
        assertEquals(1, Files.readAllLines(asked).size(), "built again though nothing changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soak --only crash", "soak --kills 3 --only=CRASH", "soak --help", "demo"})
    void buildsNoFuzzTargetsWhereNothingIsFuzzed(String arguments) throws Exception {
        Path asked = givenMaven(0);
        Files.delete(tree.resolve("target/launcher-tests.stamp"));
        assertEquals(0, muster(arguments.split(" ", -1)).code());
        assertFalse(Files.exists(asked));
    }

    @Test
    void startsNoSoakWhoseFuzzTargetsCannotBeBuilt() throws Exception {
        givenMaven(1);
        Files.delete(tree.resolve("target/launcher-tests.stamp"));
        Said said = muster("soak");
        assertEquals(1, said.code());
        assertTrue(said.text().endsWith("[ERROR] no such module\nmuster: the build failed; all of it is in "
                + tree.resolve("target/launcher-build.log")), said.text());
        assertFalse(Files.exists(tree.resolve("target/launcher-tests.stamp")));
    }

    @Test
    void saysInOneLineWhichJavaItFound() throws Exception {
        release("17.0.2");
        assertEquals(new Said(1, "muster: needs a JDK 25 or newer and found 17 (" + java
                + "). Install one, or set MUSTER_JAVA_HOME to its directory."), muster("serve"));
    }
}
