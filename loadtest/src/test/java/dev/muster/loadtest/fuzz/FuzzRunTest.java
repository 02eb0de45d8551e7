package dev.muster.loadtest.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.loadtest.fuzz.FuzzRun.FuzzTrouble;

class FuzzRunTest {
    @Test
    void saysWhatToDoWhereATargetIsNotBuilt(@TempDir Path home) {
        List<String> said = new ArrayList<>();
        FuzzRun run = new FuzzRun(
                new FuzzOptions(home, List.of(FuzzTarget.XML), 1, 1, Duration.ofMinutes(1)), said::add);
        FuzzTrouble trouble = assertThrows(FuzzTrouble.class, run::run);
        assertEquals("the fuzz target xml is not built: remove target/launcher-tests.stamp and start again with "
                + "./muster soak", trouble.getMessage());
        assertEquals(List.of(), said);
    }
}
