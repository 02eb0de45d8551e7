package dev.muster.loadtest.target;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Gets certificates from a gateway's enrolment listener. Thread-safe, blocking: for virtual threads. */
public final class EnrolmentClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http;
    private final URI enrol;

    /** The listener did not give a certificate; the message carries its sentence. */
    public static final class EnrolmentRefused extends Exception {
        private static final long serialVersionUID = 1L;

        EnrolmentRefused(String message) {
            super(message);
        }
    }

    /**
     * A client of one gateway.
     *
     * @param enrol address of the listener
     * @param trust whom to trust
     */
    public EnrolmentClient(URI enrol, X509TrustManager trust) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {trust}, null);
            this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls)
                    .connectTimeout(Duration.ofSeconds(10)).build();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has TLS", impossible);
        }
        this.enrol = enrol;
    }

    /**
     * Trades a single-use token and a signing request for a certificate.
     *
     * @param token an administrator's enrolment token
     * @param request PKCS#10, DER encoded
     * @return the device's certificate first, then its issuer, then the root
     */
    public List<X509Certificate> certificate(String token, byte[] request) throws EnrolmentRefused {
        URI address = enrol
                .resolve("/enroll/certificate?token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
        HttpRequest post = HttpRequest.newBuilder(address).timeout(PATIENCE)
                .header("Content-Type", "application/pkcs10").POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build();
        try {
            HttpResponse<byte[]> answer = http.send(post, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new EnrolmentRefused("HTTP " + answer.statusCode() + " "
                        + new String(answer.body(), StandardCharsets.UTF_8).strip());
            }
            return certificates(answer.body());
        } catch (IOException unreachable) {
            throw new EnrolmentRefused("no answer: " + unreachable.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EnrolmentRefused("interrupted");
        }
    }

    /** Reads certificates in PEM. */
    public static List<X509Certificate> certificates(byte[] pem) throws EnrolmentRefused {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (var certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))) {
                chain.add((X509Certificate) certificate);
            }
            if (chain.isEmpty()) {
                throw new EnrolmentRefused("the answer holds no certificate");
            }
            return List.copyOf(chain);
        } catch (CertificateException unreadable) {
            throw new EnrolmentRefused("the answer is no certificate: " + unreadable.getMessage());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
