package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.config.Limits;

class OpenFilesTest {
    @ParameterizedTest
    @ValueSource(ints = {800, 1024, 4096, 20_000})
    void connectionsNeverTakeTheFilesThatEverythingElseNeeds(int allowed) {
        Limits.Connections fitting = OpenFiles.fitting(Limits.DEFAULTS, allowed).connections();
        assertTrue(fitting.checkIn() + fitting.enrol() <= Math.max(32, allowed - OpenFiles.RESERVED),
                fitting.toString());
        assertTrue(fitting.checkIn() > fitting.enrol() && fitting.enrol() >= 4, fitting.toString());
        assertEquals(Limits.DEFAULTS.connections().handshakes(), fitting.handshakes());
    }

    @Test
    void boundsThatFitStayAsTheyAre() {
        assertSame(Limits.DEFAULTS, OpenFiles.fitting(Limits.DEFAULTS, 1 << 20));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void linuxSaysHowManyFilesThisProcessMayOpen() {
        assertTrue(OpenFiles.allowed().orElseThrow() >= 64);
    }
}
