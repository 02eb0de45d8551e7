package dev.muster.gateway;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

import dev.muster.certs.ca.CaKeys;
import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.ca.KeyFiles;
import dev.muster.certs.secret.KeyFileVault;
import dev.muster.certs.secret.Passphrase;
import dev.muster.certs.secret.Vault;
import dev.muster.certs.x509.KeyAndChain;
import dev.muster.gateway.config.Certificates;
import dev.muster.gateway.config.GatewayConfig;

/** Opens a gateway's vault and makes its device CA as the configuration says. Everything may throw {@code KeyMaterialUnusable}. */
final class KeyMaterial {
    private KeyMaterial() {}

    static Vault vault(GatewayConfig config, DataDirectory data, SecureRandom random) {
        return KeyFileVault.open(data.vaultKey(), config.certificates().passphraseFile().map(Passphrase::read), random);
    }

    /** The CA of the first start: one that the configuration names, or a new one. */
    static DeviceCa makeCa(GatewayConfig config, DataDirectory data, Vault vault, SecureRandom random, Clock clock) {
        Certificates.Ca given = config.certificates().ca();
        Optional<KeyAndChain> files = read("device CA", given.chainFile(), given.keyFile(), given.pkcs12File(),
                given.passwordFile());
        return files.isPresent()
                ? DeviceCa.importInto(data.ca(), vault, "the device CA of certificates.ca", files.get(), random, clock)
                : DeviceCa.openOrCreate(data.ca(), vault,
                        given.keys().equals(Certificates.Ca.RSA) ? CaKeys.RSA : CaKeys.P256, random, clock);
    }

    /** The CA, whose certificates say where the list of revoked ones is if that is configured. */
    static DeviceCa saying(GatewayConfig config, DeviceCa ca) {
        return config.certificates().ca().crlUrl().map(ca::withRevocationListAt).orElse(ca);
    }

    /** A key with its chain from either kind of file; empty if none is named. */
    static Optional<KeyAndChain> read(String role, Optional<Path> chain, Optional<Path> key, Optional<Path> pkcs12,
            Optional<Path> password) {
        if (chain.isPresent() && key.isPresent()) {
            return Optional.of(KeyFiles.pem(role, chain.get(), key.get()));
        }
        return pkcs12.map(file -> KeyFiles.pkcs12(role, file, password));
    }
}
