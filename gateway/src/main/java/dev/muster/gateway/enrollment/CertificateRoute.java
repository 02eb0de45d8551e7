package dev.muster.gateway.enrollment;

import java.util.Set;

import dev.muster.certs.x509.Pem;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Issued;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Kind;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Refused;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;

/** For people and programs with a token and a PKCS#10 request: {@code POST /enroll/certificate?token=}. */
public final class CertificateRoute implements EnrolmentRoute {
    /** The path. */
    public static final String PATH = "/enroll/certificate";

    private final TokenEnrolment enrolment;

    public CertificateRoute(TokenEnrolment enrolment) {
        this.enrolment = enrolment;
    }

    @Override
    public String name() {
        return "certificate";
    }

    @Override
    public boolean serves(String path) {
        return PATH.equals(path);
    }

    @Override
    public Set<String> methods() {
        return Set.of("POST");
    }

    /** The content type is not looked at. */
    @Override
    public EnrolmentReply serve(EnrolmentRequest request) {
        String token = request.parameter("token");
        EnrolmentAnswer answer = token.isEmpty()
                ? new Refused(Kind.BAD_REQUEST, "The address lacks its token: POST " + PATH + "?token=<token>.")
                : enrolment.enrol(token, request.body());
        return switch (answer) {
            case Issued(var chain) -> new EnrolmentReply(Outcome.OK, "issued", EnrolmentReply.PEM,
                    Pem.bytes(Pem.of(chain)));
            case Refused refused -> EnrolmentReply.plain(refused);
        };
    }
}
