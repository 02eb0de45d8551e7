package dev.muster.certs.scep;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.bouncycastle.cert.X509CertificateHolder;

/** For enrolment: what SCEP clients fetch before they ask for a certificate (RFC 8894, section 4.2). Thread-safe. */
public final class ScepService {
    /** Capabilities, one a line. SHA-1 and triple DES are what older clients know; SCEPStandard means AES, SHA-256 and POST. */
    private static final String CAPABILITIES = """
            POSTPKIOperation
            Renewal
            SHA-1
            SHA-256
            SHA-512
            DES3
            AES
            SCEPStandard
            """;

    private final byte[] certificates;

    public ScepService(ScepAuthority authority) {
        List<X509CertificateHolder> all = new ArrayList<>();
        all.add(authority.certificate());
        all.addAll(authority.chain());
        this.certificates = CertificatesOnly.of(all);
    }

    /** The answer to GetCACaps, {@code text/plain}. */
    public byte[] capabilities() {
        return CAPABILITIES.getBytes(StandardCharsets.US_ASCII);
    }

    /** The answer to GetCACert, {@code application/x-x509-ca-ra-cert}: the RA's certificate, then its chain up to the root. */
    public byte[] certificates() {
        return certificates.clone();
    }
}
