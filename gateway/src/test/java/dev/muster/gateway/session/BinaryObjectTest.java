package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.Platform.WINDOWS;
import static dev.muster.gateway.session.DmClient.commands;
import static dev.muster.gateway.session.DmClient.read;
import static dev.muster.gateway.session.DmClient.status;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlEncoding;
import dev.muster.protocol.syncml.SyncMlMessage;

/** Objects of bytes in chunks over WBXML, where each chunk is OPAQUE data that stands for itself, and the same over XML. */
@Timeout(30)
class BinaryObjectTest {
    private static final String NODE = "./Vendor/Blob";

    private final Scenario scenario = new Scenario(TenantAuthority.INTUNE);
    private final TestDevice pc = scenario.givenDevice(WINDOWS).ofUser("ada").enrolledWith(INTUNE);
    private final DmClient client = new DmClient(pc, "1");
    private int message = 1;

    /** Asks for facts and answers with an object in chunks; returns the codes of the chunks. */
    private List<String> sends(SyncMlEncoding encoding, @Nullable String format, boolean formatEachTime, long size,
            List<byte[]> chunks) {
        pc.queue(Action.Kind.DEVICE_INFORMATION, INTUNE);
        SyncMlMessage opened = client.speaking(encoding).opens();
        SyncMlCommand get = commands(opened).getFirst();
        List<String> codes = new ArrayList<>();
        for (int at = 0; at < chunks.size(); at++) {
            boolean last = at == chunks.size() - 1;
            Meta meta = new Meta(at == 0 || formatEachTime ? format : null, null, null, at == 0 ? size : null, null,
                    null,
                    null);
            Item item = new Item(null, NODE, meta, "@@@@", !last);
            Results results = new Results("C" + at, "1", get.cmdId(), null, null, null, Meta.NONE, List.of(item));
            byte[] body = message(encoding, at == 0 ? List.of(status(get, "200"), results) : List.of(results), last);
            SyncMlMessage answer = read(client.posts(filled(encoding, body, chunks.get(at))));
            codes.add(answer.commands().stream().filter(Status.class::isInstance).map(Status.class::cast)
                    .filter(said -> said.cmdRef().equals("C" + results.cmdId().substring(1))).map(Status::data)
                    .findFirst().orElse("none"));
        }
        return codes;
    }

    private byte[] message(SyncMlEncoding encoding, List<SyncMlCommand> commands, boolean isFinal) {
        message++;
        SyncHdr header = new SyncHdr("1.2", "DM/1.2", "1", Integer.toString(message), "https://gw.example/omadm",
                pc.udid, null, false, null, Meta.NONE);
        return SyncMlCodec.encode(new SyncMlMessage(header, commands, isFinal), encoding);
    }

    /** Puts data where the mark is: as OPAQUE in WBXML, as it is in XML. */
    private static byte[] filled(SyncMlEncoding encoding, byte[] body, byte[] data) {
        String raw = new String(body, StandardCharsets.ISO_8859_1);
        String mark = encoding == SyncMlEncoding.WBXML ? "\u0003@@@@\0" : "@@@@";
        int at = raw.indexOf(mark);
        assertTrue(at > 0 && raw.indexOf(mark, at + 1) < 0, "one mark");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(body, 0, at);
        if (encoding == SyncMlEncoding.WBXML) {
            out.write(0xC3);
            for (int shift = 21; shift > 0; shift -= 7) {
                if (data.length >>> shift != 0) {
                    out.write(0x80 | (data.length >>> shift & 0x7F));
                }
            }
            out.write(data.length & 0x7F);
        }
        out.writeBytes(data);
        out.write(body, at + mark.length(), body.length - at - mark.length());
        return out.toByteArray();
    }

    private static List<byte[]> cut(byte[] whole, int size) {
        List<byte[]> chunks = new ArrayList<>();
        for (int from = 0; from < whole.length; from += size) {
            chunks.add(Arrays.copyOfRange(whole, from, Math.min(whole.length, from + size)));
        }
        return chunks;
    }

    /** What the administrator finds. */
    private List<Item> results() {
        return DmClient.decode(pc.finished().getLast().result()).commands().stream().filter(Results.class::isInstance)
                .flatMap(results -> ((Results) results).items().stream()).toList();
    }

    private Item result() {
        assertEquals(1, results().size());
        return results().getFirst();
    }

    private byte[] bytesOfResult() {
        assertEquals("b64", result().meta().format());
        return Base64.getDecoder().decode(Scenario.present(result().data()));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"bin,true", "bin,false", "b64,true", "b64,false", ",false"})
    void chunksOfBytesBecomeOneObject(@Nullable String format, boolean eachTime) {
        byte[] bytes = random(1_000);
        // 250 leaves a remainder by three: each chunk is base64 with a padding of its own.
        assertEquals(List.of("213", "213", "213", "200"),
                sends(SyncMlEncoding.WBXML, format, eachTime, 1_000, cut(bytes, 250)));
        assertArrayEquals(bytes, bytesOfResult());
    }

    /** A chunk of zeros, one of letters, one that a C program might end: all of it is data. */
    @ParameterizedTest
    @ValueSource(strings = {"bin", "b64"})
    void aChunkThatLooksLikeTextIsPartOfTheBytesAllTheSame(String format) {
        byte[] zeros = new byte[300];
        byte[] words = "-- these are words --".getBytes(StandardCharsets.US_ASCII);
        byte[] cString = Arrays.copyOf(words, words.length + 3);
        List<byte[]> chunks = List.of(random(301), zeros, words, cString, random(5), cString);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        chunks.forEach(whole::writeBytes);
        assertEquals("200", sends(SyncMlEncoding.WBXML, format, false, whole.size(), chunks).getLast());
        assertArrayEquals(whole.toByteArray(), bytesOfResult());
    }

    @Test
    void anObjectOfZerosIsAsLongAsItSays() {
        assertEquals("200", sends(SyncMlEncoding.WBXML, "bin", false, 90, cut(new byte[90], 40)).getLast());
        assertArrayEquals(new byte[90], bytesOfResult());
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 1_001})
    void bytesOfAnotherSizeAreRefused(int size) {
        assertEquals("424", sends(SyncMlEncoding.WBXML, "bin", true, size, cut(random(1_000), 250)).getLast());
        assertEquals(List.of(), results());
    }

    /** Text that a client sends as OPAQUE data stays text, also where a chunk ends inside a character. */
    @ParameterizedTest
    @CsvSource({"chr", "xml", "''"})
    void textThatIsCutInsideACharacterIsTextAgain(String format) {
        String text = "größer 𝄞 ".repeat(40);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertEquals("200", sends(SyncMlEncoding.WBXML, format.isEmpty() ? null : format, false, bytes.length,
                cut(bytes, 13)).getLast());
        assertEquals(text, result().data());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 64})
    void base64OfXmlMayBeCutAnywhere(int chunk) {
        byte[] bytes = random(100);
        byte[] base64 = Base64.getEncoder().encode(bytes);
        assertEquals("200", sends(SyncMlEncoding.XML, "b64", false, 100, cut(base64, chunk)).getLast());
        assertArrayEquals(bytes, bytesOfResult());
    }

    @Test
    void chunksOfBase64WithPaddingsOfTheirOwnBecomeOneObject() {
        byte[] bytes = random(100);
        List<byte[]> chunks = cut(bytes, 40).stream().map(Base64.getEncoder()::encode).toList();
        assertEquals("200", sends(SyncMlEncoding.XML, "b64", false, 100, chunks).getLast());
        assertArrayEquals(bytes, bytesOfResult());
    }

    /** To the device base64 stays text in both encodings; its chunks are whole groups. */
    @ParameterizedTest
    @ValueSource(ints = {1024, 2000})
    void bytesOfASettingGoToTheDeviceInChunksOverWbxml(int limit) {
        String data = Base64.getEncoder().encodeToString(random(5_000));
        scenario.wants(INTUNE, WINDOWS, new Setting(new SettingName("blob"), INTUNE, "password", "v1",
                new SettingPayload.DmNodes(List.of(new DmNode(NODE, "b64", "", data)))));
        DmTree tree = new DmTree();
        new DmClient(pc, "9", (long) limit).speaking(SyncMlEncoding.WBXML).session(tree);
        assertEquals(Map.of(NODE, data), tree.nodes);
        assertTrue(tree.chunks > 2, "chunks: " + tree.chunks);
    }

    @Test
    void anAlertMayCarryBytesInChunks() {
        client.speaking(SyncMlEncoding.WBXML).opens();
        List<String> codes = new ArrayList<>();
        List<byte[]> chunks = cut(random(500), 200);
        for (int at = 0; at < chunks.size(); at++) {
            Meta meta = at == 0 ? new Meta("bin", "x:y", null, 500L, null, null, null) : Meta.NONE;
            Alert alert = new Alert("G" + at, false, "1226", null,
                    List.of(new Item(null, NODE, meta, "@@@@", at < chunks.size() - 1)));
            SyncMlMessage answer = read(client.posts(filled(SyncMlEncoding.WBXML,
                    message(SyncMlEncoding.WBXML, List.of(alert), false), chunks.get(at))));
            codes.addAll(DmClient.statuses(answer).stream().filter(said -> said.startsWith("G")).toList());
        }
        assertEquals(List.of("G0 Alert 213", "G1 Alert 213", "G2 Alert 200"), codes);
    }
}
