package dev.muster.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Date;
import java.util.List;

import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.jscep.client.Client;
import org.jscep.client.EnrollmentResponse;
import org.jscep.client.verification.OptimisticCertificateVerifier;
import org.jscep.message.PkcsPkiEnvelopeDecoder;
import org.jscep.message.PkcsPkiEnvelopeEncoder;
import org.jscep.message.PkiMessageDecoder;
import org.jscep.message.PkiMessageEncoder;
import org.jscep.transaction.EnrollmentTransaction;
import org.jscep.transaction.Transaction;
import org.jscep.transport.Transport;
import org.jscep.transport.TransportException;
import org.jscep.transport.request.Operation;
import org.jscep.transport.request.Request;
import org.jscep.transport.response.ContentException;
import org.jscep.transport.response.ScepResponseHandler;

/** jscep, software we did not write, on the wire to a gateway's enrolment listener; the ways in which its messages travel vary. */
final class ScepClient {
    /** How a message travels. */
    enum Way {
        /** In the body. */
        POST,
        /** In the query. */
        GET,
        /** In the body, and once more in the query. */
        POST_THAT_REPEATS
    }

    private final Fleet fleet;
    private final String path;
    private Way way = Way.POST;
    private String believes = "";

    ScepClient(Fleet fleet, String tenant) {
        this.fleet = fleet;
        this.path = "/enroll/scep/" + tenant;
    }

    ScepClient by(Way next) {
        way = next;
        return this;
    }

    /** Does not ask what the server can, but takes this for it. */
    ScepClient believing(String capabilities) {
        believes = capabilities;
        return this;
    }

    /** The first certificate for a key, by a challenge. */
    EnrollmentResponse enrol(KeyPair keys, String challenge) throws Exception {
        return client().enrol(selfSigned(keys), keys.getPrivate(), csr(keys, challenge));
    }

    /**
     * Another certificate for a key, signed with a certificate there is. Its parts are put together here, since jscep's own client
     * gives up on a certificate whose issuer has a key of another kind.
     */
    EnrollmentResponse renew(Fleet.Phone phone, KeyPair keys) throws Exception {
        X509Certificate current = phone.chain().getFirst();
        X509Certificate registration = registration();
        PkiMessageEncoder encoder = new PkiMessageEncoder(phone.keys().getPrivate(), current,
                new PkcsPkiEnvelopeEncoder(registration, "AES_128"), "SHA256withRSA");
        PkiMessageDecoder decoder = new PkiMessageDecoder(registration,
                new PkcsPkiEnvelopeDecoder(current, phone.keys().getPrivate()));
        EnrollmentTransaction transaction = new EnrollmentTransaction(new Wire(), encoder, decoder, csr(keys, ""));
        return transaction.send() == Transaction.State.CERT_ISSUED
                ? new EnrollmentResponse(transaction.getId(), transaction.getCertStore())
                : new EnrollmentResponse(transaction.getId(), transaction.getFailInfo());
    }

    private X509Certificate registration() throws GeneralSecurityException {
        byte[] answer = fleet.enrolling("GET", path + "?operation=GetCACert", "", new byte[0]).body();
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(answer)).stream()
                .map(X509Certificate.class::cast).filter(each -> each.getPublicKey().getAlgorithm().equals("RSA"))
                .findFirst().orElseThrow();
    }

    private Client client() throws IOException {
        Client client = new Client(URI.create("http://127.0.0.1:1" + path).toURL(),
                new OptimisticCertificateVerifier());
        client.setTransportFactory((method, url) -> new Wire());
        return client;
    }

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Certificates of a success, the device's first. */
    static List<X509Certificate> chain(EnrollmentResponse response) throws GeneralSecurityException {
        return response.getCertStore().getCertificates(null).stream().map(X509Certificate.class::cast)
                .sorted(Comparator.comparingInt(X509Certificate::getBasicConstraints)).toList();
    }

    static PKCS10CertificationRequest csr(KeyPair keys, String challenge) {
        PKCS10CertificationRequestBuilder builder = new PKCS10CertificationRequestBuilder(new X500Name("CN=phone"),
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        if (!challenge.isEmpty()) {
            builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, new DERPrintableString(challenge));
        }
        try {
            return builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()));
        } catch (OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static X509Certificate selfSigned(KeyPair keys) throws Exception {
        return issuedBy("CN=phone", keys);
    }

    /** A certificate that its own key signed, whatever it says of its issuer. */
    static X509Certificate issuedBy(String issuer, KeyPair keys) throws Exception {
        return issuedBy(issuer, keys, "CN=phone", keys);
    }

    /** A certificate for a day, of an issuer's key. */
    static X509Certificate issuedBy(String issuer, KeyPair issuing, String subject, KeyPair keys) throws Exception {
        Instant now = Instant.now();
        byte[] der = new X509v3CertificateBuilder(new X500Name(issuer), BigInteger.valueOf(now.toEpochMilli()),
                Date.from(now.minusSeconds(60)), Date.from(now.plusSeconds(86_400)), new X500Name(subject),
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(issuing.getPrivate())).getEncoded();
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    }

    private final class Wire implements Transport {
        @Override
        public <T> T sendRequest(Request request, ScepResponseHandler<T> handler) throws TransportException {
            try {
                Operation operation = request.getOperation();
                if (operation == Operation.GET_CA_CAPS && !believes.isEmpty()) {
                    return handler.getResponse(believes.getBytes(StandardCharsets.US_ASCII), "text/plain");
                }
                HttpResponse<byte[]> response = exchange(operation, request.getMessage());
                if (response.statusCode() != 200) {
                    throw new TransportException("HTTP " + response.statusCode());
                }
                return handler.getResponse(response.body(),
                        response.headers().firstValue("content-type").orElse(""));
            } catch (ContentException unreadable) {
                throw new TransportException(unreadable);
            }
        }

        private HttpResponse<byte[]> exchange(Operation operation, String message) {
            String target = path + "?operation=" + operation.getName();
            if (operation != Operation.PKI_OPERATION) {
                return fleet.enrolling("GET", target, "", new byte[0]);
            }
            String repeated = target + "&message=" + URLEncoder.encode(message, StandardCharsets.US_ASCII);
            byte[] body = Base64.getDecoder().decode(message);
            return switch (way) {
                case POST -> fleet.enrolling("POST", target, "application/x-pki-message", body);
                case GET -> fleet.enrolling("GET", repeated, "", new byte[0]);
                case POST_THAT_REPEATS -> fleet.enrolling("POST", repeated, "", body);
            };
        }
    }
}
