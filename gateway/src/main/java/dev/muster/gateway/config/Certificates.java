package dev.muster.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Certificates: their life, the CA that issues those of devices, and the one that listeners show.
 *
 * @param renewedGoodFor how long a device's certificate is good after the first complete session over the one that renews it
 *        (R18), 0 to 30 days
 * @param passphraseFile holds the passphrase that protects the vault key; empty if the key file's mode alone does
 * @param ca the device CA
 * @param server what the listeners of devices show
 */
public record Certificates(Duration renewedGoodFor, Optional<Path> passphraseFile, Ca ca, Server server) {
    private static final Duration LONGEST = Duration.ofDays(30);
    static final Certificates DEFAULTS = new Certificates(Duration.ofHours(24), Optional.empty(), Ca.DEFAULTS,
            Server.DEFAULTS);

    public Certificates {
        if (renewedGoodFor.isNegative() || renewedGoodFor.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("renewedGoodFor must be 0s to 30d");
        }
    }

    /**
     * The device CA. What its files hold is taken in at the first start and never read again.
     *
     * @param keys kind of keys of a CA that is made here: {@code p256} or {@code rsa}
     * @param chainFile PEM of a CA to take instead: issuing certificate first, root last
     * @param keyFile its issuing key, PKCS#8 PEM
     * @param pkcs12File both in one PKCS#12 file instead
     * @param passwordFile password of that
     * @param crlUrl where devices' certificates say that the list of revoked ones is; empty: they say nothing
     */
    public record Ca(String keys, Optional<Path> chainFile, Optional<Path> keyFile, Optional<Path> pkcs12File,
            Optional<Path> passwordFile, Optional<String> crlUrl) {
        /** Elliptic keys. */
        public static final String P256 = "p256";
        /** RSA keys, for clients that know nothing else. */
        public static final String RSA = "rsa";
        static final Ca DEFAULTS = new Ca(P256, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty());

        public Ca {
            if (!keys.equals(P256) && !keys.equals(RSA)) {
                throw new IllegalArgumentException("keys must be p256 or rsa");
            }
            refuseHalves(chainFile, keyFile, pkcs12File);
            if (crlUrl.isPresent() && !crlUrl.get().matches("https?://[!-~]{1,500}")) {
                throw new IllegalArgumentException("crlUrl must be an address of http or https");
            }
        }
    }

    /**
     * What the listeners of devices show: the files of a public CA, or nothing for a certificate of the device CA.
     *
     * @param chainFile PEM: the server's certificate first, then its issuers
     * @param keyFile its key, PKCS#8 PEM
     * @param pkcs12File both in one PKCS#12 file instead
     * @param passwordFile password of that
     * @param ocspFile OCSP response to staple, DER; empty for none
     * @param look how often the files are looked at for a change, 1 s to 1 day
     */
    public record Server(Optional<Path> chainFile, Optional<Path> keyFile, Optional<Path> pkcs12File,
            Optional<Path> passwordFile, Optional<Path> ocspFile, Duration look) {
        static final Server DEFAULTS = new Server(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Duration.ofSeconds(30));

        public Server {
            refuseHalves(chainFile, keyFile, pkcs12File);
            if (look.compareTo(Duration.ofSeconds(1)) < 0 || look.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("look must be 1s to 1d");
            }
            if (ocspFile.isPresent() && chainFile.isEmpty() && pkcs12File.isEmpty()) {
                throw new IllegalArgumentException("ocspFile belongs to a certificate of chainFile or pkcs12File");
            }
        }

        /** Whether the files of a public CA are given. */
        public boolean isGiven() {
            return chainFile.isPresent() || pkcs12File.isPresent();
        }
    }

    private static void refuseHalves(Optional<Path> chainFile, Optional<Path> keyFile, Optional<Path> pkcs12File) {
        if (chainFile.isPresent() != keyFile.isPresent()) {
            throw new IllegalArgumentException("chainFile and keyFile go together");
        }
        if (chainFile.isPresent() && pkcs12File.isPresent()) {
            throw new IllegalArgumentException("pkcs12File stands in the place of chainFile and keyFile");
        }
    }
}
