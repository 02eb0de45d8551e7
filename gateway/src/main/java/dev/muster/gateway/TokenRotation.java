package dev.muster.gateway;

import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;

import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.gateway.admin.AdministratorToken;
import dev.muster.gateway.config.GatewayConfig;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.store.StoreUnusable;
import dev.muster.gateway.store.sql.SqlStore;

/**
 * Replaces a lost administrator's token, for whoever may read the data directory: the way back in. It makes nothing: without
 * a gateway's key and store there is no token to replace.
 */
public final class TokenRotation {
    private TokenRotation() {}

    /**
     * Makes another token and forgets the one before. Gateways that run on the same PostgreSQL take it within a second; a
     * SQLite store belongs to one process, so its gateway has to be stopped.
     *
     * @return the token; it cannot be shown again
     * @throws CannotStart if there is no gateway's data, it is in use, or it cannot be read
     */
    public static String run(GatewayConfig config) throws CannotStart {
        DataDirectory data = DataDirectory.at(config.data());
        boolean sqlite = config.store().url().isEmpty();
        if (!Files.isRegularFile(data.vaultKey()) || (sqlite && !Files.isRegularFile(data.database()))) {
            throw CannotStart
                    .because(config.data() + " holds no gateway's data, so there is no token to replace; name the"
                            + " directory that muster serve uses with --data or --config");
        }
        SecureRandom random = new SecureRandom();
        try (Store store = SqlStore.open(StorePlace.of(config, data), KeyMaterial.vault(config, data, random),
                Clock.systemUTC(), GatewayEvents.NONE)) {
            SecretOfTickets.open(store.meta(), random); // refuses a key that is not the store's
            return AdministratorToken.rotate(store.meta(), random);
        } catch (KeyMaterialUnusable | StoreUnusable | StoreUnavailable unusable) {
            throw CannotStart.because(String.valueOf(unusable.getMessage()));
        }
    }
}
