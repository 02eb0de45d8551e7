package dev.muster.gateway;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import com.fasterxml.jackson.databind.JsonNode;

import dev.muster.gateway.config.GatewayConfig;
import dev.muster.loadtest.connector.ConnectorClient;
import dev.muster.loadtest.connector.ConnectorKey;
import dev.muster.loadtest.device.Acknowledged;
import dev.muster.loadtest.device.DevicePlatform;
import dev.muster.loadtest.device.EllipticKeys;
import dev.muster.loadtest.device.OmaDmDevice;
import dev.muster.loadtest.device.RemovalWatch;
import dev.muster.loadtest.device.SigningRequest;
import dev.muster.loadtest.device.Temperament;
import dev.muster.loadtest.load.CheckInClient;
import dev.muster.loadtest.load.DeviceTls;
import dev.muster.loadtest.load.ServerTrust;
import dev.muster.loadtest.load.SessionResult;
import dev.muster.loadtest.load.TimeOuts;
import dev.muster.loadtest.target.AdminClient;
import dev.muster.loadtest.target.AdminRefused;
import dev.muster.loadtest.target.EnrolmentClient;
import dev.muster.loadtest.target.EnrolmentClient.EnrolmentRefused;

/** A gateway with its connectors' door, a hybrid tenant, its site and its emulated devices. */
final class ConnectorWorld implements AutoCloseable {
    static final String TENANT = "/tenants/contoso";

    final Gateway gateway;
    final AdminClient admin;
    private final CheckInClient checkIns;
    private final EnrolmentClient enrolment;
    private final ServerTrust trust;
    private final List<ConnectorClient> clients = new ArrayList<>();

    /** A device of the fleet with its id. */
    record Enrolled(String id, OmaDmDevice device, io.netty.handler.ssl.SslContext tls) {}

    ConnectorWorld(Path directory) throws Exception {
        gateway = Gateway.start(GatewayConfig.read(Files.writeString(directory.resolve("muster.yaml"), """
                data: %s
                listeners:
                  checkIn: {address: 127.0.0.1, port: 0}
                  enrol: {address: 127.0.0.1, port: 0}
                  admin: {port: 0}
                  connector: {enabled: true, address: 127.0.0.1, port: 0}
                """.formatted(directory.resolve("data")))));
        admin = new AdminClient(URI.create(gateway.adminUrl()), gateway.newAdministratorToken().orElseThrow());
        X509Certificate root = EnrolmentClient
                .certificates(Files.readAllBytes(directory.resolve("data/ca/root.pem"))).getFirst();
        trust = new ServerTrust(root);
        URI checkIn = URI.create(gateway.checkInUrl());
        checkIns = new CheckInClient(checkIn.getHost(), checkIn.getPort(), 2, TimeOuts.PATIENT);
        enrolment = new EnrolmentClient(URI.create(gateway.enrolUrl()), trust);
        admin.post("/tenants", Map.of("id", "contoso", "authority", "configurationManager", "options",
                Map.of("hybrid", true)));
    }

    /** Makes the subscription; its connector. */
    ConnectorClient subscribe() throws Exception {
        ConnectorKey key = new ConnectorKey();
        JsonNode issued = admin.post(TENANT + "/connector", Map.of("csr", key.request()));
        return connector(key.tls(issued.path("certificate").asText()));
    }

    ConnectorClient connector(SSLContext tls) {
        ConnectorClient client = new ConnectorClient(gateway.connectorUrl().orElseThrow(), tls);
        clients.add(client);
        return client;
    }

    String user(String name) throws AdminRefused {
        return admin.post(TENANT + "/users", Map.of("principalName", name)).path("id").asText();
    }

    /** A device of that user, with its certificate; it has not spoken yet. */
    Enrolled device(DevicePlatform platform, String user, long seed) throws Exception {
        OmaDmDevice device = new OmaDmDevice(platform.wireName() + "-" + seed, platform, EllipticKeys.generate(),
                Temperament.DOCILE, seed, RemovalWatch.NONE, Acknowledged.NOWHERE);
        JsonNode token = admin.post(TENANT + "/enrolment-tokens",
                Map.of("platform", platform.wireName(), "user", user));
        List<X509Certificate> chain = enrolment.certificate(token.path("token").asText(),
                SigningRequest.der(device.name(), device.keys()));
        return new Enrolled(token.path("device").asText(), device,
                DeviceTls.context(device.keys(), chain.subList(0, chain.size() - 1), trust));
    }

    /** A certificate for a token. */
    List<X509Certificate> certificate(String token, KeyPair keys) throws EnrolmentRefused {
        return enrolment.certificate(token, SigningRequest.der("device", keys));
    }

    /** One session of the device, to its regular end. */
    void checkIn(Enrolled enrolled) throws Exception {
        SessionResult result = checkIns.run(enrolled.device(), enrolled.tls()).get(60, TimeUnit.SECONDS);
        if (!(result instanceof SessionResult.Completed)) {
            throw new AssertionError("the session ended with " + result);
        }
    }

    /** What an administrator sees of the device. */
    JsonNode shown(Enrolled enrolled) throws AdminRefused {
        return admin.get(TENANT + "/devices/" + enrolled.id());
    }

    @Override
    public void close() throws IOException {
        clients.forEach(ConnectorClient::close);
        enrolment.close();
        checkIns.close();
        admin.close();
        gateway.close();
    }
}
