package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.ca.CaKeys;
import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.ca.ServerCertificate;
import dev.muster.certs.ca.ServerCertificateFiles;
import dev.muster.certs.secret.KeyFileVault;
import dev.muster.certs.secret.Vault;
import dev.muster.certs.x509.KeyAndChain;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.config.GatewayConfig;

/** Certificates of a whole gateway: kinds of CA, the published list, a server certificate that changes under way. */
@Timeout(180)
class CertificatesGatewayTest {
    private final SecureRandom random = new SecureRandom();
    private final Path directory;
    private final Path data;

    CertificatesGatewayTest(@TempDir Path directory) {
        this.directory = directory;
        this.data = directory.resolve("data");
    }

    @Test
    void anRsaCaServesDevicesFromTheirTokenToTheirCheckIn() throws Exception {
        try (Gateway gateway = Gateway.start(config("  ca: {keys: rsa}"))) {
            Fleet fleet = tenant(gateway);
            Fleet.Phone phone = fleet.enrol("contoso", "windows");
            assertEquals("RSA", phone.chain().get(1).getPublicKey().getAlgorithm());
            assertEquals(200, fleet.checkIn(phone, packageOne()).statusCode());
        }
        Gateway.start(config("")).close();
    }

    @Test
    void anImportedCaIssuesFromTheFirstStartOnAndItsFilesMayGo() throws Exception {
        DeviceCa foreign = foreign(CaKeys.RSA);
        String given = "  ca: {chainFile: " + directory.resolve("chain.pem") + ", keyFile: "
                + directory.resolve("issuing.key") + "}";
        try (Gateway gateway = Gateway.start(config(given))) {
            Fleet.Phone phone = tenant(gateway).enrol("contoso", "windows");
            assertEquals(foreign.issuers().getFirst(), phone.chain().get(1));
        }
        Files.delete(directory.resolve("issuing.key"));
        Gateway.start(config(given)).close();
        Path imported = directory.resolve("imported");
        foreign(CaKeys.P256);
        KeyAndChain chain = dev.muster.certs.ca.KeyFiles.pem("device CA", directory.resolve("chain.pem"),
                directory.resolve("issuing.key"));
        GatewayConfig there = config("").withData(imported);
        assertEquals(chain.chain().getLast(), CaImport.run(there, () -> chain).root());
        assertThrows(CannotStart.class, () -> CaImport.run(there, () -> chain), "not twice");
        try (Gateway gateway = Gateway.start(there)) {
            assertTrue(gateway.newAdministratorToken().isPresent());
        }
        assertThrows(CannotStart.class, () -> CaImport.run(there, () -> chain), "not into a store's directory");
    }

    @Test
    void aPassphraseProtectsTheVaultKey() throws Exception {
        Path passphrase = Files.writeString(directory.resolve("passphrase"), "correct horse battery\n");
        Gateway.start(config("  passphraseFile: " + passphrase)).close();
        assertTrue(Files.readString(data.resolve("muster.key")).startsWith("muster-key-2:"));
        CannotStart refused = assertThrows(CannotStart.class, () -> Gateway.start(config("")));
        assertTrue(String.valueOf(refused.getMessage()).contains("certificates.passphraseFile"), refused.getMessage());
    }

    @Test
    void publishesAListThatNamesWhatIsRevoked() throws Exception {
        try (Gateway gateway = Gateway.start(config("  ca: {crlUrl: \"http://mdm.example.com/enroll/crl\"}"))) {
            Fleet fleet = tenant(gateway);
            Fleet.Phone lost = fleet.enrol("contoso", "windows");
            Fleet.Phone kept = fleet.enrol("contoso", "windows");
            X509CRL before = list(fleet);
            assertNull(before.getRevokedCertificate(lost.chain().getFirst()));
            before.verify(lost.chain().get(1).getPublicKey());
            String device = "/tenants/contoso/devices/" + lost.id();
            String fingerprint = fleet.administer(200, "GET", device, "").at("/certificates/0/fingerprint").asText();
            fleet.administer(204, "POST", device + "/certificates/" + fingerprint + "/revoke", "");
            X509CRL after = list(fleet);
            assertTrue(after.isRevoked(lost.chain().getFirst()), "at once on this node");
            assertFalse(after.isRevoked(kept.chain().getFirst()));
            assertTrue(after.getNextUpdate().toInstant().isAfter(Instant.now().plus(Duration.ofDays(6))));
            assertTrue(new String(Pem.encoded(kept.chain().getFirst()), StandardCharsets.ISO_8859_1)
                    .contains("http://mdm.example.com/enroll/crl"));
        }
    }

    @Test
    void showsARenewedServerCertificateWithoutEndingAConnection() throws Exception {
        DeviceCa publicCa = foreign(CaKeys.P256);
        Path chain = directory.resolve("server.pem");
        Path key = directory.resolve("server.key");
        X509Certificate first = renewed(publicCa, chain, key, "first");
        String server = "  server: {chainFile: " + chain + ", keyFile: " + key + ", look: 1s}";
        try (Gateway gateway = Gateway.start(config(server));
                SSLSocket standing = connect(gateway, publicCa)) {
            Fleet fleet = new Fleet(gateway, gateway.newAdministratorToken().orElseThrow(), data);
            assertEquals(first, standing.getSession().getPeerCertificates()[0]);
            assertTrue(asks(standing).startsWith("HTTP/1.1 200"));
            Files.writeString(key, "no key");
            await(fleet, "muster_server_certificates_total{outcome=\"unusable\"}");
            assertEquals(first, shown(gateway, publicCa), "what cannot be used changes nothing");
            X509Certificate second = renewed(publicCa, chain, key, "second");
            await(fleet, "muster_server_certificates_total{outcome=\"taken\"}");
            assertEquals(second, shown(gateway, publicCa));
            assertTrue(asks(standing).startsWith("HTTP/1.1 200"), "the connection goes on");
        }
    }

    private static void await(Fleet fleet, String counter) throws InterruptedException {
        for (int tries = 0; tries < 200; tries++) {
            String value = fleet.metric(counter);
            if (!value.isEmpty() && Double.parseDouble(value) > 0) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError(counter + " stays 0");
    }

    private X509Certificate shown(Gateway gateway, DeviceCa publicCa) throws Exception {
        try (SSLSocket socket = connect(gateway, publicCa)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static String asks(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET /enroll/ca HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        byte[] answer = new byte[16_384];
        int length = 0;
        String text = "";
        while (!text.contains("-----END CERTIFICATE-----")) {
            int read = socket.getInputStream().read(answer, length, answer.length - length);
            if (read < 0) {
                throw new AssertionError("the connection ended after " + text);
            }
            length += read;
            text = new String(answer, 0, length, StandardCharsets.US_ASCII);
        }
        return text;
    }

    private static SSLSocket connect(Gateway gateway, DeviceCa publicCa) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", publicCa.root());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost",
                URI.create(gateway.enrolUrl()).getPort());
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    /** A CA of somebody else's, as PEM in {@code chain.pem} and {@code issuing.key}. */
    private DeviceCa foreign(CaKeys keys) throws IOException {
        Path there = Files.createTempDirectory(directory, "foreign");
        Vault vault = KeyFileVault.open(there.resolve("key"), random);
        DeviceCa ca = DeviceCa.openOrCreate(there.resolve("ca"), vault, keys, random, Clock.systemUTC());
        Files.writeString(directory.resolve("chain.pem"), Pem.of(ca.acceptedIssuers()));
        byte[] key = vault.open("ca/issuing.key", Files.readAllBytes(there.resolve("ca/issuing.key")));
        Files.writeString(directory.resolve("issuing.key"), Pem.block("PRIVATE KEY", key));
        return ca;
    }

    /** A new server certificate of that CA in these files, the key first, as a renewal may leave them. */
    private X509Certificate renewed(DeviceCa ca, Path chain, Path key, String name) throws IOException {
        Path there = directory.resolve(name);
        ServerCertificate server = new ServerCertificateFiles(there,
                KeyFileVault.open(directory.resolve(name + ".key"), random), ca, random, Clock.systemUTC())
                .openOrCreate("localhost");
        replace(key, Pem.of(server.key()));
        replace(chain, Pem.of(server.chain()));
        return server.leaf();
    }

    private static void replace(Path file, String content) throws IOException {
        Path beside = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), content);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static X509CRL list(Fleet fleet) throws GeneralSecurityException {
        var answer = fleet.enrolling("GET", "/enroll/crl", "", new byte[0]);
        assertEquals(200, answer.statusCode());
        assertEquals(List.of("application/pkix-crl"), answer.headers().allValues("Content-Type"));
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(answer.body()));
    }

    private Fleet tenant(Gateway gateway) {
        Fleet fleet = new Fleet(gateway, gateway.newAdministratorToken().orElseThrow(), data);
        fleet.administer(201, "POST", "/tenants", "{\"id\":\"contoso\"}");
        return fleet;
    }

    private static String packageOne() {
        return """
                <SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID>\
                <MsgID>1</MsgID><Target><LocURI>https://localhost/omadm</LocURI></Target><Source><LocURI>pc-1</LocURI></Source></SyncHdr>\
                <SyncBody><Alert><CmdID>1</CmdID><Data>1201</Data></Alert><Replace><CmdID>2</CmdID>\
                <Item><Source><LocURI>./DevInfo/DevId</LocURI></Source><Data>pc-1</Data></Item></Replace><Final/></SyncBody></SyncML>""";
    }

    private GatewayConfig config(String certificates) throws IOException {
        return GatewayConfig.read(Files.writeString(directory.resolve("muster.yaml"), """
                data: %s
                listeners:
                  checkIn: {address: 127.0.0.1, port: 0}
                  enrol: {address: 127.0.0.1, port: 0}
                  admin: {port: 0}
                """.formatted(data) + (certificates.isEmpty() ? "" : "certificates:\n" + certificates + "\n")));
    }
}
