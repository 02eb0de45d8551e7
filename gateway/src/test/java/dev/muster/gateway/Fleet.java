package dev.muster.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.x509.Pem;
import dev.muster.loadtest.target.GatewayProcess;

/** An administrator and devices of a gateway under test; they speak through the JDK's own TLS, not through ours. */
final class Fleet {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String admin;
    private final String enrol;
    private final String checkIn;
    private final String token;
    private final Path root;

    Fleet(Gateway gateway, String token, Path data) {
        this.admin = gateway.adminUrl();
        this.enrol = gateway.enrolUrl();
        this.checkIn = gateway.checkInUrl();
        this.token = token;
        this.root = data.resolve("ca/root.pem");
    }

    /** Of a gateway that is a process of its own. */
    Fleet(GatewayProcess gateway, String token, Path data) {
        this.admin = gateway.admin().toString();
        this.enrol = gateway.enrol().toString();
        this.checkIn = gateway.checkIn().toString();
        this.token = token;
        this.root = data.resolve("ca/root.pem");
    }

    /** What a device keeps: its key and certificate. */
    record Phone(String id, KeyPair keys, List<X509Certificate> chain) {}

    /** An administrator's request; fails the test on any other status. */
    JsonNode administer(int status, String method, String path, String body) {
        HttpResponse<byte[]> response = send(plain(), HttpRequest.newBuilder(URI.create(admin + "/muster/v1" + path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() != status) {
            throw new AssertionError(method + " " + path + ": " + response.statusCode() + " " + text);
        }
        try {
            return JSON.readTree(text.isEmpty() ? "null" : text);
        } catch (IOException noJson) {
            throw new UncheckedIOException(noJson);
        }
    }

    /** A device from a fresh token to its certificate. */
    Phone enrol(String tenant, String platform) {
        return enrolBy(tenant, "{\"platform\":\"" + platform + "\"}");
    }

    /** The same by an invitation as its JSON says. */
    Phone enrolBy(String tenant, String request) {
        JsonNode invitation = administer(201, "POST", "/tenants/" + tenant + "/enrolment-tokens", request);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair keys = generator.generateKeyPair();
            byte[] csr = new PKCS10CertificationRequestBuilder(new X500Name("CN=device"),
                    SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())).getEncoded();
            HttpResponse<byte[]> response = send(tls(Optional.empty()), HttpRequest
                    .newBuilder(URI.create(enrol + "/enroll/certificate?token=" + invitation.at("/token").asText()))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(csr)));
            String pem = new String(response.body(), StandardCharsets.US_ASCII);
            if (response.statusCode() != 200) {
                throw new AssertionError("not enrolled: " + response.statusCode() + " " + pem);
            }
            return new Phone(invitation.at("/device").asText(), keys, Pem.certificates(pem));
        } catch (GeneralSecurityException | OperatorCreationException | IOException broken) {
            throw new IllegalStateException("no certificate", broken);
        }
    }

    /** Gives a tenant's Intune a push certificate that was made here; Apple devices enrol from then on (R13). */
    void givenPushCertificate(String tenant) {
        PushCertificateForge.Forged push = new PushCertificateForge(new SecureRandom(), Instant.now()).pushCertificate(
                "com.apple.mgmt.External.test", PushCertificateForge.KeyKind.P_256, Duration.ofDays(365));
        try {
            administer(200, "PUT", "/tenants/" + tenant + "/push-certificates/intune", JSON.writeValueAsString(
                    Map.of("certificate", push.certificatePem(), "key", push.keyPem(), "consent", true)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The value of a line of the metrics page; empty if it is not there. */
    String metric(String line) {
        HttpResponse<byte[]> response = send(plain(),
                HttpRequest.newBuilder(URI.create(admin + "/metrics")).header("Authorization", "Bearer " + token));
        return new String(response.body(), StandardCharsets.UTF_8).lines().filter(each -> each.startsWith(line + " "))
                .map(each -> each.substring(line.length() + 1)).findFirst().orElse("");
    }

    /** A request at the enrolment listener; the content type is left out where it is empty. */
    HttpResponse<byte[]> enrolling(String method, String target, String contentType, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(enrol + target)).method(method,
                body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        return send(tls(Optional.empty()),
                contentType.isEmpty() ? request : request.header("Content-Type", contentType));
    }

    /** A page as a browser asks for it; fails the test on any other status. */
    String browsing(String target, int status) {
        HttpResponse<byte[]> response = send(tls(Optional.empty()),
                HttpRequest.newBuilder(URI.create(enrol + target)).header("Accept", "text/html,*/*;q=0.8").GET());
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() != status) {
            throw new AssertionError(target + ": " + response.statusCode() + " " + text);
        }
        return text;
    }

    /** One OMA-DM message over a connection of its own. */
    HttpResponse<byte[]> checkIn(Phone phone, String body) {
        return checkIn(phone, body, Map.of());
    }

    /** One OMA-DM message with headers of its own. */
    HttpResponse<byte[]> checkIn(Phone phone, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(checkIn + "/omadm"))
                .header("Content-Type", "application/vnd.syncml.dm+xml")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(tls(Optional.of(phone)), request);
    }

    /** One Apple message over a connection of its own. */
    HttpResponse<byte[]> says(Phone phone, byte[] plist) {
        return send(tls(Optional.of(phone)), HttpRequest.newBuilder(URI.create(checkIn + "/mdm/apple"))
                .header("Content-Type", "application/x-apple-aspen-mdm")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(plist)));
    }

    /** A document, over the device's certificate. */
    HttpResponse<byte[]> fetch(Phone phone, String url) {
        return send(tls(Optional.of(phone)), HttpRequest.newBuilder(URI.create(url)).GET());
    }

    private static HttpResponse<byte[]> send(HttpClient client, HttpRequest.Builder request) {
        try (client) {
            return client.send(request.timeout(Duration.ofSeconds(30)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException("the test was stopped", stopped);
        }
    }

    private static HttpClient plain() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private HttpClient tls(Optional<Phone> phone) {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context(phone)).build();
    }

    /** TLS that trusts the gateway and shows this device's certificate, or none. */
    SSLContext context(Optional<Phone> phone) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("root", Pem.certificates(Files.readString(root)).getFirst());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(phone.isPresent() ? keys(phone.get()) : new KeyManager[0], trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("no TLS client", broken);
        }
    }

    private static KeyManager[] keys(Phone phone) throws GeneralSecurityException, IOException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("device", phone.keys().getPrivate(), new char[0],
                phone.chain().toArray(new X509Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        return keys.getKeyManagers();
    }
}
