package dev.muster.certs.scep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.jscep.client.Client;
import org.jscep.client.EnrollmentResponse;
import org.jscep.client.verification.OptimisticCertificateVerifier;
import org.jscep.transport.Transport;
import org.jscep.transport.TransportException;
import org.jscep.transport.request.Operation;
import org.jscep.transport.request.Request;
import org.jscep.transport.response.ContentException;
import org.jscep.transport.response.ScepResponseHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.scep.ScepReading.Challenge;
import dev.muster.certs.testing.OpenSsl;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/** Software we did not write: jscep enrols, openssl reads our answers. */
@Timeout(60)
final class IndependentClientTest {
    private static final TestAuthority RA = new TestAuthority();

    /** Our side of the wire, without the wire. */
    private static final class Here implements Transport {
        private final boolean willing;

        Here(boolean willing) {
            this.willing = willing;
        }

        @Override
        public <T> T sendRequest(Request request, ScepResponseHandler<T> handler) throws TransportException {
            try {
                ScepService service = new ScepService(RA.authority);
                if (request.getOperation() == Operation.GET_CA_CAPS) {
                    return handler.getResponse(service.capabilities(false), "text/plain");
                }
                if (request.getOperation() == Operation.GET_CA_CERT) {
                    return handler.getResponse(service.certificates(), "application/x-x509-ca-ra-cert");
                }
                return handler.getResponse(answer(Base64.getDecoder().decode(request.getMessage())),
                        "application/x-pki-message");
            } catch (ContentException unreadable) {
                throw new TransportException(unreadable);
            }
        }

        private byte[] answer(byte[] message) {
            ScepReading.Request request = assertInstanceOf(ScepReading.Request.class, RA.reader.read(message));
            assertEquals(Optional.of(new Challenge("let me in")), request.challenge());
            return willing
                    ? RA.writer.success(request.transaction(), List.of(issue(request), RA.root), request.cipher())
                    : RA.writer.failure(request.transaction(), FailInfo.BAD_REQUEST);
        }

        private static X509Certificate issue(ScepReading.Request request) {
            try {
                return RA.issue(new PKCS10CertificationRequest(request.csr()).getSubjectPublicKeyInfo());
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    private static EnrollmentResponse enrolled(boolean willing) throws Exception {
        KeyPair keys = KeyPairs.rsa2048(TestAuthority.RANDOM);
        TestClient own = new TestClient(keys);
        Client client = new Client(URI.create("http://127.0.0.1:1/scep").toURL(), new OptimisticCertificateVerifier());
        client.setTransportFactory((method, url) -> new Here(willing));
        return client.enrol(Pem.certificate(own.certificate.getEncoded()), keys.getPrivate(),
                new PKCS10CertificationRequest(own.csr("let me in")));
    }

    @Test
    void enrolsAnIndependentClient() throws Exception {
        EnrollmentResponse response = enrolled(true);
        assertTrue(response.isSuccess());
        assertEquals(2, response.getCertStore().getCertificates(null).size());
        assertTrue(response.getCertStore().getCertificates(null).contains(RA.root));
    }

    @Test
    void refusesAnIndependentClientInItsOwnWords() throws Exception {
        EnrollmentResponse response = enrolled(false);
        assertTrue(response.isFailure());
        assertEquals(org.jscep.transaction.FailInfo.badRequest, response.getFailInfo());
    }

    @Test
    void writesWhatOpensslReads(@TempDir Path directory) throws Exception {
        Path certificates = directory.resolve("certificates.p7");
        Files.write(certificates, new ScepService(RA.authority).certificates());
        OpenSsl.Run listed = OpenSsl.run(directory, "pkcs7", "-inform", "DER", "-in", certificates.toString(),
                "-print_certs", "-noout");
        assertEquals(0, listed.exit(), listed.output());
        assertTrue(listed.output().indexOf("Test RA") >= 0
                && listed.output().indexOf("Test RA") < listed.output().lastIndexOf("subject"), listed.output());

        TestClient client = new TestClient(KeyPairs.rsa2048(TestAuthority.RANDOM));
        byte[] message = client.message(TestClient.Wishes.USUAL,
                client.enveloped(client.csr("x"), RA.authority.certificate(), ContentCipher.AES_128));
        ScepReading.Request request = assertInstanceOf(ScepReading.Request.class, RA.reader.read(message));
        Path answer = directory.resolve("answer.cms");
        Files.write(answer, RA.writer.success(request.transaction(),
                List.of(RA.issue(TestAuthority.info(client.keys)), RA.root), request.cipher()));
        Path root = directory.resolve("root.pem");
        Files.writeString(root, Pem.of(List.of(RA.root)));
        OpenSsl.Run verified = OpenSsl.run(directory, "cms", "-verify", "-inform", "DER", "-in", answer.toString(),
                "-CAfile", root.toString(), "-purpose", "any", "-out", directory.resolve("envelope").toString());
        assertEquals(0, verified.exit(), verified.output());
        Files.writeString(directory.resolve("client.pem"), Pem.of(client.keys.getPrivate()));
        OpenSsl.Run opened = OpenSsl.run(directory, "cms", "-decrypt", "-inform", "DER", "-in",
                directory.resolve("envelope").toString(), "-inkey", directory.resolve("client.pem").toString(), "-out",
                directory.resolve("issued.p7").toString());
        assertEquals(0, opened.exit(), opened.output());
        OpenSsl.Run issued = OpenSsl.run(directory, "pkcs7", "-inform", "DER", "-in",
                directory.resolve("issued.p7").toString(), "-print_certs", "-noout");
        assertTrue(issued.output().contains("Device 1"), issued.output());
    }
}
