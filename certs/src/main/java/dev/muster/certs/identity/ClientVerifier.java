package dev.muster.certs.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether a client certificate is one of ours (idea 11 of the architecture). It never touches the store:
 * revocation is somebody else's question. Thread-safe.
 */
public interface ClientVerifier {
    /** What the verifier says of a certificate. */
    sealed interface Verdict {
        /** Issued by us and valid now. */
        record Ours(ClientCertificate certificate) implements Verdict {}

        /** Not ours, not readable, not meant for clients, or outside its validity; the reason is safe to log. */
        record Refused(Reason reason) implements Verdict {}
    }

    /** Why a certificate was refused; counted. */
    enum Reason {
        UNREADABLE, FOREIGN_ISSUER, BAD_SIGNATURE, EXPIRED, NOT_YET_VALID, NO_IDENTITY, NOT_A_CLIENT
    }

    /**
     * The cheap question, for the event loop: answers from the bounded set of fingerprints verified before, or refuses
     * what is evidently not ours (another issuer, expired, unreadable). Empty means that the signature has to be
     * verified with {@link #verify}, off the loop.
     */
    Optional<Verdict> quick(byte[] der, Instant now);

    /** The full question, one public-key operation for a certificate never seen before; remembers what is ours. */
    Verdict verify(byte[] der, Instant now);
}
