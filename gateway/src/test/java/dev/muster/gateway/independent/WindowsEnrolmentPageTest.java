package dev.muster.gateway.independent;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** {@code docs/enrolment.md} is a program: its blocks for Windows and Android enrol, renew and check in with curl and openssl alone. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class WindowsEnrolmentPageTest {
    private static final Pattern SECTION = Pattern.compile("^## (.*?)$(.*?)(?=^## |\\z)",
            Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void theCommandsOfThePageEnrolRenewAndCheckIn(@TempDir Path directory) throws Exception {
        GatewayHome home = GatewayHome.make(Optional.of(directory), "enrolment", GatewayHome.Ports.free(new Random()),
                9,
                new PushCertificateForge(new SecureRandom(), Clock.systemUTC().instant()).authority(), "");
        GatewayProcess gateway = Tool.start(home);
        try {
            Path page = Path.of(System.getProperty("muster.root", ".."), "docs", "enrolment.md");
            Files.writeString(directory.resolve("page.sh"), script(Files.readString(page), gateway, home));
            String said = Tool.done(directory, "bash", "page.sh");
            assertTrue(said.contains("<AuthPolicy>OnPremise</AuthPolicy>"), said);
            assertEquals(4, said.split("<Cmd>SyncHdr</Cmd>", -1).length - 1, "four sessions are answered: " + said);
            String devices = said.substring(said.lastIndexOf("{\"devices\""));
            for (String device : List.of("\"udid\":\"pc-1\"", "\"udid\":\"kiosk-1\"", "\"udid\":\"agent-1\"",
                    "\"platform\":\"android\"")) {
                assertTrue(devices.contains(device), device + " is missing: " + devices);
            }
            judge(directory);
        } finally {
            gateway.stop(Duration.ofSeconds(30));
        }
    }

    /** openssl judges every chain, and that a renewal kept subject and identity. */
    private static void judge(Path directory) throws Exception {
        Files.writeString(directory.resolve("judge.sh"),
                """
                        set -eu
                        issuing() { grep -o 'EncodedCertificate" value="[^"]*' "$1" | sed 's/.*"//' | sed -n 2p | openssl base64 -d -A |
                            openssl x509 -inform DER; }
                        for each in pc pc2 kiosk agent; do
                            issuing $each.wap >$each.issuing.pem
                            openssl verify -purpose sslclient -CAfile root.pem -untrusted $each.issuing.pem $each.pem
                        done
                        name() { openssl x509 -in $1.pem -noout -subject -ext subjectAltName; }
                        test "$(name pc)" = "$(name pc2)"
                        test "$(name pc)" != "$(name kiosk)"
                        """);
        String said = Tool.done(directory, "bash", "judge.sh");
        assertEquals(4, said.split(": OK", -1).length - 1, said);
    }

    /** The page's blocks before its first section and of the sections Windows and Android. */
    private static String script(String page, GatewayProcess gateway, GatewayHome home) {
        String ours = page.substring(0, page.indexOf("\n## ")) + SECTION.matcher(page).results()
                .filter(section -> section.group(1).startsWith("Windows") || section.group(1).startsWith("Android"))
                .map(section -> section.group(2)).collect(Collectors.joining("\n"));
        String script = "set -eu -o pipefail\n"
                + BLOCK.matcher(ours).results().map(block -> block.group(1)).collect(Collectors.joining("\n"));
        List<String[]> here = List.of(new String[] {"http://127.0.0.1:8080", gateway.admin().toString()},
                new String[] {"https://localhost:8444", gateway.enrol().toString()},
                new String[] {"https://localhost:8443", gateway.checkIn().toString()},
                new String[] {"the token of the first start", gateway.token()},
                new String[] {"data/ca/root.pem", home.rootCertificate().toString()});
        for (String[] change : here) {
            assertTrue(script.contains(change[0]), "the page no longer says " + change[0]);
            script = script.replace(change[0], change[1]);
        }
        return script;
    }
}
