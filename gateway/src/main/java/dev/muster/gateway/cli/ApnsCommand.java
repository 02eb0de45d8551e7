package dev.muster.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster apns}: Apple push certificates of a running gateway (R13, R21). */
@Command(name = "apns", mixinStandardHelpOptions = true, versionProvider = Version.class, //
        header = "Asks for, uploads and lists Apple push certificates.", synopsisSubcommandLabel = "COMMAND", //
        footerHeading = "%nExamples:%n", footer = {
                "  ./muster apns csr contoso --token-file token --out request.csr",
                "  ./muster apns consent contoso --token-file token --by \"Ada Lovelace, IT\"",
                "  ./muster apns upload contoso --token-file token --certificate returned.pem",
                "  ./muster apns list contoso --token-file token", "",
                "docs/certificates.md says what to do with the request at Apple. Exit codes: 0 done, 1 refused, 2 usage."})
final class ApnsCommand implements Runnable {
    private static final int LONGEST_FILE = 48 * 1024;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Which certificate is meant. */
    static final class Which {
        @Parameters(paramLabel = "TENANT", description = "Id of the tenant, such as contoso.")
        private String tenant = "";

        @Option(names = "--authority", paramLabel = "NAME", defaultValue = "intune", description = "Whose certificate: intune, office365 or configurationManager. Default: ${DEFAULT-VALUE}")
        private String authority = "intune";

        String path(CommandLine line) {
            if (!authority.matches("[A-Za-z0-9]{1,40}")) {
                throw new CommandLine.ParameterException(line,
                        "--authority is intune, office365 or configurationManager");
            }
            return AdminAccess.tenantPath(line, tenant) + "/push-certificates/" + authority;
        }
    }

    @Command(name = "csr", mixinStandardHelpOptions = true, header = "Makes a key, which stays in the gateway, and its certificate request.")
    int csr(@Mixin AdminAccess admin, @Mixin Which which,
            @Option(names = "--out", paramLabel = "FILE", description = "Where the request goes. Default: it is printed") @Nullable Path out,
            @Option(names = "--replace", description = "Give up a key that waits for its certificate already.") boolean replace)
            throws InterruptedException {
        return admin.refusing(spec.commandLine(), () -> {
            JsonNode made = admin.call("POST", which.path(spec.commandLine()) + "/request", Map.of("replace", replace));
            String request = made.path("request").asText();
            if (out == null) {
                print(request.stripTrailing());
            } else {
                Files.writeString(out, request, StandardCharsets.US_ASCII);
                print("request written to " + out + "; its key was made at " + made.path("madeAt").asText()
                        + " and stays in the gateway");
            }
            return 0;
        });
    }

    /** Files and switches of an upload. */
    static final class Upload {
        @Option(names = "--certificate", paramLabel = "FILE", description = "The certificate that Apple returned, PEM; or certificate and key in one file.")
        private @Nullable Path certificate;

        @Option(names = "--key", paramLabel = "FILE", description = "Its key, PKCS#8 PEM, if the gateway did not make it.")
        private @Nullable Path key;

        @Option(names = "--pkcs12", paramLabel = "FILE", description = "Certificate and key in one PKCS#12 file instead.")
        private @Nullable Path pkcs12;

        @Option(names = "--password-file", paramLabel = "FILE", description = "File with the password of the PKCS#12 file. Default: none")
        private @Nullable Path passwordFile;

        @Option(names = "--force", paramLabel = "NUMBER", description = "Upload another topic although this number of devices must then enrol again.")
        private @Nullable Long force;

        Map<String, Object> body() throws IOException {
            Map<String, Object> body = new LinkedHashMap<>();
            if (certificate != null) {
                body.put("certificate", text(certificate));
            }
            if (key != null) {
                body.put("key", text(key));
            }
            if (pkcs12 != null) {
                body.put("pkcs12", Base64.getEncoder().encodeToString(bytes(pkcs12)));
            }
            if (passwordFile != null) {
                body.put("password", text(passwordFile).strip());
            }
            if (force != null) {
                body.put("force", force);
            }
            return body;
        }

        private static String text(Path file) throws IOException {
            return new String(bytes(file), StandardCharsets.UTF_8);
        }

        private static byte[] bytes(Path file) throws IOException {
            if (Files.size(file) > LONGEST_FILE) {
                throw new IOException(file + " is larger than 48 KB");
            }
            return Files.readAllBytes(file);
        }
    }

    @Command(name = "upload", mixinStandardHelpOptions = true, header = "Uploads a push certificate; devices are woken by it from then on.")
    int upload(@Mixin AdminAccess admin, @Mixin Which which, @Mixin Upload upload) throws InterruptedException {
        return admin.refusing(spec.commandLine(), () -> {
            JsonNode stored = admin.call("PUT", which.path(spec.commandLine()), upload.body());
            print("topic " + stored.path("topic").asText() + ", valid until " + stored.path("notAfter").asText());
            return 0;
        });
    }

    @Command(name = "consent", mixinStandardHelpOptions = true, header = "Records who agrees that device data are shared with Apple (R21).")
    int consent(@Mixin AdminAccess admin, @Parameters(paramLabel = "TENANT") String tenant,
            @Option(names = "--by", paramLabel = "NAME", required = true, description = "Who agrees.") String by)
            throws InterruptedException {
        return admin.refusing(spec.commandLine(), () -> {
            JsonNode given = admin.call("PUT", AdminAccess.tenantPath(spec.commandLine(), tenant) + "/consents/apple",
                    Map.of("by", by));
            print(given.path("by").asText() + " agreed at " + given.path("at").asText());
            return 0;
        });
    }

    @Command(name = "list", mixinStandardHelpOptions = true, header = "Prints the push certificates and how long they last, as JSON.")
    int list(@Mixin AdminAccess admin, @Parameters(paramLabel = "TENANT") String tenant) throws InterruptedException {
        return admin.refusing(spec.commandLine(), () -> {
            print(admin.call("GET", AdminAccess.tenantPath(spec.commandLine(), tenant) + "/push-certificates")
                    .toPrettyString());
            return 0;
        });
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
