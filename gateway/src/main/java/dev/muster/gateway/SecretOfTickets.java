package dev.muster.gateway;

import java.security.SecureRandom;
import java.util.Base64;

import dev.muster.certs.secret.Vault;
import dev.muster.certs.tls.TicketKeys;
import dev.muster.gateway.store.MetaStore;

/** The secret behind TLS session tickets: one for all gateways of a store (idea 11), sealed by the vault they share. */
final class SecretOfTickets {
    private static final String KEY = "tls.ticket.secret";
    private static final String CONTEXT = "meta/" + KEY;

    private SecretOfTickets() {}

    /** Finds the secret or makes it; of several gateways that start at once, one makes it. */
    static TicketKeys open(MetaStore meta, Vault vault, SecureRandom random) {
        byte[] fresh = new byte[TicketKeys.SECRET_BYTES];
        random.nextBytes(fresh);
        String kept = meta.putIfAbsent(KEY, Base64.getEncoder().encodeToString(vault.seal(CONTEXT, fresh)));
        return new TicketKeys(vault.open(CONTEXT, Base64.getDecoder().decode(kept)));
    }
}
