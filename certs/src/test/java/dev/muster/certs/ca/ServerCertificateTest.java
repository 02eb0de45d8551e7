package dev.muster.certs.ca;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.testing.OpenSsl;
import dev.muster.certs.testing.TestCa;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

@Timeout(60)
class ServerCertificateTest {
    private final SecureRandom random = new SecureRandom();
    private final Clock clock = Clock.systemUTC();

    @TempDir
    Path data;

    @Test
    void isKeptForTheSameHost() {
        TestCa ca = TestCa.in(data, clock);
        ServerCertificate first = open(ca, "mdm.example.com", clock);
        assertEquals(first, open(ca, "mdm.example.com", clock));
        assertFalse(first.toString().contains("PrivateKey"), first.toString());
    }

    @Test
    void isRenewedThirtyDaysBeforeItsEnd() {
        TestCa ca = TestCa.in(data, clock);
        ServerCertificate first = open(ca, "localhost", clock);
        Instant end = first.leaf().getNotAfter().toInstant();
        Clock early = Clock.fixed(end.minus(Duration.ofDays(31)), clock.getZone());
        Clock late = Clock.fixed(end.minus(Duration.ofDays(29)), clock.getZone());
        assertEquals(first, open(ca, "localhost", early));
        ServerCertificate renewed = open(ca, "localhost", late);
        assertTrue(renewed.leaf().getNotAfter().toInstant().isAfter(end));
        assertEquals(renewed, open(ca, "localhost", late));
    }

    @Test
    void isReplacedForAnotherHostAnotherCaAndAfterDamage(@TempDir Path other) throws Exception {
        TestCa ca = TestCa.in(data, clock);
        ServerCertificate first = open(ca, "localhost", clock);
        ServerCertificate second = open(ca, "mdm.example.com", clock);
        assertNotEquals(first, second);
        TestCa strange = TestCa.in(other, clock);
        Files.copy(data.resolve("server/server.pem"),
                Files.createDirectory(other.resolve("server")).resolve("server.pem"));
        assertEquals(strange.ca().acceptedIssuers(), open(strange, "mdm.example.com", clock).chain().subList(1, 3));
        Files.writeString(data.resolve("server/server.key"), "nonsense");
        assertNotEquals(second, open(ca, "mdm.example.com", clock));
    }

    @Test
    void convincesOpenSslOfEveryName() throws Exception {
        TestCa ca = TestCa.in(data, clock);
        for (String host : List.of("mdm.example.com", "192.0.2.7", "2001:db8::7")) {
            open(ca, host, clock);
            for (String name : List.of(host, "localhost", "127.0.0.1", "::1")) {
                boolean address = name.matches("[0-9.]+") || name.contains(":");
                OpenSsl.Run run = OpenSsl.run(data, "verify", "-x509_strict", "-purpose", "sslserver",
                        address ? "-verify_ip" : "-verify_hostname", name, "-CAfile", "ca/root.pem", "-untrusted",
                        "server/server.pem", "server/server.pem");
                assertEquals(0, run.exit(), run.output());
            }
        }
    }

    @Test
    void loadsWhatTheOperatorProvidesAndNamesWhatDoesNotFit() throws Exception {
        ServerCertificate good = open(TestCa.in(data, clock), "localhost", clock);
        Path chain = Files.writeString(data.resolve("chain.pem"), Pem.of(good.chain()));
        Path key = Files.writeString(data.resolve("key.pem"), Pem.of(good.key()));
        Path strange = Files.writeString(data.resolve("strange.pem"), Pem.of(KeyPairs.p256(random).getPrivate()));
        assertEquals(good.chain(), ServerCertificate.fromPem(chain, key).chain());
        assertTrue(refusal(chain, strange).why().contains("does not belong"));
        assertTrue(refusal(chain, chain).cure().contains("pkcs8"));
        assertTrue(refusal(key, key).why().contains("not a PEM certificate chain"));
        assertTrue(refusal(data.resolve("missing"), key).what().contains("missing"));
    }

    private static KeyMaterialUnusable refusal(Path chain, Path key) {
        return assertThrows(KeyMaterialUnusable.class, () -> ServerCertificate.fromPem(chain, key));
    }

    private ServerCertificate open(TestCa ca, String host, Clock at) {
        return new ServerCertificateFiles(ca.data().resolve("server"), ca.vault(), ca.ca(), random, at)
                .openOrCreate(host);
    }
}
