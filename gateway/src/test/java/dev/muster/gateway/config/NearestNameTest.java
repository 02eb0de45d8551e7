package dev.muster.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class NearestNameTest {
    @ParameterizedTest
    @CsvSource({"port,port,0", "prot,port,2", "PORT,port,4", "pot,port,2", "porrt,port,2", "pirt,port,2", "'',port,8"})
    void weighsEdits(String written, String known, int distance) {
        assertEquals(distance, NearestName.distance(written, known));
    }

    @Test
    void picksTheFirstInOrderOfEquallyNear() {
        assertEquals(Optional.of("bat"), NearestName.to("xat", List.of("cat", "bat")));
        assertEquals(Optional.empty(), NearestName.to("xat", List.of()));
    }

    @Test
    void boundsItsWorkOnLongNames() {
        assertEquals(Optional.of("port"), NearestName.to("x".repeat(1_000_000), List.of("port")));
    }
}
