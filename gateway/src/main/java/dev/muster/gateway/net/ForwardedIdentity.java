package dev.muster.gateway.net;

import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.ClientVerifier;
import dev.muster.certs.identity.ClientVerifier.Verdict;
import dev.muster.certs.identity.DetachedSignature;

/**
 * Finds out whose request a trusted proxy hands on, from the one source that is configured; what other headers say is not looked
 * at. In both cases the certificate has to be one of ours, as at the check-in listener. Thread-safe.
 */
sealed interface ForwardedIdentity {
    /** Whose request it is, or why that cannot be said; the reason is safe to log. */
    sealed interface Outcome {
        record Known(ClientCertificate certificate) implements Outcome {}

        record Unknown(String why) implements Outcome {}
    }

    /** The headers to read; exactly one value may be in all of them together. */
    List<String> headers();

    /** The cheap answer, for the event loop; empty if it takes a public-key operation. */
    Optional<Outcome> quick(String header);

    /** The full answer; blocks for the time of one or two public-key operations. */
    Outcome find(String header, byte[] body);

    /** The device's certificate, which the proxy has seen the device use (RFC 9440). */
    record OfCertificate(ClientVerifier verifier, Clock clock) implements ForwardedIdentity {
        @Override
        public List<String> headers() {
            return List.of("Client-Cert");
        }

        @Override
        public Optional<Outcome> quick(String header) {
            Optional<byte[]> der = byteSequence(header);
            return der.isEmpty() ? Optional.of(new Outcome.Unknown("Client-Cert is no byte sequence"))
                    : verifier.quick(der.get(), clock.instant()).map(ForwardedIdentity::outcome);
        }

        @Override
        public Outcome find(String header, byte[] body) {
            return byteSequence(header).map(der -> outcome(verifier.verify(der, clock.instant())))
                    .orElseGet(() -> new Outcome.Unknown("Client-Cert is no byte sequence"));
        }

        /** RFC 9651, section 3.3.5: base64 between colons. */
        private static Optional<byte[]> byteSequence(String header) {
            String text = header.strip();
            if (text.length() < 2 || text.charAt(0) != ':' || text.charAt(text.length() - 1) != ':') {
                return Optional.empty();
            }
            return base64(text.substring(1, text.length() - 1));
        }
    }

    /** The device's signature over the body: no proxy can make one up. */
    record OfSignature(ClientVerifier verifier, Clock clock) implements ForwardedIdentity {
        @Override
        public List<String> headers() {
            return List.of("Mdm-Signature", "MS-Signature");
        }

        @Override
        public Optional<Outcome> quick(String header) {
            return Optional.empty();
        }

        @Override
        public Outcome find(String header, byte[] body) {
            Optional<DetachedSignature> signature = base64(header.replaceAll("\\s", ""))
                    .flatMap(DetachedSignature::read);
            if (signature.isEmpty()) {
                return new Outcome.Unknown("the signature cannot be read");
            }
            // First whose key it is, then what it signed: nobody but our own devices makes us calculate with a key.
            Outcome signer = outcome(verifier.verify(signature.get().certificate(), clock.instant()));
            return signer instanceof Outcome.Known && !signature.get().covers(body)
                    ? new Outcome.Unknown("the signature is of another message")
                    : signer;
        }
    }

    private static Outcome outcome(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Ours(ClientCertificate certificate) -> new Outcome.Known(certificate);
            case Verdict.Refused(ClientVerifier.Reason reason) -> new Outcome.Unknown("certificate " + reason);
        };
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }
}
