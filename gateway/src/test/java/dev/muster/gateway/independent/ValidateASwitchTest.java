package dev.muster.gateway.independent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.loadtest.target.GatewayHome;
import dev.muster.loadtest.target.GatewayProcess;

/** R16: {@code docs/validate-a-switch.md} does what it says. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class ValidateASwitchTest {
    @Test
    void theScriptValidatesASwitchFromOffice365ToIntune_R16(@TempDir Path directory) throws Exception {
        GatewayHome home = GatewayHome.make(Optional.of(directory), "switch", GatewayHome.Ports.free(new Random()), 9,
                new PushCertificateForge(new SecureRandom(), Clock.systemUTC().instant()).authority(), "");
        GatewayProcess gateway = Tool.start(home);
        try {
            String said = PageScript.run("validate-a-switch.md", directory, gateway, home);
            assertTrue(said.strip().endsWith("the switch is valid"), said);
            assertTrue(said.contains("the phone is told: DeviceLock"), said);
            assertEquals(13, said.split("as expected: ", -1).length - 1, said);
        } finally {
            gateway.stop(Duration.ofSeconds(30));
        }
    }
}
