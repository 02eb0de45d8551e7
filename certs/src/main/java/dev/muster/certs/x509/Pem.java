package dev.muster.certs.x509;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Certificates and keys as text, for whoever reads or writes such files. Holds nothing. */
public final class Pem {
    private static final int MAX_CHARACTERS = 256 * 1024;
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /** Certificates as PEM, in this order. */
    public static String of(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            text.append(block("CERTIFICATE", encoded(certificate)));
        }
        return text.toString();
    }

    /** A private key as PKCS#8 PEM: a secret. */
    public static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** One block of PEM. */
    public static String block(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /**
     * The certificates in a text, in order; other blocks are skipped.
     *
     * @throws CertificateException if there is none, one is malformed, or the text is longer than 256 KB
     */
    public static List<X509Certificate> certificates(String text) throws CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemObject block : blocks(text)) {
            if (block.getType().equals("CERTIFICATE")) {
                certificates.add(certificate(block.getContent()));
            }
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("no CERTIFICATE block");
        }
        return List.copyOf(certificates);
    }

    /**
     * The labelled blocks of a text, in order.
     *
     * @throws CertificateException if one is malformed or the text is longer than 256 KB; names no content
     */
    public static List<PemObject> blocks(String text) throws CertificateException {
        if (text.length() > MAX_CHARACTERS) {
            throw new CertificateException("longer than 256 KB");
        }
        List<PemObject> blocks = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                blocks.add(block);
            }
        } catch (IOException | RuntimeException malformed) {
            // The cause may quote what it read, which may be a key.
            throw new CertificateException("malformed PEM");
        }
        return blocks;
    }

    /** A certificate from its DER encoding. */
    public static X509Certificate certificate(byte[] der) throws CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    }

    /** A certificate's DER encoding. */
    public static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a parsed certificate has an encoding", impossible);
        }
    }

    /** The bytes of an ASCII text. */
    public static byte[] bytes(String pem) {
        return pem.getBytes(StandardCharsets.US_ASCII);
    }
}
