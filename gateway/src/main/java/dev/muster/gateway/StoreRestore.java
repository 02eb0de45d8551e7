package dev.muster.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.secret.Vault;
import dev.muster.gateway.config.GatewayConfig;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.RecoveryStore.Marked;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.store.StoreUnusable;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.store.sql.SqliteRestore;

/**
 * Puts a backup in the place of a gateway's store, or tells a store that other tools restored that it was: either way nothing
 * destructive goes out by itself afterwards (R25). For whoever may read the data directory; the gateways are stopped.
 */
public final class StoreRestore {
    private StoreRestore() {}

    /**
     * What was done.
     *
     * @param marked rows that were changed
     * @param former where the former store lies; empty if there was none, or other tools replaced it
     */
    public record Done(Marked marked, Optional<Path> former) {}

    /**
     * Restores.
     *
     * @param backup a file of {@code muster backup}; empty if other tools restored the store
     * @throws CannotStart if it cannot be done; nothing has changed then
     */
    public static Done run(GatewayConfig config, Optional<Path> backup) throws CannotStart {
        DataDirectory data = DataDirectory.at(config.data());
        boolean sqlite = config.store().url().isEmpty();
        if (!Files.isRegularFile(data.vaultKey())) {
            throw CannotStart.because("the vault key " + data.vaultKey() + " is missing, and a store cannot be read"
                    + " without it; put muster.key and ca/ back first");
        }
        if (!sqlite && backup.isPresent()) {
            throw CannotStart.because("the store is on PostgreSQL: restore it with its own tools, then run muster"
                    + " restore without a file, see docs/operations.md");
        }
        if (sqlite && backup.isEmpty() && !Files.isRegularFile(data.database())) {
            throw CannotStart.because(config.data() + " holds no store; name the backup to restore");
        }
        SecureRandom random = new SecureRandom();
        try {
            Vault vault = KeyMaterial.vault(config, data, random);
            if (backup.isPresent()) {
                SqliteRestore.Restored restored = SqliteRestore.put(data.database(), backup.get(), vault,
                        Clock.systemUTC(), copy -> SecretOfTickets.open(copy.meta(), random));
                return new Done(restored.marked(),
                        Optional.of(restored.former()).filter(path -> !path.equals(data.database())));
            }
            try (Store store = SqlStore.open(StorePlace.of(config, data), vault, Clock.systemUTC(),
                    GatewayEvents.NONE)) {
                SecretOfTickets.open(store.meta(), random); // refuses a key that is not the store's
                return new Done(store.recovery().markRestored(Clock.systemUTC().instant()), Optional.empty());
            }
        } catch (KeyMaterialUnusable | StoreUnusable | StoreUnavailable unusable) {
            throw CannotStart.because(String.valueOf(unusable.getMessage()));
        }
    }
}
