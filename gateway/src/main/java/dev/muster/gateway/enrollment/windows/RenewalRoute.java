package dev.muster.gateway.enrollment.windows;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.identity.SignedRequest;
import dev.muster.gateway.enrollment.CertificateRenewal;
import dev.muster.gateway.enrollment.EnrolmentAnswer;
import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;
import dev.muster.gateway.enrollment.EnrolmentRequest;
import dev.muster.gateway.enrollment.EnrolmentRoute;
import dev.muster.gateway.enrollment.Issuance;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.enrollment.EnrollmentCodec;
import dev.muster.protocol.enrollment.EnrollmentRequest.Format;
import dev.muster.protocol.enrollment.EnrollmentRequest.RequestSecurityToken;
import dev.muster.protocol.enrollment.EnrollmentResponse.Provisioned;
import dev.muster.protocol.enrollment.EnrollmentResponse.Step;
import dev.muster.protocol.enrollment.WindowsProvisioning.Store;

/**
 * The renewal of a certificate by its device alone (R18; MS-MDE2, section 3.4, ROBO): over mutual TLS with the certificate that ends,
 * the request signed by it. Nothing is asked of the user, and the rules of enrolling are not asked again. No refusal here ends an
 * enrolment (R14): it is a SOAP fault, and the device tries again in some days.
 */
public final class RenewalRoute implements EnrolmentRoute {
    private static final String PATH = "/EnrollmentServer/Renewal.svc";
    private static final String OF_DEVICE = "store=system";

    private final CertificateRenewal renewal;
    private final Provisioner provisioner;
    private final Supplier<String> traces;

    RenewalRoute(CertificateRenewal renewal, Provisioner provisioner, Supplier<String> traces) {
        this.renewal = renewal;
        this.provisioner = provisioner;
        this.traces = traces;
    }

    /** Path and query that a device is given: they say where it keeps its certificate, which nothing else would. */
    static String address(Store store) {
        return switch (store) {
            case USER -> PATH;
            case SYSTEM -> PATH + "?" + OF_DEVICE;
        };
    }

    @Override
    public String name() {
        return "windows-renewal";
    }

    @Override
    public boolean serves(String path) {
        return PATH.equals(path);
    }

    @Override
    public Set<String> methods() {
        return Set.of("POST");
    }

    @Override
    public EnrolmentReply serve(EnrolmentRequest request) {
        if (request.caller().isEmpty()) {
            return new EnrolmentReply(Outcome.NOT_FOUND, "", new byte[0]);
        }
        try {
            if (EnrollmentCodec.decodeRequest(request.body()) instanceof RequestSecurityToken token
                    && token.renewal() && token.format() == Format.PKCS7) {
                Store store = request.query().equals(OF_DEVICE) ? Store.SYSTEM : Store.USER;
                return renew(request.caller().get(), token, store);
            }
            return refuse(EnrollmentCodec.messageId(request.body()).orElse(""), Complaint.WRONG_ADDRESS);
        } catch (MalformedMessage malformed) {
            return Replies.unreadable(Step.REQUEST_SECURITY_TOKEN, request.body(), traces);
        } catch (StoreUnavailable unavailable) {
            return Replies.fault(Step.REQUEST_SECURITY_TOKEN,
                    EnrollmentCodec.messageId(request.body()).orElse(""),
                    new Objected(Complaint.BUSY, Issuance.unavailable(unavailable).sentence()), traces);
        }
    }

    private EnrolmentReply renew(Caller caller, RequestSecurityToken token, Store store) {
        String id = token.header().messageId();
        Optional<SignedRequest> signed = SignedRequest.read(token.request());
        if (signed.isEmpty()) {
            return refuse(id, Complaint.BAD_CERTIFICATE_REQUEST);
        }
        // The certificate first: nobody's key but the caller's is calculated with.
        if (!Fingerprint.of(signed.get().certificate()).equals(caller.certificate()) || !signed.get().verifies()) {
            return refuse(id, Complaint.BAD_CERTIFICATE_REQUEST);
        }
        return switch (renewal.renew(caller, signed.get().content())) {
            case EnrolmentAnswer.Issued(var chain) -> renewed(id, caller, chain, store);
            case EnrolmentAnswer.Refused(EnrolmentAnswer.Kind kind, String sentence) -> Replies.fault(
                    Step.REQUEST_SECURITY_TOKEN, id, new Objected(complaint(kind), sentence), traces);
        };
    }

    private EnrolmentReply renewed(String id, Caller caller, List<X509Certificate> chain, Store store) {
        return Replies.answer("renewed", new Provisioned(id,
                provisioner.renewed(caller.tenant().value(), caller.device(), chain, store)));
    }

    private static Complaint complaint(EnrolmentAnswer.Kind kind) {
        return switch (kind) {
            case BAD_REQUEST -> Complaint.BAD_CERTIFICATE_REQUEST;
            case NO_AUTHORITY, NO_LICENCE, NOT_ALLOWED -> Complaint.NOT_RENEWABLE;
            case NOT_READY, UNAVAILABLE -> Complaint.BUSY;
        };
    }

    private EnrolmentReply refuse(String id, Complaint complaint) {
        return Replies.fault(Step.REQUEST_SECURITY_TOKEN, id, Objected.of(complaint), traces);
    }
}
