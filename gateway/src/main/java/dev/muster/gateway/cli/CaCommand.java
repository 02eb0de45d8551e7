package dev.muster.gateway.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.ca.KeyFiles;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.x509.KeyAndChain;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.CaImport;
import dev.muster.gateway.CannotStart;

/** {@code muster ca}: the CA that issues device certificates, for whoever may write the data directory. */
@Command(name = "ca", mixinStandardHelpOptions = true, versionProvider = Version.class, //
        header = "Takes in the CA that issues device certificates.", synopsisSubcommandLabel = "import", //
        footerHeading = "%nExamples:%n", footer = {
                "  ./muster ca import --data ./data --chain chain.pem --key issuing.key",
                "  ./muster ca import --data ./data --pkcs12 ca.p12 --password-file password", "",
                "docs/certificates.md says what such a CA needs. Exit codes: 0 done, 1 refused, 2 usage."})
final class CaCommand implements Runnable {
    private static final String ROLE = "device CA";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Where the CA comes from. */
    static final class Given {
        @Option(names = "--chain", paramLabel = "FILE", description = "PEM: the issuing certificate first, the root last.")
        private @Nullable Path chain;

        @Option(names = "--key", paramLabel = "FILE", description = "Its issuing key, PKCS#8 PEM, not encrypted.")
        private @Nullable Path key;

        @Option(names = "--pkcs12", paramLabel = "FILE", description = "Both in one PKCS#12 file instead.")
        private @Nullable Path pkcs12;

        @Option(names = "--password-file", paramLabel = "FILE", description = "File with the password of the PKCS#12 file. Default: none")
        private @Nullable Path passwordFile;

        KeyAndChain read(CommandLine line) {
            if (pkcs12 != null && chain == null && key == null) {
                return KeyFiles.pkcs12(ROLE, pkcs12, Optional.ofNullable(passwordFile));
            }
            if (chain != null && key != null && pkcs12 == null) {
                return KeyFiles.pem(ROLE, chain, key);
            }
            throw new ParameterException(line, "give --chain and --key, or --pkcs12");
        }
    }

    @Command(name = "import", mixinStandardHelpOptions = true, header = "Takes an existing CA into an empty data directory, before the first start.")
    int take(@Mixin Where where, @Mixin Given given) throws CannotStart {
        DeviceCa ca = CaImport.run(where.config(spec.commandLine()), () -> given.read(spec.commandLine()));
        PrintWriter out = spec.commandLine().getOut();
        out.println("device certificates are issued by "
                + ca.issuers().getFirst().getSubjectX500Principal().getName() + " until "
                + ca.issuers().getFirst().getNotAfter().toInstant());
        out.println("devices trust " + ca.root().getSubjectX500Principal().getName() + ", SHA-256 "
                + Fingerprint.of(Pem.encoded(ca.root())).hex());
        out.flush();
        return 0;
    }
}
