package dev.muster.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlEncoding;

/** Bytes that are no message: every decoder answers with a message or with MalformedMessage, never with anything else. */
@Timeout(120)
final class HostileInputTest {
    static List<String> vectors() {
        return Stream.of(".xml", ".wbxml", ".plist", ".bplist").flatMap(suffix -> Vectors.names(suffix).stream())
                .toList();
    }

    static List<String> texts() {
        return vectors().stream().filter(name -> !isBinary(name)).toList();
    }

    static List<String> withoutTrailer() {
        return vectors().stream().filter(name -> !name.endsWith(".bplist")).toList();
    }

    private static boolean isBinary(String name) {
        return name.endsWith(".wbxml") || name.endsWith(".bplist");
    }

    /** True if it decodes; any exception but MalformedMessage fails the test that calls this. */
    private static boolean decodes(String name, byte[] body, DecodeLimits limits) {
        try {
            if (name.endsWith("plist")) {
                AppleCodec.decode(body, limits);
            } else {
                SyncMlCodec.decode(body, name.endsWith(".wbxml") ? SyncMlEncoding.WBXML : SyncMlEncoding.XML, limits);
            }
            return true;
        } catch (MalformedMessage expected) {
            assertTrue(expected.offset() >= -1 && expected.offset() <= body.length * 2L, expected.toString());
            return false;
        }
    }

    @Test
    void hasVectorsToDamage() {
        assertEquals(139, vectors().size());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void refusesAMessageCutAnywhere(String name) {
        byte[] whole = Vectors.bytes(name);
        int root = isBinary(name) ? whole.length
                : new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf('>') + 1;
        for (int length = 0; length < root; length++) {
            assertTrue(!decodes(name, Arrays.copyOf(whole, length), DecodeLimits.DEFAULT), name + " cut at " + length);
        }
        assertTrue(decodes(name, whole, DecodeLimits.DEFAULT));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void survivesEachByteFlippedAlone(String name) {
        byte[] whole = Vectors.bytes(name);
        int step = Math.max(1, whole.length / 500);
        byte[] patterns = {0x01, 0x40, (byte) 0x80, (byte) 0xFF, 0x20};
        int refused = 0;
        for (int at = 0; at < whole.length; at += step) {
            byte[] damaged = whole.clone();
            damaged[at] ^= patterns[at / step % patterns.length];
            refused += decodes(name, damaged, DecodeLimits.DEFAULT) ? 0 : 1;
        }
        assertTrue(refused > 0, "damage is noticed");
    }

    @RepeatedTest(10)
    void survivesFlippedBytes(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        DecodeLimits narrow = new DecodeLimits(8192, 12, 400);
        int refused = 0;
        for (String name : vectors()) {
            byte[] whole = Vectors.bytes(name);
            for (int i = 0; i < 40; i++) {
                byte[] damaged = whole.clone();
                for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
                    int at = random.nextInt(damaged.length);
                    damaged[at] = (byte) (random.nextBoolean() ? damaged[at] ^ (1 << random.nextInt(8))
                            : random.nextInt(256));
                }
                refused += decodes(name, damaged, i % 2 == 0 ? narrow : DecodeLimits.DEFAULT) ? 0 : 1;
            }
        }
        assertTrue(refused > 500, "seed " + seed + ": damage is noticed: " + refused);
    }

    @RepeatedTest(5)
    void survivesNoise(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            for (String kind : List.of(".xml", ".wbxml", ".plist", ".bplist")) {
                assertTrue(!decodes(kind, noise, DecodeLimits.DEFAULT), "seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("withoutTrailer")
    void refusesWhatFollowsAMessage(String name) {
        byte[] whole = Vectors.bytes(name);
        byte[] more = Arrays.copyOf(whole, whole.length + 1);
        more[whole.length] = 'x';
        assertTrue(!decodes(name, more, DecodeLimits.DEFAULT));
        more[whole.length] = 0;
        assertTrue(decodes(name, more, DecodeLimits.DEFAULT), "but a terminator may");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void readsAVectorInUtf16(String name) {
        String text = new String(Vectors.bytes(name), StandardCharsets.UTF_8).replace("UTF-8", "UTF-16");
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertTrue(decodes(name, text.getBytes(charset), DecodeLimits.DEFAULT), name + " in " + charset);
        }
    }

    @Test
    void fetchesNothing() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + listener.getLocalPort() + "/x";
            String plist = new String(Vectors.bytes("apple/003-req.plist"), StandardCharsets.UTF_8);
            String syncMl = new String(Vectors.bytes("windows/pkg1-user.xml"), StandardCharsets.UTF_8);
            String external = "<!DOCTYPE x SYSTEM '" + url + "'>";
            String parameter = "<!DOCTYPE x [<!ENTITY % p SYSTEM '" + url + "'> %p;]>";
            String general = "<!DOCTYPE x [<!ENTITY e SYSTEM '" + url + "'><!ENTITY f 'y'>]>";

            assertTrue(decodes(".plist", bytes(plist.replace("http://www.apple.com/DTDs/PropertyList-1.0.dtd", url)),
                    DecodeLimits.DEFAULT));
            for (String doctype : List.of(external, parameter, general)) {
                assertTrue(decodes(".xml", bytes(doctype + syncMl), DecodeLimits.DEFAULT), doctype);
            }
            for (String entity : List.of("&e;", "&f;")) {
                String reference = general + syncMl.replace("<Data>user", "<Data>" + entity);
                MalformedMessage refusal = assertThrows(MalformedMessage.class,
                        () -> SyncMlCodec.decode(bytes(reference), DecodeLimits.DEFAULT));
                assertEquals(Reason.SYNTAX, refusal.reason());
            }

            listener.setSoTimeout(300);
            assertThrows(SocketTimeoutException.class, () -> listener.accept().close(), "somebody connected");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
