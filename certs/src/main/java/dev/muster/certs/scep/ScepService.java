package dev.muster.certs.scep;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.bouncycastle.cert.X509CertificateHolder;

/** For enrolment: what SCEP clients fetch before they ask for a certificate (RFC 8894, section 4.2). Thread-safe. */
public final class ScepService {
    /** Capabilities, one a line; SCEPStandard means AES, SHA-256 and POST. */
    private static final String CAPABILITIES = """
            POSTPKIOperation
            Renewal
            SHA-256
            SHA-512
            AES
            SCEPStandard
            """;
    /** What older clients know beside that. */
    private static final String LEGACY = """
            SHA-1
            DES3
            """;

    private final byte[] certificates;

    public ScepService(ScepAuthority authority) {
        List<X509CertificateHolder> all = new ArrayList<>();
        all.add(authority.certificate());
        all.addAll(authority.chain());
        this.certificates = CertificatesOnly.of(all);
    }

    /**
     * The answer to GetCACaps, {@code text/plain}.
     *
     * @param legacy whether old algorithms are served too
     */
    public byte[] capabilities(boolean legacy) {
        return (legacy ? CAPABILITIES + LEGACY : CAPABILITIES).getBytes(StandardCharsets.US_ASCII);
    }

    /** The answer to GetCACert, {@code application/x-x509-ca-ra-cert}: the RA's certificate, then its chain up to the root. */
    public byte[] certificates() {
        return certificates.clone();
    }
}
