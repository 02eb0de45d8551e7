package dev.muster.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.file.DurableFiles;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.store.Store;

/**
 * For the start: holds the device CA, the vault key and the store to each other. Whichever of them is lost, a start that made
 * a new one would cut off every enrolled device; so it refuses and says what to restore. The order makes a first start safe to
 * interrupt: key, store, CA, then the store remembers the CA, then the CA's directory is marked as one that a store knows.
 */
final class CaOfStore {
    private static final Logger LOG = LoggerFactory.getLogger(CaOfStore.class);
    private static final String REMEMBERED = "ca.certificates";
    private static final String MARK = "store-knows-this-ca";
    private static final int SHOWN = 16;

    private final DataDirectory data;
    private boolean keyIsNew;

    CaOfStore(DataDirectory data) {
        this.data = data;
    }

    /** Before a vault key is made: there must be nothing that another one sealed. */
    void refuseToReplaceTheKey() throws CannotStart {
        boolean sealed = Files.exists(data.ca().resolve("issuing.key")) || sizeOf(data.database()) > 0;
        keyIsNew = !Files.exists(data.vaultKey());
        if (sealed && keyIsNew) {
            throw CannotStart.because("the vault key " + data.vaultKey()
                    + " is missing, and what lies beside it was sealed"
                    + " with it; put it back from a backup: Muster makes no new one, for nothing could be read with it");
        }
    }

    /** Before a SQLite store is made: there must be no CA that had one. One that was just imported had none. */
    void refuseToReplaceTheFile(Optional<DeviceCa> present) throws CannotStart {
        if (present.isPresent() && sizeOf(data.database()) == 0 && Files.exists(mark())) {
            throw withoutStore(present.get(), data.database() + " is missing or empty");
        }
    }

    /**
     * The CA of a store: the one that is there, or a new one for a store that never had any.
     *
     * @param make makes a CA in the data directory, durably
     */
    DeviceCa settle(Optional<DeviceCa> present, Supplier<DeviceCa> make, Store store) throws CannotStart {
        Optional<String> remembered = remembered(store);
        if (present.isEmpty() && (remembered.isPresent() || store.enrolments().anyIssued())) {
            throw CannotStart.because("the device CA in " + data.ca()
                    + " is missing, and the certificates of the devices in"
                    + " the store depend on it"
                    + remembered.map(known -> " (SHA-256 " + shown(known) + "...)").orElse("")
                    + "; put the directory back from a backup: Muster makes no new CA for a store that has one");
        }
        if (present.isPresent() && remembered.isEmpty() && Files.exists(mark()) && !store.enrolments().anyIssued()) {
            throw withoutStore(present.get(), "the store is empty");
        }
        DeviceCa ca = present.orElseGet(make);
        String known = store.meta().putIfAbsent(REMEMBERED, describe(ca));
        if (!known.equals(describe(ca))) {
            throw CannotStart.because("the device CA in " + data.ca() + " (SHA-256 " + shown(describe(ca))
                    + "...) is not the"
                    + " one this store's devices have their certificates from (" + shown(known)
                    + "...); put that one back from a backup, or name the data directory that belongs to the store");
        }
        leaveMark();
        return ca;
    }

    private Optional<String> remembered(Store store) throws CannotStart {
        try {
            return store.meta().get(REMEMBERED);
        } catch (IllegalStateException unreadable) {
            if (keyIsNew) {
                forgetTheKey();
            }
            throw SecretOfTickets.anotherKey();
        }
    }

    /** Nothing was sealed with it yet, and where it lies the operator is about to put the right one. */
    private void forgetTheKey() {
        try {
            Files.deleteIfExists(data.vaultKey());
        } catch (IOException stays) {
            LOG.warn("the new vault key {} could not be removed again; replace it", data.vaultKey());
        }
    }

    private CannotStart withoutStore(DeviceCa ca, String why) {
        return CannotStart.because("the device CA in " + data.ca() + ", made on "
                + ca.root().getNotBefore().toInstant().atOffset(ZoneOffset.UTC).toLocalDate()
                + ", is without its store: " + why
                + "; restore the store from a backup, name another data directory with"
                + " --data, or delete " + data.ca()
                + " if a new start is really meant: every device must then enrol again");
    }

    private void leaveMark() throws CannotStart {
        try {
            if (!Files.exists(mark())) {
                DurableFiles.write(mark(), "A store has remembered this CA.\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException unwritable) {
            throw CannotStart.because("the directory " + data.ca() + " cannot be written ("
                    + unwritable.getClass().getSimpleName() + "); make it writable for this user, or free disk space");
        }
    }

    private Path mark() {
        return data.ca().resolve(MARK);
    }

    /** The issuing certificate first: it is what makes a device's certificate ours. */
    private static String describe(DeviceCa ca) {
        return ca.issuers().stream().map(CaOfStore::fingerprint).reduce("", (all, one) -> all + one + " ")
                + fingerprint(ca.root());
    }

    private static String fingerprint(X509Certificate certificate) {
        return Fingerprint.of(Pem.encoded(certificate)).hex();
    }

    private static String shown(String described) {
        return described.substring(0, Math.min(SHOWN, described.length()));
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException missing) {
            return 0;
        }
    }
}
