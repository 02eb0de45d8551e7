package dev.muster.certs.ca;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.muster.certs.file.DurableFiles;
import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.secret.Vault;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/**
 * Serves the CA: its directory. {@code root.pem} and {@code issuing.pem} may be shown to anybody, {@code root.key} and
 * {@code issuing.key} are sealed by the vault; an imported CA has no {@code root.key}. A new directory gets its name only when it is complete and synced: a crash at
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
        write(Optional.of(fresh.rootKey()), fresh.issuingKey(), List.of(fresh.issuing(), fresh.root()));
    }

    /** Writes one that an operator brought; its root's key stays where it is. */
    void write(ForeignCa foreign) {
        write(Optional.empty(), foreign.key(), foreign.chain());
    }

    private void write(Optional<PrivateKey> rootKey, PrivateKey issuingKey, List<X509Certificate> chain) {
        Path building = directory.resolveSibling(directory.getFileName() + ".new");
        try {
            clear(building);
            DurableFiles.createDirectory(building);
            if (rootKey.isPresent()) {
                DurableFiles.write(building.resolve(ROOT_KEY),
                        vault.seal(context(ROOT_KEY), rootKey.get().getEncoded()));
            }
            DurableFiles.write(building.resolve(ISSUING_KEY),
                    vault.seal(context(ISSUING_KEY), issuingKey.getEncoded()));
            List<X509Certificate> below = chain.size() == 1 ? chain : chain.subList(0, chain.size() - 1);
            DurableFiles.write(building.resolve(ROOT), Pem.bytes(Pem.of(List.of(chain.getLast()))));
            DurableFiles.write(building.resolve(ISSUING), Pem.bytes(Pem.of(below)));
            DurableFiles.rename(building, directory);
        } catch (IOException unwritable) {
            throw unusable("cannot be written (" + unwritable.getClass().getSimpleName() + ")", Cure.OWNER);
        }
    }

    /** The issuing certificate first, the root last; one certificate if the root itself issues. */
    List<X509Certificate> chain() {
        X509Certificate root = certificates(ROOT).getFirst();
        List<X509Certificate> below = certificates(ISSUING);
        if (below.equals(List.of(root))) {
            return below;
        }
        List<X509Certificate> chain = new ArrayList<>(below);
        chain.add(root);
        return List.copyOf(chain);
    }

    /** Opens the issuing key and checks that it belongs to the first of the chain, and each of that to the next. */
    PrivateKey issuingKey(List<X509Certificate> chain) {
        PrivateKey key = KeyPairs.fromPkcs8(open(ISSUING_KEY))
                .orElseThrow(() -> unusable(ISSUING_KEY + " holds no key", Cure.BACKUP));
        if (!KeyPairs.belong(key, chain.getFirst().getPublicKey())) {
            throw unusable(ISSUING_KEY + " does not belong to " + ISSUING, Cure.BACKUP);
        }
        for (int at = 0; at < chain.size(); at++) {
            if (!KeyPairs.issued(chain.get(Math.min(at + 1, chain.size() - 1)), chain.get(at))) {
                throw unusable(ISSUING + " was not issued by " + ROOT, Cure.BACKUP);
            }
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

    private List<X509Certificate> certificates(String name) {
        try {
            return Pem.certificates(Files.readString(directory.resolve(name), StandardCharsets.ISO_8859_1));
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
