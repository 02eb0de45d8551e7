package dev.muster.gateway;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.scep.RegistrationAuthority;
import dev.muster.gateway.store.MetaStore;

/**
 * The registration authority of SCEP clients: one for all gateways of a store, which seals it like every value of its own. A client
 * that fetched the certificate from one gateway may send its request to another.
 */
final class RegistrationOfStore {
    private static final String KEY = "scep.registration";

    private RegistrationOfStore() {}

    /** Finds it or makes it; one that no longer fits the CA is replaced. */
    static RegistrationAuthority open(MetaStore meta, DeviceCa ca, SecureRandom random, Clock clock) {
        Optional<RegistrationAuthority> kept = meta.get(KEY).flatMap(RegistrationAuthority::read);
        if (kept.filter(found -> found.fits(ca, clock.instant())).isPresent()) {
            return kept.get();
        }
        RegistrationAuthority fresh = RegistrationAuthority.make(ca, random, clock.instant());
        if (kept.isPresent() || meta.get(KEY).isPresent()) {
            meta.put(KEY, fresh.secretText());
            return fresh;
        }
        // Of several gateways that start at once, one makes it.
        return RegistrationAuthority.read(meta.putIfAbsent(KEY, fresh.secretText())).orElse(fresh);
    }
}
