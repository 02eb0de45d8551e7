package dev.muster.certs.ca;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.CertificateIdentity.Purpose;
import dev.muster.certs.identity.CertificateVerifier;
import dev.muster.certs.identity.ClientVerifier.Reason;
import dev.muster.certs.identity.ClientVerifier.Verdict;
import dev.muster.certs.secret.KeyFileVault;
import dev.muster.certs.secret.Vault;
import dev.muster.certs.testing.OpenSsl;
import dev.muster.certs.testing.Requests;
import dev.muster.certs.x509.KeyAndChain;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;
import dev.muster.certs.x509.Pkcs12;
import dev.muster.certs.x509.RevokedSerial;

/** An RSA chain, a CA that somebody brings, and the list of revoked certificates, with openssl as maker and judge. */
@Timeout(120)
class KindsOfCaTest {
    private final SecureRandom random = new SecureRandom();
    private final Clock clock = Clock.systemUTC();
    private final Path directory;
    private final Vault vault;

    KindsOfCaTest(@TempDir Path directory) {
        this.directory = directory;
        this.vault = KeyFileVault.open(directory.resolve("muster.key"), random);
    }

    @Test
    void anRsaChainIssuesAndVerifiesDevicesAndServers() throws Exception {
        DeviceCa ca = DeviceCa.openOrCreate(directory.resolve("ca"), vault, CaKeys.RSA, random, clock);
        IssuedCertificate device = device(ca);
        assertVerifies(ca, device.certificate(), "sslclient");
        assertOurs(ca, device);
        ServerCertificate server = new ServerCertificateFiles(directory.resolve("server"), vault, ca, random, clock)
                .openOrCreate("mdm.example.com");
        assertEquals("RSA", server.key().getAlgorithm(), "a client that knows no curves can speak to it");
        assertVerifies(ca, server.leaf(), "sslserver");
        DeviceCa again = DeviceCa.openOrCreate(directory.resolve("ca"), vault, CaKeys.P256, random, clock);
        assertEquals(ca.root(), again.root(), "one that is there keeps its keys");
        assertEquals(CaKeys.RSA, again.keys());
        X509Certificate stranger = device(DeviceCa.openOrCreate(directory.resolve("other"), vault, CaKeys.RSA, random,
                clock)).certificate();
        assertEquals(new Verdict.Refused(Reason.FOREIGN_ISSUER),
                new CertificateVerifier(ca.issuers(), 10).verify(Pem.encoded(stranger), clock.instant()));
    }

    @Test
    void aForgedSignatureOfAnRsaChainIsRefused() {
        DeviceCa ca = DeviceCa.openOrCreate(directory.resolve("ca"), vault, CaKeys.RSA, random, clock);
        byte[] forged = Pem.encoded(device(ca).certificate());
        forged[forged.length - 5] ^= 1;
        assertEquals(new Verdict.Refused(Reason.BAD_SIGNATURE),
                new CertificateVerifier(ca.issuers(), 10).verify(forged, clock.instant()));
    }

    @Test
    void takesACaOfOpensslAsPemAndAsPkcs12() throws Exception {
        openssl("req", "-x509", "-newkey", "rsa:3072", "-nodes", "-keyout", "root.key", "-out", "root.pem", "-days",
                "3650", "-subj", "/CN=Contoso root", "-addext", "keyUsage=critical,keyCertSign,cRLSign");
        intermediate("policy", "root", "rsa:2048");
        intermediate("issuing", "policy", "ec");
        String pem = read("issuing.pem") + read("policy.pem") + read("root.pem");
        DeviceCa imported = importing("ca", new KeyAndChain(key("issuing.key"), Pem.certificates(pem)));
        assertEquals(3, imported.acceptedIssuers().size());
        assertEquals("CN=Contoso root", imported.root().getSubjectX500Principal().getName());
        IssuedCertificate device = device(imported);
        assertEquals(4, device.chain().size());
        assertVerifies(imported, device.certificate(), "sslclient");
        assertOurs(imported, device);
        assertFalse(Files.exists(directory.resolve("ca/root.key")), "the root's key stays where it is");
        String sealed = new String(Files.readAllBytes(directory.resolve("ca/issuing.key")),
                StandardCharsets.ISO_8859_1);
        assertFalse(sealed.contains("PRIVATE"), "sealed");
        assertEquals(imported.issuers(), DeviceCa.open(directory.resolve("ca"), vault, random).orElseThrow().issuers());

        Files.writeString(directory.resolve("above.pem"), read("policy.pem") + read("root.pem"));
        openssl("pkcs12", "-export", "-inkey", "issuing.key", "-in", "issuing.pem", "-certfile", "above.pem", "-out",
                "ca.p12", "-passout", "pass:hush");
        byte[] file = Files.readAllBytes(directory.resolve("ca.p12"));
        KeyAndChain opened = Pkcs12.read(file, "hush".toCharArray()).orElseThrow();
        assertEquals(imported.issuers(), importing("second", opened).issuers());
        assertTrue(Pkcs12.read(file, "wrong".toCharArray()).isEmpty());
    }

    @Test
    void aRootMayIssueByItself() throws Exception {
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "root.key",
                "-out", "root.pem", "-days", "3650", "-subj", "/CN=Small root", "-addext",
                "keyUsage=critical,keyCertSign,cRLSign");
        DeviceCa imported = importing("ca", given("root.key", "root.pem"));
        assertEquals(2, device(imported).chain().size());
        assertVerifies(imported, device(imported).certificate(), "sslclient");
        assertEquals(imported.acceptedIssuers(),
                DeviceCa.open(directory.resolve("ca"), vault, random).orElseThrow().acceptedIssuers());
    }

    @Test
    void saysWhyACaCannotBeUsed() throws Exception {
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "root.key", "-out", "root.pem", "-days",
                "3650", "-subj", "/CN=Contoso root", "-addext", "keyUsage=critical,keyCertSign,cRLSign");
        intermediate("issuing", "root", "ec");
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "plain.key", "-out", "plain.pem", "-days",
                "30", "-subj", "/CN=server", "-addext", "basicConstraints=critical,CA:FALSE");
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521", "-nodes", "-keyout", "big.key",
                "-out", "big.pem", "-days", "30", "-subj", "/CN=P-521");
        assertRefused("may not issue certificates", given("plain.key", "plain.pem"));
        assertRefused("neither P-256 nor RSA", given("big.key", "big.pem"));
        assertRefused("the last one, and it is no root", given("issuing.key", "issuing.pem"));
        assertRefused("does not belong to the first", given("root.key", "issuing.pem", "root.pem"));
        assertRefused("does not belong to the first", given("issuing.key", "root.pem", "issuing.pem"));
        assertRefused("did not issue CN=issuing", given("issuing.key", "issuing.pem", "plain.pem"));
        assertRefused("is not valid now", given("root.key", "root.pem"), Duration.ofDays(4000));
        importing("ca", given("issuing.key", "issuing.pem", "root.pem"));
        assertTrue(assertThrows(KeyMaterialUnusable.class, () -> importing("ca", given("root.key", "root.pem")))
                .getMessage().contains("is there already"));
    }

    @Test
    void opensslReadsTheListOfRevokedCertificatesOfEitherKind() throws Exception {
        for (CaKeys keys : CaKeys.values()) {
            DeviceCa ca = DeviceCa.openOrCreate(directory.resolve("ca-" + keys), vault, keys, random, clock)
                    .withRevocationListAt("http://mdm.example.com/enroll/crl");
            X509Certificate lost = device(ca).certificate();
            X509Certificate kept = device(ca).certificate();
            byte[] list = ca.revocationList(List.of(new RevokedSerial(lost.getSerialNumber(), clock.instant())),
                    clock.instant());
            Files.write(directory.resolve("list.crl"), list);
            openssl("crl", "-inform", "DER", "-in", "list.crl", "-out", "list.pem");
            Files.writeString(directory.resolve("chain.pem"), Pem.of(ca.acceptedIssuers()));
            String text = openssl("crl", "-in", "list.pem", "-noout", "-text", "-CAfile", "chain.pem");
            assertTrue(text.contains("verify OK") && text.contains("X509v3 CRL Number"), text);
            write("lost.pem", lost);
            write("kept.pem", kept);
            OpenSsl.Run refused = check("lost.pem");
            assertTrue(refused.exit() != 0 && refused.output().contains("certificate revoked"), refused.output());
            OpenSsl.Run good = check("kept.pem");
            assertEquals(0, good.exit(), good.output());
            assertTrue(openssl("x509", "-in", "kept.pem", "-noout", "-text").contains("mdm.example.com/enroll/crl"));
        }
    }

    private OpenSsl.Run check(String certificate) throws IOException, InterruptedException {
        return OpenSsl.run(directory, "verify", "-crl_check", "-CAfile", "chain.pem", "-CRLfile", "list.pem",
                certificate);
    }

    private void assertRefused(String why, KeyAndChain given) {
        assertRefused(why, given, Duration.ZERO);
    }

    private void assertRefused(String why, KeyAndChain given, Duration later) {
        KeyMaterialUnusable refused = assertThrows(KeyMaterialUnusable.class,
                () -> DeviceCa.importInto(directory.resolve("refused"), vault, "files", given, random,
                        Clock.offset(clock, later)));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
        assertFalse(Files.exists(directory.resolve("refused")), "nothing is left behind");
    }

    private DeviceCa importing(String name, KeyAndChain given) {
        return DeviceCa.importInto(directory.resolve(name), vault, "files", given, random, clock);
    }

    private KeyAndChain given(String key, String... certificates) throws IOException, CertificateException {
        StringBuilder pem = new StringBuilder();
        for (String certificate : certificates) {
            pem.append(read(certificate));
        }
        return new KeyAndChain(key(key), Pem.certificates(pem.toString()));
    }

    private void intermediate(String name, String issuer, String kind) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("ca.ext"),
                "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n");
        openssl("req", "-newkey", kind, "-pkeyopt",
                kind.equals("ec") ? "ec_paramgen_curve:P-256" : "rsa_keygen_bits:2048",
                "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name);
        openssl("x509", "-req", "-in", name + ".csr", "-CA", issuer + ".pem", "-CAkey", issuer + ".key",
                "-CAcreateserial", "-days", "1825", "-extfile", "ca.ext", "-out", name + ".pem");
    }

    private IssuedCertificate device(DeviceCa ca) {
        CertificateIdentity identity = new CertificateIdentity(Purpose.DEVICE, "contoso", UUID.randomUUID());
        return assertInstanceOf(CsrOutcome.Issued.class,
                ca.issue(Requests.of(KeyPairs.p256(random)), identity, Duration.ofDays(30), clock)).certificate();
    }

    private void assertOurs(DeviceCa ca, IssuedCertificate device) {
        Instant now = clock.instant();
        assertEquals(new Verdict.Ours(device.facts()),
                new CertificateVerifier(ca.issuers(), 10).verify(Pem.encoded(device.certificate()), now));
    }

    private void assertVerifies(DeviceCa ca, X509Certificate certificate, String purpose) throws Exception {
        Files.writeString(directory.resolve("trusted.pem"), Pem.of(List.of(ca.root())));
        Files.writeString(directory.resolve("between.pem"), Pem.of(ca.acceptedIssuers()));
        write("leaf.pem", certificate);
        openssl("verify", "-x509_strict", "-purpose", purpose, "-CAfile", "trusted.pem", "-untrusted", "between.pem",
                "leaf.pem");
    }

    private String openssl(String... arguments) throws IOException, InterruptedException {
        OpenSsl.Run run = OpenSsl.run(directory, arguments);
        assertEquals(0, run.exit(), String.join(" ", arguments) + ": " + run.output());
        return run.output();
    }

    private PrivateKey key(String name) throws IOException, CertificateException {
        return KeyPairs.fromPkcs8(Pem.blocks(read(name)).getFirst().getContent()).orElseThrow();
    }

    private String read(String name) throws IOException {
        return Files.readString(directory.resolve(name), StandardCharsets.ISO_8859_1);
    }

    private void write(String name, X509Certificate certificate) throws IOException {
        Files.writeString(directory.resolve(name), Pem.of(List.of(certificate)));
    }
}
