package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.config.GatewayConfig;

/**
 * {@code x-syncml-hmac} from the TLS connection of a device to the store and back: over each message the client's proof, over each
 * answer ours. The proofs are calculated here once more, from the specification (OMA DM Security 1.2, section 5.4).
 */
@Timeout(180)
class HmacTest {
    private static final String HEADER = "X-SyncML-HMAC";
    private static final Pattern NONCE = Pattern.compile("<NextNonce[^>]*>([^<]*)</NextNonce>");
    private static final Pattern CODE = Pattern.compile("<CmdRef>0</CmdRef>.*?<Data>([0-9]+)</Data>", Pattern.DOTALL);

    private final Path directory;
    @SuppressWarnings("NullAway.Init") // each test starts one
    private Gateway gateway;
    @SuppressWarnings("NullAway.Init")
    private Fleet fleet;
    @SuppressWarnings("NullAway.Init")
    private Fleet.Phone phone;
    private String nonce = "";
    private int message;

    HmacTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void givenADeviceWhoseTenantAsksForProofs() throws Exception {
        Path data = directory.resolve("data");
        gateway = Gateway.start(GatewayConfig.read(Files.writeString(directory.resolve("muster.yaml"), """
                data: %s
                listeners:
                  checkIn: {address: 127.0.0.1, port: 0}
                  enrol: {address: 127.0.0.1, port: 0}
                  admin: {port: 0}
                """.formatted(data))));
        fleet = new Fleet(gateway, gateway.newAdministratorToken().orElseThrow(), data);
        fleet.administer(201, "POST", "/tenants", "{\"id\":\"contoso\"}");
        fleet.administer(200, "PUT", "/tenants/contoso/dm-account", "{\"scheme\":\"hmac\",\"clientName\":\"ada\","
                + "\"clientSecret\":\"s3cret\",\"serverName\":\"muster\",\"serverSecret\":\"s4cret\"}");
        fleet.administer(200, "PUT", "/tenants/contoso/settings/intune/Passcode",
                "{\"kind\":\"password\",\"values\":{\"minLength\":6}}");
        phone = fleet.enrol("contoso", "windows");
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private record Heard(String code, boolean challenged, boolean orders) {}

    /** Sends package 1 under the next number, with this proof or none, and takes a nonce that comes. */
    private Heard says(String session, String proof) {
        String body = packageOne(session);
        return hear(proof.isEmpty() ? fleet.checkIn(phone, body) : fleet.checkIn(phone, body, Map.of(HEADER, proof)));
    }

    private String packageOne(String session) {
        return GatewayTest.packageOne(session).replace("<MsgID>1<", "<MsgID>" + message + "<");
    }

    private Heard hear(HttpResponse<byte[]> response) {
        assertEquals(200, response.statusCode());
        String text = new String(response.body(), StandardCharsets.UTF_8);
        assertEquals("algorithm=MD5, username=\"muster\", mac=" + mac("muster", "s4cret", "", response.body()),
                response.headers().firstValue(HEADER).orElse("none"), "our own proof");
        Matcher code = CODE.matcher(text);
        assertTrue(code.find(), text);
        Matcher next = NONCE.matcher(text);
        boolean challenged = next.find();
        nonce = challenged ? next.group(1) : nonce;
        return new Heard(code.group(1), challenged, text.contains("MinDevicePasswordLength"));
    }

    /** The next message's proof. */
    private String proof(String session, String secret) {
        message++;
        return proofOver(packageOne(session), secret);
    }

    private String proofOver(String body, String secret) {
        return "algorithm=MD5, username=\"ada\", mac="
                + mac("ada", secret, nonce, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoeverProvesItsMessagesIsServedAndWhoDoesNotIsChallenged() {
        message = 1;
        assertEquals(new Heard("407", true, false), says("1", ""), "nothing shown");
        assertEquals(new Heard("200", true, true), says("1", proof("1", "s3cret")),
                "the right one, and a nonce for later");
        assertEquals(new Heard("200", false, false), says("1", proof("1", "s3cret")), "over each message");
        assertEquals("enrolled", device());
    }

    @Test
    void aTamperedBodyIsRefusedAndNothingOfItIsDone() {
        message = 1;
        says("1", "");
        message++;
        String proof = proofOver(packageOne("1"), "s3cret");
        String tampered = packageOne("1").replace("pc-1", "pc-2");
        Heard heard = hear(fleet.checkIn(phone, tampered, Map.of(HEADER, proof)));
        assertEquals(new Heard("401", true, false), heard);
        assertFalse("enrolled".equals(device()), "the enrolment would have been complete");
        assertEquals("200", says("1", proof("1", "s3cret")).code());
    }

    @Test
    void threeFailuresEndTheSessionAndTheNextOneMayTryAgain() {
        message = 1;
        assertEquals(new Heard("407", true, false), says("1", ""));
        assertEquals(new Heard("401", true, false), says("1", proof("1", "wrong")));
        assertEquals(new Heard("401", false, false), says("1", proof("1", "wrong")), "the third ends it");
        assertEquals(new Heard("401", false, false), says("1", proof("1", "s3cret")), "too late");
        message = 0;
        assertEquals(new Heard("200", true, true), says("2", proof("2", "s3cret")), "with the nonce that came last");
    }

    private String device() {
        return fleet.administer(200, "GET", "/tenants/contoso/devices/" + phone.id(), "").at("/state").asText();
    }

    /** B64(MD5(B64(MD5(name:secret)):nonce:B64(MD5(body)))). */
    private static String mac(String name, String secret, String nonce, byte[] body) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(base64(md5((name + ":" + secret).getBytes(StandardCharsets.UTF_8))));
        joined.write(':');
        joined.writeBytes(Base64.getDecoder().decode(nonce));
        joined.write(':');
        joined.writeBytes(base64(md5(body)));
        return new String(base64(md5(joined.toByteArray())), StandardCharsets.US_ASCII);
    }

    private static byte[] base64(byte[] bytes) {
        return Base64.getEncoder().encode(bytes);
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has MD5", impossible);
        }
    }
}
