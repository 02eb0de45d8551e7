package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.secret.KeyFileVault;
import dev.muster.gateway.config.GatewayConfig;

/** The gateway as a whole on SQLite: what it makes, what it keeps, what it lets go. */
@Timeout(180)
class GatewayTest {
    private final Path directory;
    private final Path data;

    GatewayTest(@TempDir Path directory) {
        this.directory = directory;
        this.data = directory.resolve("data");
    }

    @Test
    void servesADeviceFromItsTokenToItsFirstSettingAndGoesOnAfterARestart() throws Exception {
        String token;
        Fleet.Phone phone;
        try (Gateway gateway = Gateway.start(config("0"))) {
            token = gateway.newAdministratorToken().orElseThrow();
            Fleet fleet = new Fleet(gateway, token, data);
            fleet.administer(201, "POST", "/tenants", "{\"id\":\"contoso\"}");
            fleet.administer(200, "PUT", "/tenants/contoso/settings/intune/Passcode",
                    "{\"kind\":\"password\",\"values\":{\"minLength\":6}}");
            phone = fleet.enrol("contoso", "windows");
            String answer = text(fleet.checkIn(phone, packageOne("1")));
            assertTrue(answer.contains("MinDevicePasswordLength") && answer.contains("<Final"), answer);
            assertEquals("enrolled",
                    fleet.administer(200, "GET", "/tenants/contoso/devices/" + phone.id(), "").at("/state").asText());
        }
        try (Gateway gateway = Gateway.start(config("0"))) {
            assertEquals(Optional.empty(), gateway.newAdministratorToken(), "the token is shown once");
            Fleet fleet = new Fleet(gateway, token, data);
            String answer = text(fleet.checkIn(phone, packageOne("2")));
            assertTrue(answer.contains("MinDevicePasswordLength"),
                    "sent again, since it was never acknowledged: " + answer);
        }
    }

    @Test
    void cutsARevokedDeviceOffAtOnce() throws Exception {
        try (Gateway gateway = Gateway.start(config("0"))) {
            Fleet fleet = new Fleet(gateway, gateway.newAdministratorToken().orElseThrow(), data);
            fleet.administer(201, "POST", "/tenants", "{\"id\":\"contoso\"}");
            Fleet.Phone phone = fleet.enrol("contoso", "windows");
            assertEquals(200, fleet.checkIn(phone, packageOne("1")).statusCode());
            String device = "/tenants/contoso/devices/" + phone.id();
            String fingerprint = fleet.administer(200, "GET", device, "").at("/certificates/0/fingerprint").asText();
            fleet.administer(204, "POST", device + "/certificates/" + fingerprint + "/revoke", "");
            assertThrows(UncheckedIOException.class, () -> fleet.checkIn(phone, packageOne("2")));
        }
    }

    @Test
    void keepsEverythingToItselfAndUsesItAgain() throws Exception {
        List<String> kept = List.of("muster.key", "ca/root.pem", "ca/issuing.pem", "server/server.pem");
        Gateway.start(config("0")).close();
        assertEquals(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_EXECUTE), Files.getPosixFilePermissions(data));
        assertEquals(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE),
                Files.getPosixFilePermissions(data.resolve("muster.key")));
        List<String> before = read(kept);
        Gateway.start(config("0")).close();
        assertEquals(before, read(kept));
    }

    @Test
    void letsGoOfPortsAndStoreWhenItIsClosedTwice() throws Exception {
        Gateway gateway = Gateway.start(config("0"));
        List<Integer> ports = List.of(URI.create(gateway.checkInUrl()).getPort(),
                URI.create(gateway.enrolUrl()).getPort(), URI.create(gateway.adminUrl()).getPort());
        gateway.close();
        gateway.close();
        for (int port : ports) {
            try (ServerSocket free = new ServerSocket()) {
                free.setReuseAddress(true);
                free.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                assertTrue(free.isBound());
            }
        }
        Gateway.start(config("0")).close();
    }

    @Test
    void leavesNothingOpenWhenItCannotStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CannotStart cannot = assertThrows(CannotStart.class,
                    () -> Gateway.start(config(String.valueOf(taken.getLocalPort()))));
            assertFalse(cannot.isConfiguration());
        }
        Gateway.start(config("0")).close();
    }

    @Test
    void refusesAKeyThatOthersMayRead() throws Exception {
        Gateway.start(config("0")).close();
        Files.setPosixFilePermissions(data.resolve("muster.key"), EnumSet.allOf(PosixFilePermission.class));
        CannotStart cannot = assertThrows(CannotStart.class, () -> Gateway.start(config("0")));
        assertTrue(String.valueOf(cannot.getMessage()).contains("muster.key"), cannot.getMessage());
    }

    @Test
    void saysThatTheKeyIsNotTheOneThatSealedTheStore() throws Exception {
        Gateway.start(config("0")).close();
        KeyFileVault.open(directory.resolve("another.key"), new SecureRandom());
        Files.move(directory.resolve("another.key"), data.resolve("muster.key"), StandardCopyOption.REPLACE_EXISTING);
        Losses.delete(data.resolve("ca"));
        CannotStart cannot = assertThrows(CannotStart.class, () -> Gateway.start(config("0")));
        assertTrue(String.valueOf(cannot.getMessage()).contains("cannot be read with this data directory"),
                cannot.getMessage());
    }

    private GatewayConfig config(String checkInPort) throws IOException {
        return GatewayConfig.read(Files.writeString(directory.resolve("muster.yaml"), """
                data: %s
                listeners:
                  checkIn: {address: 127.0.0.1, port: %s}
                  enrol: {address: 127.0.0.1, port: 0}
                  admin: {port: 0}
                """.formatted(data, checkInPort)));
    }

    private List<String> read(List<String> files) throws IOException {
        List<String> contents = new java.util.ArrayList<>();
        for (String file : files) {
            contents.add(Files.readString(data.resolve(file)));
        }
        return contents;
    }

    private static String text(HttpResponse<byte[]> response) {
        assertEquals(200, response.statusCode());
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static String packageOne(String session) {
        return """
                <SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto>\
                <SessionID>%s</SessionID><MsgID>1</MsgID><Target><LocURI>https://localhost/omadm</LocURI></Target>\
                <Source><LocURI>pc</LocURI></Source></SyncHdr><SyncBody><Alert><CmdID>2</CmdID><Data>1201</Data></Alert>\
                <Replace><CmdID>3</CmdID><Item><Source><LocURI>./DevInfo/DevId</LocURI></Source><Data>pc-1</Data></Item>\
                </Replace><Final/></SyncBody></SyncML>"""
                .formatted(session);
    }
}
