package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.config.GatewayConfig;

/** Backup and restore of a whole gateway with devices that went on living meanwhile (R14, R25). */
@Timeout(180)
class RestoreTest {
    private static final String INVITATION = "{\"platform\":\"windows\",\"udid\":\"pc-1\"}";
    private static final Pattern COMMAND = Pattern.compile("<(Exec|Get|Add|Replace)><CmdID>([^<]+)</CmdID>");

    private final Path data;
    private final Path backup;
    private final GatewayConfig config;

    RestoreTest(@TempDir Path directory) throws Exception {
        this.data = directory.resolve("data");
        this.backup = directory.resolve("store.backup");
        this.config = GatewayConfig.read(Files.writeString(directory.resolve("muster.yaml"), """
                data: %s
                listeners:
                  checkIn: {address: 127.0.0.1, port: 0}
                  enrol: {address: 127.0.0.1, port: 0}
                  admin: {port: 0}
                """.formatted(data)));
    }

    /** Backup, wipe acknowledged, enrolled again, restore, check-in: no second wipe and no unenrolment. */
    @Test
    void aWipeThatWasDoneSinceTheBackupIsNotDoneAgain() throws Exception {
        String token;
        Fleet.Phone again;
        Fleet.Phone later;
        String wipe;
        try (Gateway gateway = Gateway.start(config)) {
            token = gateway.newAdministratorToken().orElseThrow();
            Fleet fleet = new Fleet(gateway, token, data);
            Fleet.Phone first = enrolled(fleet);
            wipe = fleet.administer(202, "POST", device(first) + "/actions", "{\"kind\":\"wipe\"}").at("/id").asText();
            assertTrue(StoreBackup.run(config, backup) > 0);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)));
            String sent = text(fleet.checkIn(first, GatewayTest.packageOne("2")));
            assertTrue(sent.contains("doWipe"), sent);
            fleet.checkIn(first, answers("2", "2", sent, "200"));
            assertEquals("done", fleet.administer(200, "GET", device(first), "").at("/finished/0/outcome").asText());
            again = fleet.enrolBy("contoso", INVITATION);
            assertEquals(first.id(), again.id(), "the same hardware has the same row");
            assertEquals(200, fleet.checkIn(again, GatewayTest.packageOne("3")).statusCode());
            later = fleet.enrol("contoso", "windows");
            assertEquals(200, fleet.checkIn(later, GatewayTest.packageOne("1").replace("pc-1", "pc-2")).statusCode());
        }

        StoreRestore.Done done = StoreRestore.run(config, Optional.of(backup));
        assertEquals(1, done.marked().devices());
        assertEquals(1, done.marked().heldActions());
        assertTrue(Files.exists(done.former().orElseThrow()), "what was there is kept");

        try (Gateway gateway = Gateway.start(config)) {
            Fleet fleet = new Fleet(gateway, token, data);
            String asked = text(fleet.checkIn(again, GatewayTest.packageOne("4")));
            assertFalse(asked.contains("doWipe"), asked);
            assertTrue(asked.contains("<Get>") && asked.contains("MinDevicePasswordLength"), asked);
            assertFalse(asked.contains("<CmdID>i") || asked.contains("<CmdID>r"), "nothing of a setting: " + asked);
            String next = text(fleet.checkIn(again, answers("4", "2", asked, "404")));
            assertTrue(next.contains("MinDevicePasswordLength"), "what it does not have is installed again: " + next);
            assertFalse(next.contains("doWipe"), next);
            JsonNode row = fleet.administer(200, "GET", device(again), "");
            assertEquals("enrolled", row.at("/state").asText());
            assertEquals("held", row.at("/pending/0/state").asText());

            decidesOnTheWipe(fleet, again, wipe);
            adopts(fleet, later);
        }
    }

    private void decidesOnTheWipe(Fleet fleet, Fleet.Phone again, String wipe) {
        assertEquals(wipe,
                fleet.administer(200, "GET", "/tenants/contoso/held-actions", "").at("/actions/0/id").asText());
        fleet.administer(204, "POST", device(again) + "/actions/" + wipe + "/release", "");
        fleet.administer(404, "POST", device(again) + "/actions/" + wipe + "/release", "");
        assertTrue(text(fleet.checkIn(again, GatewayTest.packageOne("5"))).contains("doWipe"),
                "that is the new decision which R25 asks for");
    }

    /** Enrolled after the backup: nothing says what it is and whose, so it waits for an administrator, and is not sent away. */
    private void adopts(Fleet fleet, Fleet.Phone later) {
        HttpResponse<byte[]> held = fleet.checkIn(later, GatewayTest.packageOne("2").replace("pc-1", "pc-2"));
        assertEquals(503, held.statusCode());
        JsonNode unknown = fleet.administer(200, "GET", "/tenants/contoso/unknown-devices", "");
        assertEquals(later.id(), unknown.at("/devices/0/device").asText());
        assertEquals("omaDm", unknown.at("/devices/0/protocol").asText());
        String adopt = "/tenants/contoso/unknown-devices/" + later.id() + "/adopt";
        fleet.administer(409, "POST", adopt, "{\"platform\":\"ios\"}");
        fleet.administer(200, "POST", adopt, "{\"platform\":\"windows\"}");
        fleet.administer(409, "POST", adopt, "{\"platform\":\"windows\"}");
        assertEquals(200,
                fleet.checkIn(later, GatewayTest.packageOne("3").replace("pc-1", "pc-2")).statusCode());
        assertEquals(0, fleet.administer(200, "GET", "/tenants/contoso/unknown-devices", "").at("/devices").size());
    }

    @Test
    void refusesWhatIsNoBackupOfThisGatewayAndLeavesTheStoreAlone() throws Exception {
        Gateway.start(config).close();
        StoreBackup.run(config, backup);
        byte[] before = Files.readAllBytes(data.resolve("muster.db"));
        CannotStart there = assertThrows(CannotStart.class, () -> StoreBackup.run(config, backup));
        assertTrue(String.valueOf(there.getMessage()).contains("is there already"), there.getMessage());
        Path letter = Files.writeString(backup.resolveSibling("letter"), "no database at all ".repeat(200));
        assertRefused(letter, "cannot be read as a database");
        byte[] damaged = Files.readAllBytes(backup);
        java.util.Arrays.fill(damaged, damaged.length / 2, damaged.length, (byte) 0x5A);
        assertRefused(Files.write(backup.resolveSibling("damaged"), damaged), "damaged");
        assertRefused(backup.resolveSibling("nowhere"), "does not exist");
        try (Gateway _ = Gateway.start(config)) {
            assertRefused(backup, "in use by another process");
        }
        Files.delete(data.resolve("muster.key"));
        Path other = backup.resolveSibling("other");
        GatewayConfig elsewhere = config.withData(other);
        Gateway.start(elsewhere).close();
        Files.copy(other.resolve("muster.key"), data.resolve("muster.key"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        assertRefused(backup, "cannot be read with this data directory's muster.key");
        assertEquals(before.length, Files.size(data.resolve("muster.db")));
        try (var files = Files.list(data)) {
            assertEquals(List.of(), files.map(Path::toString).filter(name -> name.contains("restor")).toList());
        }
    }

    private void assertRefused(Path file, String why) {
        CannotStart cannot = assertThrows(CannotStart.class, () -> StoreRestore.run(config, Optional.of(file)));
        String said = String.valueOf(cannot.getMessage());
        assertTrue(said.contains(why), said);
        assertEquals(1, said.lines().count());
    }

    private Fleet.Phone enrolled(Fleet fleet) {
        fleet.administer(201, "POST", "/tenants", "{\"id\":\"contoso\"}");
        fleet.administer(200, "PUT", "/tenants/contoso/settings/intune/Pin",
                "{\"kind\":\"password\",\"values\":{\"minLength\":6}}");
        Fleet.Phone phone = fleet.enrolBy("contoso", INVITATION);
        String sent = text(fleet.checkIn(phone, GatewayTest.packageOne("1")));
        assertTrue(sent.contains("MinDevicePasswordLength"), sent);
        fleet.checkIn(phone, answers("1", "2", sent, "200"));
        return phone;
    }

    private static String device(Fleet.Phone phone) {
        return "/tenants/contoso/devices/" + phone.id();
    }

    private static String text(HttpResponse<byte[]> response) {
        assertEquals(200, response.statusCode());
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** The same status for every command of a message. */
    private static String answers(String session, String message, String sent, String code) {
        List<String> statuses = new ArrayList<>();
        Matcher commands = COMMAND.matcher(sent);
        while (commands.find()) {
            statuses.add("<Status><CmdID>" + (statuses.size() + 1) + "</CmdID><MsgRef>1</MsgRef><CmdRef>"
                    + commands.group(2) + "</CmdRef><Cmd>" + commands.group(1) + "</Cmd><Data>" + code
                    + "</Data></Status>");
        }
        Matcher atomic = Pattern.compile("<Atomic><CmdID>([^<]+)</CmdID>").matcher(sent);
        if (atomic.find()) {
            statuses.addFirst("<Status><CmdID>99</CmdID><MsgRef>1</MsgRef><CmdRef>" + atomic.group(1)
                    + "</CmdRef><Cmd>Atomic</Cmd><Data>" + code + "</Data></Status>");
        }
        assertFalse(statuses.isEmpty(), sent);
        return GatewayTest.packageOne(session).replace("<MsgID>1<", "<MsgID>" + message + "<").replaceFirst(
                "<SyncBody>.*</Replace>", Matcher.quoteReplacement("<SyncBody>" + String.join("", statuses)));
    }
}
