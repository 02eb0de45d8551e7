package dev.muster.protocol.syncml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/** SyncML in WBXML: what its code pages mean, and what clients do with them. */
@Timeout(30)
final class SyncMlWbxmlTest {
    private static final String ID_12 = "a4 01";
    private static final String ID_11 = "9f 53";
    /** SyncHdr with all that it needs: VerDTD, VerProto, SessionID 1, MsgID 1, Target t, Source s. */
    private static final String HEADER = "6c 71 03 31 2e 32 00 01 72 03 44 4d 2f 31 2e 32 00 01 65 03 31 00 01 5b 03 31 00 01"
            + "6e 57 03 74 00 01 01 67 57 03 73 00 01 01 01";

    private static byte[] document(String head, String body) {
        return HexFormat.of().parseHex((head + "6d" + HEADER + "6b" + body + "01 01").replace(" ", ""));
    }

    private static SyncMlMessage decode(byte[] document) throws MalformedMessage {
        return SyncMlCodec.decode(document, SyncMlEncoding.WBXML, DecodeLimits.DEFAULT);
    }

    private static List<SyncMlCommand> commands(String body) throws MalformedMessage {
        return decode(document("02" + ID_12 + "6a 00", body)).commands();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00 a4 01 00", "01 a4 01 6a 00", "02 a4 01 6a 00", "03 a4 01 6a 00", "02 9f 53 6a 00",
            "02 01 6a 00"})
    void readsDocumentsOfTheVersionsOfWbxmlAndSyncMl(String head) throws MalformedMessage {
        assertEquals("1.2", decode(document(head, "12")).header().verDtd());
        assertTrue(decode(document(head, "12")).isFinal());
    }

    @Test
    void readsLiteralPublicIds() throws MalformedMessage {
        for (String version : List.of("1.1", "1.2")) {
            byte[] id = ("-//SYNCML//DTD SyncML " + version + "//EN").getBytes(StandardCharsets.US_ASCII);
            String head = "02 00 00 6a " + HexFormat.of().toHexDigits((byte) id.length) + HexFormat.of().formatHex(id);
            assertTrue(decode(document(head, "12")).isFinal());
        }
    }

    @ParameterizedTest
    // WML 1.3, SyncML 1.0, DevInf 1.2.
    @ValueSource(strings = {"03 0a 6a 00", "02 9f 51 6a 00", "02 a4 03 6a 00"})
    void refusesOtherDocuments(String head) {
        assertEquals(Reason.STRUCTURE,
                assertThrows(MalformedMessage.class, () -> decode(document(head, "12"))).reason());
    }

    @Test
    void writesAndReadsSyncMl11AsSuch() throws MalformedMessage {
        SyncHdr header = new SyncHdr("1.1", "DM/1.1", "1", "1", "t", "s", null, false, null, Meta.NONE);
        SyncMlMessage message = new SyncMlMessage(header, List.of(), true);
        byte[] document = SyncMlCodec.encode(message, SyncMlEncoding.WBXML);
        assertEquals("02" + ID_11 + "6a00",
                HexFormat.ofDelimiter("").formatHex(document, 0, 5).replaceFirst("9f53", ID_11));
        assertEquals(message, decode(document));
        assertTrue(new String(SyncMlCodec.encode(message), StandardCharsets.UTF_8).contains("SYNCML:SYNCML1.1"));
    }

    @Test
    void writesVersion12WithMetInfOnItsPage() {
        SyncHdr header = new SyncHdr("1.2", "DM/1.2", "1", "1", "t", "s", null, false, null, Meta.NONE);
        ItemCommand add = ItemCommand.of(Verb.ADD, "7", List.of(Item.ofData("./x", Meta.of("chr", null), "é")));
        byte[] document = SyncMlCodec.encode(new SyncMlMessage(header, List.of(add), true), SyncMlEncoding.WBXML);
        String body = "45 4b 03 37 00 01 54 6e 57 03 2e 2f 78 00 01 01 5a 00 01 47 03 63 68 72 00 01 01 00 00 4f 03 c3 a9 00 01"
                + "01 01 12";
        assertEquals(HexFormat.of().formatHex(document("02" + ID_12 + "6a 00", body)),
                HexFormat.of().formatHex(document));
    }

    /** The element of each token that the decoder acts on, as the specification has it. */
    @ParameterizedTest
    @CsvSource({"05, Add", "0d, Copy", "10, Delete", "11, Exec", "13, Get", "20, Replace"})
    void knowsTheVerbs(String token, String verb) throws MalformedMessage {
        ItemCommand command = (ItemCommand) commands(token).getFirst();
        assertEquals(verb, command.verb().wireName());
    }

    @ParameterizedTest
    @CsvSource({"1f, Put", "23, Search", "2a, Sync", "18, Map", "3b, Move", "30, token-0-48", "3f, token-0-63",
            "00 07 05, token-7-5", "00 01 05, Anchor"})
    void keepsTheNamesOfCommandsItDoesNotKnow(String token, String name) throws MalformedMessage {
        assertEquals(name, ((SyncMlCommand.Unknown) commands(token).getFirst()).element());
    }

    @Test
    void readsAStatusWhoseTextsAreOpaqueOrEmpty() throws MalformedMessage {
        Status status = (Status) commands(
                "69 4b c3 01 31 01 1c 4c 03 30 00 01 4a c3 07 53 79 6e 63 48 64 72 01 4f c3 03 32"
                        + "31 32 01 01")
                .getFirst();
        assertEquals(Status.of("1", "", "0", "SyncHdr", null, "212"), status);
    }

    @Test
    void toleratesElementsOutOfPlaceAndAttributes() throws MalformedMessage {
        // Alert with an attribute, a Lang it has no use for, a literal page switch before each.
        Alert alert = (Alert) commands("00 00 c6 05 85 01 00 00 55 03 78 00 01 4b 03 37 00 01 4f 03 31 00 01 01")
                .getFirst();
        assertEquals(new Alert("7", false, "1", null, List.of()), alert);
    }

    /** What no text can hold is what XML has as base64, and says so. */
    @Test
    void readsBytesAsBase64AndNamesTheFormat() throws MalformedMessage {
        // Item: Data before a Meta that says "bin".
        ItemCommand add = (ItemCommand) commands(
                "45 54 4f c3 03 00 01 ff 01 5a 00 01 47 03 62 69 6e 00 01 01 00 00 01 01")
                .getFirst();
        assertEquals(new Item(null, null, Meta.of("b64", null), "AAH/", false), add.items().getFirst());

        SyncMlMessage message = decode(
                HexFormat.of().parseHex(("02 a4 01 6a 00 6d" + HEADER.substring(0, HEADER.length() - 2)
                        + "4e 4f c3 02 00 80 01 01 01 6b 12 01 01").replace(" ", "")));
        assertEquals(new Cred(Meta.of("b64", null), "AIA="), message.header().cred());
    }

    /** DevInf inside of data is a document of its own code pages: bytes, not elements. */
    @Test
    void takesADocumentInsideOfDataForBytes() throws MalformedMessage {
        byte[] devInf = HexFormat.of().parseHex("02a4036a004a01");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(HexFormat.of().parseHex("02a4016a006d" + HEADER.replace(" ", "") + "6b45544f"));
        body.write(0xC3);
        body.write(devInf.length);
        body.writeBytes(devInf);
        body.writeBytes(HexFormat.of().parseHex("010101120101"));
        ItemCommand add = (ItemCommand) decode(body.toByteArray()).commands().getFirst();
        assertEquals("b64", add.items().getFirst().meta().format());
        assertEquals("AqQDagBKAQ==", add.items().getFirst().data());
    }

    @Test
    void givesElementsInsideOfDataAsXml() throws MalformedMessage {
        ItemCommand add = (ItemCommand) commands("45 54 4f 00 01 4e 47 03 78 00 01 01 01 00 00 01 01").getFirst();
        assertEquals("<MetInf xmlns=\"syncml:metinf\"><Format>x</Format></MetInf>", add.items().getFirst().data());
    }

    @Test
    void refusesDeepNestingOfAtomic() {
        String open = "48".repeat(9);
        assertEquals(Reason.TOO_DEEP,
                assertThrows(MalformedMessage.class, () -> commands(open + "01".repeat(9))).reason());
        assertEquals(Reason.TOO_DEEP,
                assertThrows(MalformedMessage.class, () -> commands("5a" + "00 01 4e".repeat(100)))
                        .reason());
    }
}
