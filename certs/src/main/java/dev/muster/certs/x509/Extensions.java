package dev.muster.certs.x509;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The sets of extensions our certificates carry (RFC 5280, section 4.2). Holds nothing. */
public final class Extensions {
    private Extensions() {}

    /** Of a certificate authority with at most {@code below} authorities below it. */
    public static List<Extension> ofAuthority(int below) {
        return List.of(extension(Extension.basicConstraints, true, new BasicConstraints(below)),
                extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
    }

    /** Of a TLS client, with alternative names if there are any. */
    public static List<Extension> ofClient(GeneralName... names) {
        return ofEndEntity(KeyPurposeId.id_kp_clientAuth, names);
    }

    /** Of a TLS server, known by these names. */
    public static List<Extension> ofServer(GeneralName... names) {
        return ofEndEntity(KeyPurposeId.id_kp_serverAuth, names);
    }

    /** Of a registration authority, which signs answers and decrypts requests. */
    public static List<Extension> ofRegistrationAuthority() {
        return List.of(extension(Extension.basicConstraints, true, new BasicConstraints(false)),
                extension(Extension.keyUsage, true,
                        new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)));
    }

    /** Where the list of revoked certificates is, for the extensions of a certificate. */
    public static Extension revocationListAt(String url) {
        DistributionPointName name = new DistributionPointName(
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url)));
        return extension(Extension.cRLDistributionPoints, false,
                new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)}));
    }

    private static List<Extension> ofEndEntity(KeyPurposeId purpose, GeneralName... names) {
        List<Extension> extensions = new ArrayList<>();
        extensions.add(extension(Extension.basicConstraints, true, new BasicConstraints(false)));
        extensions.add(extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)));
        extensions.add(extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose)));
        if (names.length > 0) {
            extensions.add(extension(Extension.subjectAlternativeName, false, new GeneralNames(names)));
        }
        return extensions;
    }

    private static Extension extension(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        try {
            return new Extension(id, critical, new DEROctetString(value));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
