package dev.muster.bench.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keeps files and methods short enough to be read. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SourceShapeTest {
    /** No file is longer than this many lines, in any language we write. */
    private static final int LONGEST_FILE = 500;
    /** No method is longer than this many lines: a screen. */
    private static final int LONGEST_METHOD = 60;
    private static final Path ROOT = Path.of(System.getProperty("muster.root", ".."));

    @Test
    void noFileIsLongerThanFiveHundredLines() throws IOException {
        List<String> tooLong = new ArrayList<>();
        List<Path> sources = sources(".java", ".sql", ".sh", ".js", ".css", ".html");
        assertTrue(sources.size() > 100, "found only " + sources.size() + " files below " + ROOT.toAbsolutePath());
        for (Path source : sources) {
            long lines;
            try (Stream<String> read = Files.lines(source)) {
                lines = read.count();
            }
            if (lines > LONGEST_FILE) {
                tooLong.add(ROOT.relativize(source) + " has " + lines + " lines");
            }
        }
        assertEquals(List.of(), tooLong,
                "files above " + LONGEST_FILE + " lines. Cure: the file holds two concerns; give each its own.");
    }

    @Test
    void everyMethodFitsAScreen() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> tooLong = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
                    files.getJavaFileObjectsFromPaths(sources(".java")));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new LongMethods(positions, tooLong).scan(unit, null);
            }
        }
        assertEquals(List.of(), tooLong,
                "methods above " + LONGEST_METHOD + " lines. Cure: name the steps and make each a method.");
    }

    private static List<Path> sources(String... endings) throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(Files::isRegularFile).filter(SourceShapeTest::isOurs)
                    .filter(path -> Stream.of(endings).anyMatch(path.toString()::endsWith)).sorted().toList();
        }
    }

    private static boolean isOurs(Path path) {
        String relative = "/" + ROOT.relativize(path) + "/";
        return relative.contains("/src/") && !relative.contains("/target/") && !relative.contains("/vectors/");
    }

    /** Collects methods that do not fit a screen. */
    private static final class LongMethods extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final SourcePositions positions;
        private final List<String> found;

        LongMethods(SourcePositions positions, List<String> found) {
            this.positions = positions;
            this.found = found;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            if (method.getBody() != null) {
                LineMap lines = unit.getLineMap();
                long from = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
                long to = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
                if (to - from + 1 > LONGEST_METHOD) {
                    found.add(unit.getSourceFile().getName() + ":" + from + " " + method.getName() + " has "
                            + (to - from + 1) + " lines");
                }
            }
            return super.visitMethod(method, unused);
        }
    }
}
