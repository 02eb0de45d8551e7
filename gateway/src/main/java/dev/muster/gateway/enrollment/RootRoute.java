package dev.muster.gateway.enrollment;

import java.util.Set;

import dev.muster.certs.x509.Pem;

/** For everybody: the root certificate that devices have to trust, PEM, at {@code GET /enroll/ca}. */
public final class RootRoute implements EnrolmentRoute {
    private final byte[] pem;

    /** @param pem the root certificate */
    public RootRoute(String pem) {
        this.pem = Pem.bytes(pem);
    }

    @Override
    public String name() {
        return "root";
    }

    @Override
    public boolean serves(String path) {
        return "/enroll/ca".equals(path);
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public EnrolmentReply serve(EnrolmentRequest request) {
        return new EnrolmentReply(EnrolmentReply.Outcome.OK, EnrolmentReply.PEM, pem.clone());
    }
}
