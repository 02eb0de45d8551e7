package dev.muster.gateway.enrollment;

import java.util.Set;

import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;
import dev.muster.gateway.store.StoreUnavailable;

/** For everybody who checks devices' certificates elsewhere: the list of revoked ones, DER, at {@code GET /enroll/crl}. */
public final class RevocationListRoute implements EnrolmentRoute {
    /** The path. */
    public static final String PATH = "/enroll/crl";
    private static final String CRL = "application/pkix-crl";

    private final RevocationLists lists;

    public RevocationListRoute(RevocationLists lists) {
        this.lists = lists;
    }

    @Override
    public String name() {
        return "crl";
    }

    @Override
    public boolean serves(String path) {
        return PATH.equals(path);
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public EnrolmentReply serve(EnrolmentRequest request) {
        try {
            return new EnrolmentReply(Outcome.OK, CRL, lists.current());
        } catch (StoreUnavailable unavailable) {
            return EnrolmentReply.plain(Issuance.unavailable(unavailable));
        }
    }
}
