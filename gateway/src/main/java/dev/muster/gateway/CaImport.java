package dev.muster.gateway;

import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Supplier;

import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.secret.Vault;
import dev.muster.certs.x509.KeyAndChain;
import dev.muster.gateway.config.GatewayConfig;

/** Takes a CA that an operator has into an empty data directory, before the first start. */
public final class CaImport {
    private CaImport() {}

    /**
     * Imports.
     *
     * @param given reads the issuing certificate with its key, and what leads to its root
     * @return the CA; its key is sealed in the data directory from now on
     * @throws CannotStart if it cannot issue device certificates, or the directory has a CA or a store already
     */
    public static DeviceCa run(GatewayConfig config, Supplier<KeyAndChain> given) throws CannotStart {
        DataDirectory data = DataDirectory.open(config.data());
        if (Files.exists(data.database())) {
            throw CannotStart.because(config.data() + " holds a store already, and its devices depend on the CA they"
                    + " enrolled with; name an empty directory with --data");
        }
        SecureRandom random = new SecureRandom();
        try {
            new CaOfStore(data).refuseToReplaceTheKey();
            KeyAndChain read = given.get(); // before anything is made
            Vault vault = KeyMaterial.vault(config, data, random);
            return DeviceCa.importInto(data.ca(), vault, "the given CA", read, random, Clock.systemUTC());
        } catch (KeyMaterialUnusable unusable) {
            throw CannotStart.because(String.valueOf(unusable.getMessage()));
        }
    }
}
