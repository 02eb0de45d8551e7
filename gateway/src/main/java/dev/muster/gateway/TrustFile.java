package dev.muster.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;

import dev.muster.certs.x509.Pem;
import dev.muster.gateway.config.Apns;

/** Looks at {@code apns.trustFile} before anything starts: the first push, weeks later, is no time to miss a file. */
final class TrustFile {
    private static final long MAX_BYTES = 256 * 1024;

    private TrustFile() {}

    /** @throws CannotStart if a file is named that does not hold certificates */
    static void prove(Apns apns) throws CannotStart {
        if (apns.trustFile().isEmpty()) {
            return;
        }
        Path file = apns.trustFile().get();
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw unusable(file, "is larger than 256 KB");
            }
            Pem.certificates(Files.readString(file));
        } catch (NoSuchFileException _) {
            throw unusable(file, "does not exist");
        } catch (IOException _) {
            throw unusable(file, "cannot be read as text");
        } catch (CertificateException malformed) {
            throw unusable(file, "holds no certificates in PEM (" + malformed.getMessage() + ")");
        }
    }

    private static CannotStart unusable(Path file, String why) {
        return CannotStart.misconfigured("apns.trustFile: " + file + " " + why
                + "; name a PEM file of certificates, or leave the key out to trust the platform's");
    }
}
