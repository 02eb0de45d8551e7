package dev.muster.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import dev.muster.certs.x509.Pem;
import dev.muster.gateway.config.GatewayConfig;

/** Reads the configuration's PEM files of trusted certificates at the start: the first push, weeks later, is no time to miss one. */
final class TrustFile {
    private static final long MAX_BYTES = 256 * 1024;

    private TrustFile() {}

    /**
     * The certificates of such a file.
     *
     * @param key the configuration's key that names it
     * @param remedy what to do about a file that cannot be used
     * @throws CannotStart if it does not hold certificates
     */
    static List<X509Certificate> read(String key, Path file, String remedy) throws CannotStart {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw unusable(key, file, remedy, "is larger than 256 KB");
            }
            return Pem.certificates(Files.readString(file));
        } catch (NoSuchFileException _) {
            throw unusable(key, file, remedy, "does not exist");
        } catch (IOException _) {
            throw unusable(key, file, remedy, "cannot be read as text");
        } catch (CertificateException malformed) {
            throw unusable(key, file, remedy, "holds no certificates in PEM (" + malformed.getMessage() + ")");
        }
    }

    /** Proves the files of the push services, which are read again by those who use them. */
    static void prove(GatewayConfig config) throws CannotStart {
        prove("apns.trustFile", config.apns().trustFile());
        prove("wns.trustFile", config.wns().trustFile());
        prove("fcm.trustFile", config.fcm().trustFile());
    }

    private static void prove(String key, Optional<Path> file) throws CannotStart {
        if (file.isPresent()) {
            read(key, file.get(), "name a PEM file of certificates, or leave the key out to trust the platform's");
        }
    }

    private static CannotStart unusable(String key, Path file, String remedy, String why) {
        return CannotStart.misconfigured(key + ": " + file + " " + why + "; " + remedy);
    }
}
