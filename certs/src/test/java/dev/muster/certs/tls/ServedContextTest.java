package dev.muster.certs.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

import io.netty.handler.ssl.SslContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.ca.KeyFiles;
import dev.muster.certs.ca.ServerCertificate;
import dev.muster.certs.ca.ServerCertificateFiles;
import dev.muster.certs.identity.CertificateVerifier;
import dev.muster.certs.testing.OpenSsl;
import dev.muster.certs.testing.TestCa;

/** A listener that shows another certificate while it serves, and an OCSP response, with openssl as the client that looks. */
@Timeout(60)
class ServedContextTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final Path data;

    ServedContextTest(@TempDir Path data) {
        this.data = data;
    }

    @Test
    void aSessionIsResumedAcrossANewServerCertificateAndStrangersSeeTheNewOne() throws Exception {
        TestCa ca = TestCa.in(data, Clock.systemUTC());
        CheckInTls checkIn = ServerTls.checkIn(server(ca, "first"),
                new CertificateVerifier(ca.ca().issuers(), 100), ca.ca().acceptedIssuers(),
                new TicketKeys(RANDOM.generateSeed(32)), Clock.systemUTC());
        ClientTls clients = new ClientTls(List.of(ca.ca().root()));
        TestCa.Device device = ca.device();
        SslContext client = clients.device(device.keys().getPrivate(), device.issued().chain());
        try (Door door = new Door(checkIn.context())) {
            assertTrue(door.greet(client).contains(" full "));
            ServerCertificate second = server(ca, "second");
            checkIn.context().show(second);
            assertTrue(door.greet(client).contains(" resumed "), "the same ticket keys");
            String serial = second.leaf().getSerialNumber().toString(16).toUpperCase(java.util.Locale.ROOT);
            OpenSsl.Run seen = OpenSsl.run(data, "s_client", "-connect", "127.0.0.1:" + door.port(), "-showcerts");
            Files.writeString(data.resolve("seen.pem"), seen.output());
            assertTrue(openssl("x509", "-in", "seen.pem", "-noout", "-serial").contains(serial), seen.output());
        }
    }

    @Test
    void opensslSeesTheStapledOcspResponse() throws Exception {
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "root.key", "-out", "root.pem", "-days",
                "30",
                "-subj", "/CN=Public root", "-addext", "keyUsage=critical,keyCertSign,cRLSign");
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", "-out", "server.csr", "-subj",
                "/CN=localhost");
        openssl("x509", "-req", "-in", "server.csr", "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "0x1001",
                "-days", "20", "-out", "server.pem");
        Files.writeString(data.resolve("index.txt"), "V\t351231235959Z\t\t1001\tunknown\t/CN=localhost\n");
        openssl("ocsp", "-index", "index.txt", "-CA", "root.pem", "-rsigner", "root.pem", "-rkey", "root.key",
                "-issuer",
                "root.pem", "-cert", "server.pem", "-ndays", "7", "-respout", "staple.der", "-noverify");
        ServerCertificate server = ServerCertificate
                .of(KeyFiles.pem("server certificate", data.resolve("server.pem"), data.resolve("server.key")))
                .stapling(Files.readAllBytes(data.resolve("staple.der")));
        ServedContext context = ServerTls.enrol(server);
        try (Door door = new Door(context)) {
            assertTrue(status(door).contains("OCSP Response Status: successful"), status(door));
            context.show(new ServerCertificate(server.key(), server.chain()));
            assertTrue(status(door).contains("no response sent"), status(door));
        }
    }

    private String status(Door door) throws IOException, InterruptedException {
        return OpenSsl.run(data, "s_client", "-connect", "127.0.0.1:" + door.port(), "-status", "-CAfile", "root.pem")
                .output();
    }

    private ServerCertificate server(TestCa ca, String name) {
        return new ServerCertificateFiles(data.resolve(name), ca.vault(), ca.ca(), RANDOM, Clock.systemUTC())
                .openOrCreate("localhost");
    }

    private String openssl(String... arguments) throws IOException, InterruptedException {
        OpenSsl.Run run = OpenSsl.run(data, arguments);
        assertEquals(0, run.exit(), String.join(" ", arguments) + ": " + run.output());
        return run.output();
    }
}
