package dev.muster.gateway.independent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
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

/** {@code docs/enrolment-apple.md} is a program: curl and openssl alone enrol a phone by a link and another in Setup Assistant. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class AppleEnrolmentPageTest {
    @Test
    void curlAndOpensslEnrolByALinkAndInSetupAssistantAndCheckIn(@TempDir Path directory) throws Exception {
        String page = Files.readString(Path.of(System.getProperty("muster.root", ".."), "docs", "enrolment-apple.md"));
        String maker = page.lines().map(String::strip).filter(line -> line.startsWith("openssl req -x509")
                && line.contains("maker.pem")).findFirst().orElseThrow();
        Tool.done(directory, "bash", "-c", maker);
        GatewayHome home = GatewayHome.make(Optional.of(directory), "orchard", GatewayHome.Ports.free(new Random()), 9,
                new PushCertificateForge(new SecureRandom(), Clock.systemUTC().instant()).authority(),
                "apple: {enrolment: {makersFile: " + directory.resolve("maker.pem") + "}}\n");
        GatewayProcess gateway = Tool.start(home);
        try {
            String said = PageScript.run("enrolment-apple.md", directory, gateway, home);
            assertTrue(said.contains("POSTPKIOperation") && !said.contains("SHA-1\n"), said);
            assertTrue(said.contains("DeviceConfigured"), "Setup Assistant waits: " + said);
            assertTrue(said.contains("\"udid\":\"PHONE-1\"") && said.contains("\"serial\":\"C02ORCHARD1\""), said);
            assertEquals(2, said.split("\"state\":\"enrolled\"", -1).length - 1, said);
        } finally {
            gateway.stop(Duration.ofSeconds(30));
        }
    }
}
