package dev.muster.protocol.syncml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Unknown;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/** Writing, and reading back what was written. The number of a repetition is its seed. */
@Timeout(60)
final class SyncMlRoundTripTest {
    @RepeatedTest(40)
    void readsBackWhateverItWrites(RepetitionInfo repetition) throws MalformedMessage {
        int seed = repetition.getCurrentRepetition();
        for (SyncMlEncoding encoding : SyncMlEncoding.values()) {
            RandomSyncMl messages = new RandomSyncMl(new Random(seed), encoding);
            for (int i = 0; i < 50; i++) {
                SyncMlMessage message = messages.message();
                byte[] written = SyncMlCodec.encode(message, encoding);
                SyncMlMessage back = SyncMlCodec.decode(written, encoding, DecodeLimits.DEFAULT);
                assertEquals(message, back, encoding + ", seed " + seed + ", message " + i);
            }
        }
    }

    @RepeatedTest(20)
    void readsTheSameFromBothEncodings(RepetitionInfo repetition) throws MalformedMessage {
        int seed = repetition.getCurrentRepetition();
        RandomSyncMl messages = new RandomSyncMl(new Random(seed), SyncMlEncoding.WBXML);
        for (int i = 0; i < 50; i++) {
            SyncMlMessage message = messages.message();
            byte[] xml = SyncMlCodec.encode(message, SyncMlEncoding.XML);
            byte[] wbxml = SyncMlCodec.encode(message, SyncMlEncoding.WBXML);
            assertEquals(SyncMlCodec.decode(xml, SyncMlEncoding.XML, DecodeLimits.DEFAULT),
                    SyncMlCodec.decode(wbxml, SyncMlEncoding.WBXML, DecodeLimits.DEFAULT),
                    "seed " + seed + ", message " + i);
            assertTrue(wbxml.length < xml.length, "seed " + seed + ", message " + i);
        }
    }

    @RepeatedTest(20)
    void tellsTheSizeOfCommandsExactly(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        for (SyncMlEncoding encoding : SyncMlEncoding.values()) {
            RandomSyncMl messages = new RandomSyncMl(new Random(seed), encoding);
            for (int i = 0; i < 50; i++) {
                SyncMlMessage message = messages.message();
                SyncMlMessage bare = new SyncMlMessage(message.header(), List.of(), message.isFinal());
                int sum = SyncMlCodec.encode(bare, encoding).length;
                for (SyncMlCommand command : message.commands()) {
                    sum += SyncMlCodec.encodedSize(command, encoding);
                }
                int length = SyncMlCodec.encode(message, encoding).length;
                // WBXML may not need the last switch back to page 0.
                boolean saved = encoding == SyncMlEncoding.WBXML && sum == length + 2;
                assertTrue(sum == length || saved, encoding + ", seed " + seed + ", message " + i + ": " + sum
                        + " for " + length);
            }
        }
    }

    private static SyncMlMessage with(SyncMlCommand command) {
        SyncHdr header = new SyncHdr("1.2", "DM/1.2", "1", "2", "dev", "https://gw.example/omadm", null, false, null,
                new Meta(null, null, null, null, null, 16384L, null));
        return new SyncMlMessage(header, List.of(command), true);
    }

    @Test
    void writesElementsInTheOrderOfTheDocumentTypeWithDefaultNamespacesOnly() {
        ItemCommand replace = ItemCommand.of(Verb.REPLACE, "i1.1",
                List.of(Item.ofData("./Vendor/x", Meta.of("chr", "text/plain"), "a<b>&\r\"c'")));

        assertEquals(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + "<SyncML xmlns=\"SYNCML:SYNCML1.2\"><SyncHdr>"
                        + "<VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>2</MsgID>"
                        + "<Target><LocURI>dev</LocURI></Target>"
                        + "<Source><LocURI>https://gw.example/omadm</LocURI></Source>"
                        + "<Meta><MaxMsgSize xmlns=\"syncml:metinf\">16384</MaxMsgSize></Meta></SyncHdr>"
                        + "<SyncBody><Replace><CmdID>i1.1</CmdID><Item>"
                        + "<Target><LocURI>./Vendor/x</LocURI></Target>"
                        + "<Meta><Format xmlns=\"syncml:metinf\">chr</Format>"
                        + "<Type xmlns=\"syncml:metinf\">text/plain</Type></Meta>"
                        + "<Data>a&lt;b&gt;&amp;&#13;\"c'</Data></Item></Replace><Final/></SyncBody></SyncML>",
                new String(SyncMlCodec.encode(with(replace)), StandardCharsets.UTF_8));
    }

    @Test
    void refusesToWriteCharactersThatXmlCannotCarry() {
        for (String text : List.of("a\0b", "\u0001", "\uD800", "\uDC00x", "\uFFFE")) {
            ItemCommand add = ItemCommand.of(Verb.ADD, "1", List.of(Item.ofData("./x", Meta.NONE, text)));
            for (SyncMlEncoding encoding : SyncMlEncoding.values()) {
                assertThrows(IllegalArgumentException.class, () -> SyncMlCodec.encode(with(add), encoding));
                assertThrows(IllegalArgumentException.class, () -> SyncMlCodec.encodedSize(add, encoding));
            }
        }
    }

    @Test
    void refusesToWriteElementsForWhichWbxmlHasNoToken() {
        Unknown unknown = new Unknown("1", "Extension");
        assertThrows(IllegalArgumentException.class, () -> SyncMlCodec.encode(with(unknown), SyncMlEncoding.WBXML));
        assertThrows(IllegalArgumentException.class, () -> SyncMlCodec.encodedSize(unknown, SyncMlEncoding.WBXML));
    }

    @Test
    void refusesAnUnknownCommandWhoseNameIsNoName() {
        for (String name : List.of("", "a b", "a:b", "1a", "a>", "x".repeat(65))) {
            assertThrows(IllegalArgumentException.class, () -> new Unknown("1", name));
        }
        assertEquals("Put", new Unknown("1", "Put").element());
    }

    @Test
    void showsNoSecretInTheTextForm() {
        Cred cred = new Cred(Meta.of("b64", "syncml:auth-basic"), "topsecret");
        Item item = Item.ofData("./x", new Meta(null, null, null, null, "topsecret", null, null), "topsecret");
        SyncHdr header = new SyncHdr("1.2", "DM/1.2", "1", "1", "t", "s", null, false, cred, Meta.NONE);
        String text = new SyncMlMessage(header, List.of(ItemCommand.of(Verb.ADD, "1", List.of(item))), true).toString();

        assertFalse(text.contains("topsecret"), text);
        assertTrue(text.contains("./x"), text);
    }
}
