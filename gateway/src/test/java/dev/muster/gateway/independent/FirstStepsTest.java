package dev.muster.gateway.independent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.loadtest.target.GatewayHome;
import dev.muster.loadtest.target.GatewayProcess;

/** {@code docs/first-steps.md} is a program: its shell blocks, pasted in order, bring a PC and a phone to their first command. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class FirstStepsTest {
    private static final Pattern BLOCK = Pattern.compile("^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void theCommandsOfTheFirstStepsDoWhatThePageSays(@TempDir Path directory) throws Exception {
        GatewayHome home = GatewayHome.make(Optional.of(directory), "steps", GatewayHome.Ports.free(new Random()), 9,
                new PushCertificateForge(new SecureRandom(), Clock.systemUTC().instant()).authority(), "");
        GatewayProcess gateway = Tool.start(home);
        try {
            Path page = Path.of(System.getProperty("muster.root", ".."), "docs", "first-steps.md");
            Files.writeString(directory.resolve("steps.sh"), script(Files.readString(page), gateway, home));
            String said = Tool.done(directory, "bash", "steps.sh");
            assertTrue(said.contains("\"id\":\"contoso\"") && said.contains("\"udid\":\"pc-1\""), said);
            assertTrue(said.contains("<Cmd>SyncHdr</Cmd>") && said.contains("DeviceLock"),
                    "the PC is not sent its password rules: " + said);
            assertTrue(said.contains("InstallProfile"), "the phone is not sent its profile: " + said);
        } finally {
            gateway.stop(Duration.ofSeconds(30));
        }
    }

    /** The page's blocks in order, with this gateway's ports, token and root certificate in place of the defaults. */
    private static String script(String page, GatewayProcess gateway, GatewayHome home) {
        String blocks = BLOCK.matcher(page).results().map(block -> block.group(1)).collect(Collectors.joining("\n"));
        List<String[]> here = List.of(new String[] {"http://127.0.0.1:8080", gateway.admin().toString()},
                new String[] {"https://localhost:8444", gateway.enrol().toString()},
                new String[] {"https://localhost:8443", gateway.checkIn().toString()},
                new String[] {"the token of the first start", gateway.token()},
                new String[] {"data/ca/root.pem", home.rootCertificate().toString()});
        String script = "set -eu -o pipefail\n" + blocks;
        for (String[] change : here) {
            assertTrue(script.contains(change[0]), "the page no longer says " + change[0]);
            script = script.replace(change[0], change[1]);
        }
        return script;
    }
}
