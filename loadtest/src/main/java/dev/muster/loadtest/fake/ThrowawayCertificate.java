package dev.muster.loadtest.fake;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A self-signed server certificate for a fake on this machine; valid for a day, trusted by whoever is told to. */
final class ThrowawayCertificate {
    private ThrowawayCertificate() {}

    /**
     * A certificate for {@code localhost} and 127.0.0.1.
     *
     * @param keys P-256
     * @param now start of its validity, less an hour for clocks that differ
     */
    static X509Certificate forLocalhost(KeyPair keys, Instant now) {
        X500Name name = new X500Name("CN=localhost,O=Muster fake push service");
        try {
            var builder = new JcaX509v3CertificateBuilder(name, BigInteger.valueOf(now.toEpochMilli()),
                    Date.from(now.minus(Duration.ofHours(1))), Date.from(now.plus(Duration.ofDays(1))), name,
                    keys.getPublic()).addExtension(Extension.subjectAlternativeName, false,
                            new GeneralNames(new GeneralName[] {new GeneralName(GeneralName.dNSName, "localhost"),
                                    new GeneralName(GeneralName.iPAddress, "127.0.0.1")}));
            return new JcaX509CertificateConverter().getCertificate(
                    builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (CertIOException | CertificateException | OperatorCreationException broken) {
            throw new IllegalStateException("a throw-away certificate cannot be made", broken);
        }
    }
}
