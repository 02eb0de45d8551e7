package dev.muster.gateway.enrollment.scep;

import java.time.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.identity.ClientVerifier;
import dev.muster.certs.identity.ClientVerifier.Verdict;
import dev.muster.certs.scep.ContentCipher;
import dev.muster.certs.scep.FailInfo;
import dev.muster.certs.scep.ScepReading.Request;
import dev.muster.certs.scep.ScepTransaction;
import dev.muster.certs.scep.ScepWriter;
import dev.muster.gateway.enrollment.CertificateRenewal;
import dev.muster.gateway.enrollment.EnrolmentAnswer;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Issued;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Kind;
import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.TokenEnrolment;
import dev.muster.gateway.model.Tenant;

/**
 * Serves {@link ScepRoute}: decides on a request that was read. Whoever signs with a key of their own needs a challenge, which is an
 * enrolment token: single-use, of one user and one device. Whoever signs with a certificate of ours renews it (R18) and needs
 * none; any other signer is refused.
 */
public final class ScepDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ScepDesk.class);

    private final TokenEnrolment enrolment;
    private final CertificateRenewal renewal;
    private final ClientVerifier verifier;
    private final ScepWriter writer;
    private final Clock clock;

    public ScepDesk(TokenEnrolment enrolment, CertificateRenewal renewal, ClientVerifier verifier, ScepWriter writer,
            Clock clock) {
        this.enrolment = enrolment;
        this.renewal = renewal;
        this.verifier = verifier;
        this.writer = writer;
        this.clock = clock;
    }

    /** What a request comes to. */
    sealed interface Answer {
        /** A pkiMessage. */
        @SuppressWarnings("ArrayRecordComponent") // opaque bytes on their way out, never compared
        record Said(String counted, byte[] message) implements Answer {}

        /** Nothing in SCEP's own words: the client is to come again. */
        record Later(EnrolmentReply.Outcome outcome, String sentence) implements Answer {}
    }

    byte[] failure(ScepTransaction transaction, FailInfo info) {
        return writer.failure(transaction, info);
    }

    /** Nothing is ever pending here. */
    byte[] unknown(ScepTransaction transaction) {
        return writer.failure(transaction, FailInfo.BAD_CERT_ID);
    }

    Answer take(Tenant tenant, Request request) {
        ScepTransaction transaction = request.transaction();
        boolean old = transaction.isSha1() || request.cipher() == ContentCipher.DES;
        if (old && !tenant.options().legacyAlgorithms()) {
            return new Answer.Said("legacy", writer.failure(transaction, FailInfo.BAD_ALG));
        }
        if (request.selfSigned()) {
            return request.challenge().isEmpty()
                    ? new Answer.Said("no-challenge", writer.failure(transaction, FailInfo.BAD_REQUEST))
                    : answer(request, "issued",
                            enrolment.enrol(tenant.id(), request.challenge().get().value(), request.csr()));
        }
        return switch (verifier.verify(transaction.signerCertificate(), clock.instant())) {
            case Verdict.Refused(var reason) -> {
                LOG.info("SCEP: a signer's certificate was refused: {}", reason);
                yield new Answer.Said("wrong-signer", writer.failure(transaction, FailInfo.BAD_MESSAGE_CHECK));
            }
            case Verdict.Ours(var certificate) -> certificate.identity().tenant().equals(tenant.id().value())
                    ? answer(request, "renewed", renewal.renew(certificate, request.csr()))
                    : new Answer.Said("wrong-signer", writer.failure(transaction, FailInfo.BAD_MESSAGE_CHECK));
        };
    }

    private Answer answer(Request request, String counted, EnrolmentAnswer answer) {
        return switch (answer) {
            case Issued(var chain) -> new Answer.Said(counted,
                    writer.success(request.transaction(), chain, request.cipher()));
            case EnrolmentAnswer.Refused refused -> switch (refused.kind()) {
                case BAD_REQUEST, NOT_ALLOWED, NO_AUTHORITY, NO_LICENCE -> {
                    LOG.info("SCEP: refused: {}", refused.sentence());
                    yield new Answer.Said(refused.kind() == Kind.BAD_REQUEST ? "bad-request" : "not-allowed",
                            writer.failure(request.transaction(), FailInfo.BAD_REQUEST));
                }
                case NOT_READY, UNAVAILABLE -> new Answer.Later(refused.kind().outcome(), refused.sentence());
            };
        };
    }
}
