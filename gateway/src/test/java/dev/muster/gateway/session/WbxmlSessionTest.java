package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.Platform.WINDOWS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.model.DmMemory.Owed;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlEncoding;

/** Sessions in WBXML: the encoding of the request is that of the answer, and its bytes are those that are counted. */
@Timeout(30)
class WbxmlSessionTest {
    private static final int SETTINGS = 12;

    private static TestDevice pcThatWants(int settings, String value) {
        Scenario scenario = new Scenario(TenantAuthority.INTUNE);
        Setting[] wanted = new Setting[settings];
        for (int at = 0; at < settings; at++) {
            wanted[at] = Scenario.nodes(INTUNE, "setting " + at, "./Vendor/Node" + at, value);
        }
        scenario.wants(INTUNE, WINDOWS, wanted);
        return scenario.givenDevice(WINDOWS).ofUser("ada").enrolled();
    }

    private static byte[] body(Reply reply) {
        return assertInstanceOf(Reply.Answer.class, reply).body();
    }

    @ParameterizedTest
    @EnumSource(SyncMlEncoding.class)
    void aClientMayChangeItsEncodingWithinASession(SyncMlEncoding first) {
        DmClient client = new DmClient(pcThatWants(1, "1"), "1").speaking(first);
        Reply opened = client.sends(true, DmClient.alert("1201"), DmClient.devInfo(client.device.udid));
        assertEquals(first, DmClient.encodingOf(body(opened)));

        SyncMlEncoding other = first == SyncMlEncoding.XML ? SyncMlEncoding.WBXML : SyncMlEncoding.XML;
        SyncMlCommand command = DmClient.commands(DmClient.read(opened)).getFirst();
        Reply closed = client.speaking(other).sends(true, DmClient.status(command, "200"));
        assertEquals(other, DmClient.encodingOf(body(closed)));
        assertEquals(List.of(), DmClient.commands(DmClient.read(closed)));
    }

    @Test
    void aRetryGetsTheStoredReplyInTheEncodingOfItsRequest() {
        DmClient client = new DmClient(pcThatWants(1, "1"), "1").speaking(SyncMlEncoding.WBXML);
        Reply first = client.sends(true, DmClient.alert("1201"), DmClient.devInfo(client.device.udid));
        assertEquals(SyncMlEncoding.WBXML, DmClient.encodingOf(body(first)));
        assertArrayEquals(body(first), body(client.repeats()));
    }

    /** The same answers cost fewer messages than as XML: what is counted is what is sent, not what XML would come to. */
    @ParameterizedTest
    @ValueSource(longs = {1024, 1025, 1026, 1100, 1500, 2048})
    void fillsMessagesUpToWhatTheClientTakesAndNeverBeyond(long limit) {
        Map<SyncMlEncoding, Integer> messages = new EnumMap<>(SyncMlEncoding.class);
        for (SyncMlEncoding encoding : SyncMlEncoding.values()) {
            DmClient client = new DmClient(pcThatWants(SETTINGS, "x".repeat(100)), "1", limit).speaking(encoding);
            DmTree tree = new DmTree();
            Reply reply = client.sends(true, DmClient.alert("1201"), DmClient.devInfo(client.device.udid));
            while (!DmClient.commands(DmClient.read(reply)).isEmpty()) {
                assertTrue(body(reply).length <= limit, encoding + ": " + body(reply).length);
                assertTrue(messages.merge(encoding, 1, Integer::sum) < 40);
                reply = client.sends(true, tree.carryOut(DmClient.read(reply)).toArray(SyncMlCommand[]::new));
            }
            assertEquals(SETTINGS, tree.nodes.size());
        }
        assertTrue(messages.getOrDefault(SyncMlEncoding.WBXML, 0) < messages.getOrDefault(SyncMlEncoding.XML, 0),
                messages::toString);
    }

    /** Whatever is put in, the sum kept while a message grows is no less than its bytes, and at most two more. */
    @Test
    void countsTheBytesOfAMessageWhileItGrows() {
        for (SyncMlEncoding encoding : SyncMlEncoding.values()) {
            SyncHdr request = new SyncHdr("1.2", "DM/1.2", "1", "1", "gateway", "device", null, false, null, Meta.NONE);
            for (int limit = 1024; limit < 1200; limit++) {
                DmMessage message = new DmMessage(request, encoding, limit, false, null);
                while (message.status(new Owed(request.msgId(), "1", "Alert", "./Vendor", "", "200"))) {
                    // As many as fit.
                }
                int size = message.encode(false).length;
                assertTrue(size <= limit, encoding + " at " + limit + ": " + size);
                assertTrue(size > limit - 250, encoding + " at " + limit + " leaves room: " + size);
            }
        }
    }
}
