package dev.muster.gateway.independent;

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

/** {@code docs/first-steps.md} is a program: its shell blocks, pasted in order, bring a PC and a phone to their first command. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class FirstStepsTest {
    @Test
    void theCommandsOfTheFirstStepsDoWhatThePageSays(@TempDir Path directory) throws Exception {
        GatewayHome home = GatewayHome.make(Optional.of(directory), "steps", GatewayHome.Ports.free(new Random()), 9,
                new PushCertificateForge(new SecureRandom(), Clock.systemUTC().instant()).authority(), "");
        GatewayProcess gateway = Tool.start(home);
        try {
            String said = PageScript.run("first-steps.md", directory, gateway, home);
            assertTrue(said.contains("\"id\":\"contoso\"") && said.contains("\"udid\":\"pc-1\""), said);
            assertTrue(said.contains("<Cmd>SyncHdr</Cmd>") && said.contains("DeviceLock"),
                    "the PC is not sent its password rules: " + said);
            assertTrue(said.contains("InstallProfile"), "the phone is not sent its profile: " + said);
        } finally {
            gateway.stop(Duration.ofSeconds(30));
        }
    }
}
