package dev.muster.gateway.independent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.muster.loadtest.target.GatewayHome;
import dev.muster.loadtest.target.GatewayProcess;

/** A page of the documentation as a program: its shell blocks, pasted in order. */
final class PageScript {
    private static final Pattern BLOCK = Pattern.compile("^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private PageScript() {}

    /** Runs a page against a gateway and returns what was printed; fails if any command fails. */
    static String run(String page, Path directory, GatewayProcess gateway, GatewayHome home) throws Exception {
        Path text = Path.of(System.getProperty("muster.root", ".."), "docs", page);
        Files.writeString(directory.resolve("steps.sh"), script(Files.readString(text), gateway, home));
        return Tool.done(directory, "bash", "steps.sh");
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
