package dev.muster.protocol.syncml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.Vectors;

/**
 * Our WBXML against a codec we did not write: {@code wbxml2xml} and {@code xml2wbxml} of libwbxml. Trees are compared, not
 * bytes. Where the programs are missing the tests are skipped.
 */
@Timeout(120)
final class LibwbxmlTest {
    private static final int GENERATED = 60;

    @TempDir
    Path directory;

    private final List<String> differences = new ArrayList<>();

    /** Turns a document over to the other encoding. */
    private byte[] convert(String program, byte[] document, String... options)
            throws IOException, InterruptedException {
        Path in = Files.write(directory.resolve("in"), document);
        Path out = directory.resolve("out");
        Files.deleteIfExists(out);
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(options));
        command.addAll(List.of("-o", out.toString(), in.toString()));
        File log = directory.resolve("log").toFile();
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
        } catch (IOException missing) {
            Assumptions.abort(program + " is not installed: no independent codec (Debian: libwbxml2-utils)");
            throw missing;
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(program + " did not end within a minute");
        }
        if (!Files.exists(out)) {
            differences.add(program + " refused: " + read(log));
            return new byte[0];
        }
        return Files.readAllBytes(out);
    }

    private static String read(File log) {
        try {
            return Files.readString(log.toPath());
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** Line ends aside: libwbxml turns LF into CRLF. */
    private static String reading(byte[] document, SyncMlEncoding encoding) throws MalformedMessage {
        return SyncMlReading.of(SyncMlCodec.decode(document, encoding, DecodeLimits.DEFAULT)).replace("\r", "");
    }

    private void compare(String name, byte[] ours, SyncMlEncoding encoding, byte[] theirs) {
        SyncMlEncoding other = encoding == SyncMlEncoding.XML ? SyncMlEncoding.WBXML : SyncMlEncoding.XML;
        try {
            String expected = reading(ours, encoding);
            String got = reading(theirs, other);
            if (!expected.equals(got)) {
                differences.add(name + "\n" + expected + "but theirs\n" + got);
            }
        } catch (MalformedMessage refused) {
            differences.add(name + ": " + refused);
        }
    }

    private void nothingDiffers() {
        assertEquals("", String.join("\n", differences));
    }

    @Test
    void readsWbxmlOfDevicesAsTheyDo() throws IOException, InterruptedException {
        for (String name : Vectors.names(".wbxml")) {
            byte[] document = Vectors.bytes(name);
            compare(name, document, SyncMlEncoding.WBXML, convert("wbxml2xml", document, "-m", "0", "-k"));
        }
        nothingDiffers();
    }

    /** With and without a string table, in each version. */
    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2", "1.3", "1.2 -n", "1.3 -a"})
    void readsXmlOfDevicesInTheirWbxml(String version) throws IOException, InterruptedException {
        String[] options = ("-k -v " + version).split(" ");
        for (String name : Vectors.names(".xml")) {
            byte[] document = withoutNul(Vectors.bytes(name));
            byte[] theirs = convert("xml2wbxml", document, options);
            compare(name, document, SyncMlEncoding.XML,
                    theirs.length > 0 && theirs[0] == 0 ? withoutCharset(theirs) : theirs);
        }
        nothingDiffers();
    }

    /** Theirs is a parser that takes no NUL bytes. */
    private static byte[] withoutNul(byte[] document) {
        return new String(document, StandardCharsets.ISO_8859_1).replace("\0", "")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Version 1.0 has no charset. Their writer puts one there all the same, which their own reader then trips over. */
    private static byte[] withoutCharset(byte[] document) {
        byte[] cured = new byte[document.length - 1];
        System.arraycopy(document, 0, cured, 0, 3);
        System.arraycopy(document, 4, cured, 3, cured.length - 3);
        return cured;
    }

    @Test
    void agreesWithTheirReaderThatVersion10HasNoCharset() throws IOException, InterruptedException {
        byte[] document = Vectors.bytes("omadm/wbxml/none/02-req.wbxml");
        document[0] = 0;
        byte[] version10 = withoutCharset(document);
        compare("version 1.0", version10, SyncMlEncoding.WBXML, convert("wbxml2xml", version10, "-m", "0", "-k"));
        nothingDiffers();
    }

    @Test
    void writesWbxmlThatTheyRead() throws IOException, InterruptedException {
        RandomSyncMl messages = new RandomSyncMl(new Random(1), SyncMlEncoding.WBXML).plain();
        for (int i = 0; i < GENERATED; i++) {
            byte[] document = SyncMlCodec.encode(messages.message(), SyncMlEncoding.WBXML);
            compare("seed 1, message " + i, document, SyncMlEncoding.WBXML,
                    convert("wbxml2xml", document, "-m", "0", "-k"));
        }
        nothingDiffers();
    }

    @Test
    void readsWbxmlThatTheyMadeOfOurXml() throws IOException, InterruptedException {
        RandomSyncMl messages = new RandomSyncMl(new Random(2), SyncMlEncoding.WBXML).plain();
        for (int i = 0; i < GENERATED; i++) {
            byte[] document = SyncMlCodec.encode(messages.message(), SyncMlEncoding.XML);
            compare("seed 2, message " + i, document, SyncMlEncoding.XML, convert("xml2wbxml", document, "-k"));
        }
        nothingDiffers();
    }
}
