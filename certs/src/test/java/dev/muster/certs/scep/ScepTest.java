package dev.muster.certs.scep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.DefaultCMSSignatureAlgorithmNameGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.bc.BcRSASignerInfoVerifierBuilder;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.muster.certs.scep.ScepReading.Challenge;
import dev.muster.certs.scep.ScepReading.Poll;
import dev.muster.certs.scep.ScepReading.Problem;
import dev.muster.certs.scep.ScepReading.Refused;
import dev.muster.certs.scep.ScepReading.Request;
import dev.muster.certs.scep.ScepReading.Unreadable;
import dev.muster.certs.scep.TestClient.Wishes;
import dev.muster.certs.testing.Requests;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/** SCEP with a client of our own: what is taken, what is refused and how, and what the answers say. */
@Timeout(60)
final class ScepTest {
    private static final TestAuthority RA = new TestAuthority();
    private static final TestClient CLIENT = new TestClient(KeyPairs.rsa2048(TestAuthority.RANDOM));

    private static byte[] message(Wishes wishes) {
        return CLIENT.message(wishes,
                CLIENT.enveloped(CLIENT.csr("secret"), RA.authority.certificate(), wishes.cipher()));
    }

    private static String attribute(CMSSignedData answer, ASN1ObjectIdentifier id) {
        SignerInformation signer = answer.getSignerInfos().getSigners().iterator().next();
        return signer.getSignedAttributes().get(id).getAttrValues().getObjectAt(0).toString();
    }

    @ParameterizedTest
    @CsvSource({"DES,SHA1", "DES_EDE3,SHA1", "AES_128,SHA256", "AES_192,SHA384", "AES_256,SHA512"})
    void readsRequestsInEveryCipherThatClientsSpeakAndAnswersInIt(ContentCipher cipher, String digest)
            throws Exception {
        Request request = assertInstanceOf(Request.class, RA.reader.read(message(Wishes.USUAL.with(cipher, digest))));
        assertEquals("4711", request.transaction().id());
        assertEquals(cipher, request.cipher());
        assertEquals(Optional.of(new Challenge("secret")), request.challenge());
        assertTrue(request.selfSigned());

        SubjectPublicKeyInfo key = new PKCS10CertificationRequest(request.csr()).getSubjectPublicKeyInfo();
        X509Certificate issued = RA.issue(key);
        CMSSignedData answer = new CMSSignedData(
                RA.writer.success(request.transaction(), List.of(issued, RA.root), cipher));
        assertSignedByTheAuthority(answer);
        assertEquals("0", attribute(answer, ScepIdentifiers.PKI_STATUS));
        assertEquals("3", attribute(answer, ScepIdentifiers.MESSAGE_TYPE));
        assertEquals("4711", attribute(answer, ScepIdentifiers.TRANSACTION_ID));
        SignedData certificates = SignedData.getInstance(ContentInfo.getInstance(CLIENT.opened(answer)).getContent());
        assertArrayEquals(Pem.encoded(issued),
                Certificate.getInstance(certificates.getCertificates().getObjectAt(0)).getEncoded());
        assertEquals(2, certificates.getCertificates().size());
    }

    private static void assertSignedByTheAuthority(CMSSignedData answer) throws Exception {
        Collection<X509CertificateHolder> inside = answer.getCertificates().getMatches(null);
        assertEquals(List.of(RA.authority.certificate()), List.copyOf(inside));
        SignerInformation signer = answer.getSignerInfos().getSigners().iterator().next();
        assertTrue(signer.verify(new BcRSASignerInfoVerifierBuilder(new DefaultCMSSignatureAlgorithmNameGenerator(),
                new DefaultSignatureAlgorithmIdentifierFinder(), new DefaultDigestAlgorithmIdentifierFinder(),
                new BcDigestCalculatorProvider()).build(RA.authority.certificate())));
        assertArrayEquals(TestClient.NONCE, ASN1OctetString.getInstance(signer.getSignedAttributes()
                .get(ScepIdentifiers.RECIPIENT_NONCE).getAttrValues().getObjectAt(0)).getOctets());
    }

    @ParameterizedTest
    @EnumSource(FailInfo.class)
    void tellsAClientWhyItGetsNothing(FailInfo info) throws Exception {
        Request request = assertInstanceOf(Request.class, RA.reader.read(message(Wishes.USUAL)));
        CMSSignedData answer = new CMSSignedData(RA.writer.failure(request.transaction(), info));
        assertSignedByTheAuthority(answer);
        assertEquals("2", attribute(answer, ScepIdentifiers.PKI_STATUS));
        assertEquals(info.wireName(), attribute(answer, ScepIdentifiers.FAIL_INFO));
    }

    @Test
    void tellsAClientToAskAgainAndKnowsItWhenItDoes() throws Exception {
        Request request = assertInstanceOf(Request.class, RA.reader.read(message(Wishes.USUAL)));
        CMSSignedData answer = new CMSSignedData(RA.writer.pending(request.transaction()));
        assertEquals("3", attribute(answer, ScepIdentifiers.PKI_STATUS));
        Poll poll = assertInstanceOf(Poll.class,
                RA.reader.read(message(Wishes.USUAL.with(MessageType.GET_CERT_INITIAL))));
        assertEquals("4711", poll.transaction().id());
    }

    @Test
    void readsARenewalSignedWithTheCertificateItRenews() {
        X509Certificate old = RA.issue(TestAuthority.info(CLIENT.keys));
        byte[] envelope = CLIENT.enveloped(CLIENT.csr(), RA.authority.certificate(), ContentCipher.AES_256);
        Request request = assertInstanceOf(Request.class, RA.reader
                .read(CLIENT.message(Wishes.USUAL.with(MessageType.RENEWAL_REQ), envelope, holder(old))));
        assertEquals(MessageType.RENEWAL_REQ, request.type());
        assertFalse(request.selfSigned());
        assertEquals(holder(old), request.transaction().signer());
        assertEquals(Optional.empty(), request.challenge());
    }

    private static X509CertificateHolder holder(X509Certificate certificate) {
        try {
            return new X509CertificateHolder(Pem.encoded(certificate));
        } catch (java.io.IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    @Test
    void refusesASignatureThatIsNotTheSigners() {
        byte[] good = message(Wishes.USUAL);
        byte[] bad = good.clone();
        bad[bad.length - 40] ^= 1; // behind it stand the ends of BER containers
        assertEquals(new Unreadable(Problem.SIGNATURE), RA.reader.read(bad));
        TestClient other = new TestClient(KeyPairs.rsa2048(TestAuthority.RANDOM));
        byte[] forged = other.message(Wishes.USUAL,
                CLIENT.enveloped(CLIENT.csr("x"), RA.authority.certificate(), ContentCipher.AES_128),
                CLIENT.certificate);
        assertEquals(new Unreadable(Problem.SIGNATURE), RA.reader.read(forged));
    }

    /** Found by fuzzing: no signature of the message covers the certificate, so whoever renews is looked up by all of its bytes. */
    @Test
    void provesTheKeyOfTheSignerAndNothingElseOfItsCertificate() {
        byte[] message = message(Wishes.USUAL);
        String text = new String(message, StandardCharsets.ISO_8859_1);
        int issuer = text.indexOf("Self");
        int subject = text.indexOf("Self", issuer + 1);
        message[subject + 3] = 'g';
        Request request = assertInstanceOf(Request.class, RA.reader.read(message));
        assertEquals("CN=Selg", request.transaction().signer().getSubject().toString());
        assertFalse(request.selfSigned());
        assertEquals(CLIENT.certificate.getSubjectPublicKeyInfo(),
                request.transaction().signer().getSubjectPublicKeyInfo());
    }

    @Test
    void refusesADigestThatProvesNothingAndKeysThatAreTooShort() {
        assertEquals(new Unreadable(Problem.DIGEST),
                RA.reader.read(message(Wishes.USUAL.with(ContentCipher.AES_128, "MD5"))));
        TestClient weak = new TestClient(Requests.rsa(1024));
        assertEquals(new Unreadable(Problem.SIGNER_KEY), RA.reader.read(weak.message(Wishes.USUAL,
                weak.enveloped(weak.csr(), RA.authority.certificate(), ContentCipher.AES_128))));
    }

    @Test
    void refusesTransactionsWithoutAName() {
        assertEquals(new Unreadable(Problem.ATTRIBUTES), RA.reader.read(message(Wishes.USUAL.with(""))));
        assertEquals(new Unreadable(Problem.ATTRIBUTES), RA.reader.read(message(Wishes.USUAL.with("x".repeat(256)))));
        Request silent = assertInstanceOf(Request.class, RA.reader.read(message(Wishes.USUAL.withoutNonce())));
        assertEquals(0, silent.transaction().senderNonce().length);
    }

    private static void assertRefused(FailInfo info, Problem problem, byte[] message) {
        Refused refused = assertInstanceOf(Refused.class, RA.reader.read(message));
        assertEquals(info, refused.info());
        assertEquals(problem, refused.problem());
        assertEquals("4711", refused.transaction().id());
    }

    @ParameterizedTest
    @EnumSource(value = MessageType.class, names = {"CERT_REP", "GET_CERT", "GET_CRL"})
    void refusesWhatItDoesNotServe(MessageType type) {
        assertRefused(FailInfo.BAD_REQUEST, Problem.MESSAGE_TYPE, message(Wishes.USUAL.with(type)));
    }

    @Test
    void refusesWhatIsEncryptedForSomebodyElse() {
        byte[] envelope = CLIENT.enveloped(CLIENT.csr("x"), CLIENT.certificate, ContentCipher.AES_128);
        assertRefused(FailInfo.BAD_ALG, Problem.ENVELOPE, CLIENT.message(Wishes.USUAL, envelope));
        assertRefused(FailInfo.BAD_ALG, Problem.ENVELOPE, CLIENT.message(Wishes.USUAL, new byte[0]));
    }

    @Test
    void givesOneAnswerForEveryReasonNotToDecrypt() {
        byte[] envelope = CLIENT.enveloped(CLIENT.csr("x"), RA.authority.certificate(), ContentCipher.AES_128);
        for (int at = 0; at < 256; at += 15) {
            assertRefused(FailInfo.BAD_MESSAGE_CHECK, Problem.CONTENT,
                    CLIENT.message(Wishes.USUAL, Damage.ofKey(envelope, at)));
        }
        assertRefused(FailInfo.BAD_MESSAGE_CHECK, Problem.CONTENT,
                CLIENT.message(Wishes.USUAL, Damage.ofContent(envelope, 0)));
        byte[] noRequest = CLIENT.enveloped("no request".getBytes(StandardCharsets.US_ASCII),
                RA.authority.certificate(),
                ContentCipher.AES_128);
        assertRefused(FailInfo.BAD_MESSAGE_CHECK, Problem.CONTENT, CLIENT.message(Wishes.USUAL, noRequest));
        assertRefused(FailInfo.BAD_MESSAGE_CHECK, Problem.CONTENT,
                CLIENT.message(Wishes.USUAL, Damage.ofContent(noRequest, 15)));
    }

    @Test
    void refusesTwoChallengesAndASelfSignedSignerWithAnotherKey() {
        byte[] two = CLIENT.enveloped(CLIENT.csr("a", "b"), RA.authority.certificate(), ContentCipher.AES_128);
        assertRefused(FailInfo.BAD_MESSAGE_CHECK, Problem.CONTENT, CLIENT.message(Wishes.USUAL, two));
        TestClient other = new TestClient(KeyPairs.rsa2048(TestAuthority.RANDOM));
        byte[] foreign = CLIENT.enveloped(other.csr("a"), RA.authority.certificate(), ContentCipher.AES_128);
        assertRefused(FailInfo.BAD_MESSAGE_CHECK, Problem.CONTENT, CLIENT.message(Wishes.USUAL, foreign));
    }

    @Test
    void refusesBytesThatAreNoMessage() {
        assertEquals(new Unreadable(Problem.NOT_SIGNED_DATA), RA.reader.read(new byte[0]));
        assertEquals(new Unreadable(Problem.TOO_LARGE), RA.reader.read(new byte[ScepReader.MAX_BYTES + 1]));
        byte[] good = message(Wishes.USUAL);
        for (int length = 0; length < good.length; length += 37) {
            assertInstanceOf(Unreadable.class, RA.reader.read(java.util.Arrays.copyOf(good, length)));
        }
        byte[] answer = new ScepService(RA.authority).certificates();
        assertEquals(new Unreadable(Problem.NOT_SIGNED_DATA), RA.reader.read(answer));
    }

    @Test
    void showsItsCertificatesAndWhatItCan() throws Exception {
        ScepService service = new ScepService(RA.authority);
        SignedData certificates = SignedData.getInstance(ContentInfo.getInstance(service.certificates()).getContent());
        assertArrayEquals(Pem.encoded(RA.registration),
                Certificate.getInstance(certificates.getCertificates().getObjectAt(0)).getEncoded());
        assertArrayEquals(Pem.encoded(RA.root),
                Certificate.getInstance(certificates.getCertificates().getObjectAt(1)).getEncoded());
        List<String> capabilities = new String(service.capabilities(false), StandardCharsets.US_ASCII).lines().toList();
        assertTrue(capabilities.containsAll(List.of("POSTPKIOperation", "AES", "SHA-256", "SCEPStandard")));
        assertFalse(capabilities.contains("SHA-1"));
        assertTrue(new String(service.capabilities(true), StandardCharsets.US_ASCII).lines().toList()
                .containsAll(List.of("AES", "SHA-1", "DES3")));
    }

    @Test
    void showsNoSecretInTheTextForm() {
        Request request = assertInstanceOf(Request.class, RA.reader.read(message(Wishes.USUAL)));
        assertFalse(request.toString().contains("secret"), request.toString());
        assertEquals("ScepAuthority[CN=Test RA]", RA.authority.toString());
    }
}
