package dev.muster.gateway;

import java.security.SecureRandom;
import java.util.Base64;

import dev.muster.certs.tls.TicketKeys;
import dev.muster.gateway.store.MetaStore;

/**
 * The secret behind TLS session tickets: one for all gateways of a store (idea 11). The store seals it like every value of its
 * own, so it is also the proof that this gateway's vault key is the one the store was made with.
 */
final class SecretOfTickets {
    private static final String KEY = "tls.ticket.secret";

    private SecretOfTickets() {}

    /**
     * Finds the secret or makes it; of several gateways that start at once, one makes it.
     *
     * @throws CannotStart if it cannot be read: then no secret of the store could
     */
    static TicketKeys open(MetaStore meta, SecureRandom random) throws CannotStart {
        byte[] fresh = new byte[TicketKeys.SECRET_BYTES];
        random.nextBytes(fresh);
        try {
            return new TicketKeys(Base64.getDecoder()
                    .decode(meta.putIfAbsent(KEY, Base64.getEncoder().encodeToString(fresh))));
        } catch (IllegalStateException unreadable) {
            throw anotherKey();
        }
    }

    static CannotStart anotherKey() {
        return CannotStart.because("the secrets in the store cannot be read with this data directory's muster.key;"
                + " copy muster.key and ca/ from the gateway that made the store, or from its backup");
    }
}
