package dev.muster.certs.ca;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

import dev.muster.certs.file.DurableFiles;
import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.secret.Vault;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/**
 * Serves the CA: its directory. {@code root.pem} and {@code issuing.pem} may be shown to anybody, {@code root.key} and
 * {@code issuing.key} are sealed by the vault. A new directory gets its name only when it is complete and synced: a crash at
 * the first start leaves none, and the next start begins again.
 */
final class CaFiles {
    private static final String ROOT = "root.pem";
    private static final String ISSUING = "issuing.pem";
    private static final String ROOT_KEY = "root.key";
    private static final String ISSUING_KEY = "issuing.key";

    private final Path directory;
    private final Vault vault;

    CaFiles(Path directory, Vault vault) {
        this.directory = directory;
        this.vault = vault;
    }

    /** Whether there is a CA, whole or damaged; an empty directory is none. */
    boolean exist() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return entries.iterator().hasNext();
        } catch (java.nio.file.NoSuchFileException none) {
            return false;
        } catch (IOException unreadable) {
            throw unusable("cannot be read (" + unreadable.getClass().getSimpleName() + ")", Cure.OWNER);
        }
    }

    /** Writes a new CA. */
    void write(FreshCa fresh) {
        Path building = directory.resolveSibling(directory.getFileName() + ".new");
        try {
            clear(building);
            DurableFiles.createDirectory(building);
            DurableFiles.write(building.resolve(ROOT_KEY), vault.seal(context(ROOT_KEY), fresh.rootKey().getEncoded()));
            DurableFiles.write(building.resolve(ISSUING_KEY),
                    vault.seal(context(ISSUING_KEY), fresh.issuingKey().getEncoded()));
            DurableFiles.write(building.resolve(ROOT), Pem.bytes(Pem.of(List.of(fresh.root()))));
            DurableFiles.write(building.resolve(ISSUING), Pem.bytes(Pem.of(List.of(fresh.issuing()))));
            DurableFiles.rename(building, directory);
        } catch (IOException unwritable) {
            throw unusable("cannot be written (" + unwritable.getClass().getSimpleName() + ")", Cure.OWNER);
        }
    }

    X509Certificate root() {
        return certificate(ROOT);
    }

    X509Certificate issuing() {
        return certificate(ISSUING);
    }

    /** Opens the issuing key and checks that it belongs to its certificate, and that to the root. */
    PrivateKey issuingKey(X509Certificate issuing, X509Certificate root) {
        PrivateKey key = KeyPairs.fromPkcs8(open(ISSUING_KEY))
                .orElseThrow(() -> unusable(ISSUING_KEY + " holds no key", Cure.BACKUP));
        if (!KeyPairs.belong(key, issuing.getPublicKey())) {
            throw unusable(ISSUING_KEY + " does not belong to " + ISSUING, Cure.BACKUP);
        }
        try {
            root.verify(root.getPublicKey());
            issuing.verify(root.getPublicKey());
        } catch (GeneralSecurityException foreign) {
            throw unusable(ISSUING + " was not issued by " + ROOT, Cure.BACKUP);
        }
        return key;
    }

    private byte[] open(String name) {
        try {
            return vault.open(context(name), Files.readAllBytes(directory.resolve(name)));
        } catch (IOException unreadable) {
            throw unreadable(name, unreadable);
        } catch (IllegalStateException foreign) {
            // A damaged value and one of another key look alike; the key beside it tells which of the two it is.
            throw opens(ROOT_KEY)
                    ? unusable(name + " is damaged", Cure.BACKUP)
                    : unusable(name + " was sealed under another vault key", Cure.VAULT);
        }
    }

    private boolean opens(String name) {
        try {
            vault.open(context(name), Files.readAllBytes(directory.resolve(name)));
            return true;
        } catch (IOException | IllegalStateException closed) {
            return false;
        }
    }

    private X509Certificate certificate(String name) {
        try {
            return Pem.certificates(Files.readString(directory.resolve(name), StandardCharsets.ISO_8859_1)).getFirst();
        } catch (IOException unreadable) {
            throw unreadable(name, unreadable);
        } catch (CertificateException malformed) {
            throw unusable(name + " is not a certificate", Cure.BACKUP);
        }
    }

    private KeyMaterialUnusable unreadable(String name, IOException reason) {
        return unusable(name + " is missing or cannot be read (" + reason.getClass().getSimpleName() + ")",
                Cure.BACKUP);
    }

    private KeyMaterialUnusable unusable(String why, Cure cure) {
        return new KeyMaterialUnusable("device CA in " + directory, why, cure.sentence);
    }

    private static String context(String name) {
        return "ca/" + name;
    }

    private static void clear(Path building) throws IOException {
        for (String name : List.of(ROOT, ISSUING, ROOT_KEY, ISSUING_KEY)) {
            Files.deleteIfExists(building.resolve(name));
        }
        Files.deleteIfExists(building);
    }

    /** What an operator does about it. */
    private enum Cure {
        OWNER("Check that the data directory belongs to the user who runs Muster and that the disk is not full"),
        BACKUP("Put the directory back from a backup; every device certificate depends on it, so Muster makes no new one"),
        VAULT("Put the vault key (muster.key) that belongs to this data directory back");

        private final String sentence;

        Cure(String sentence) {
            this.sentence = sentence;
        }
    }
}
