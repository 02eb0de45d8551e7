package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.certs.identity.DetachedSignature;
import dev.muster.gateway.config.Limits;
import dev.muster.protocol.syncml.SyncMlEncoding;

/**
 * The heads of captured requests ({@code *.headers} beside their bodies in {@code vectors}): each is read, leads to its endpoint with the body
 * behind it, and what an Apple device signed is the signature of that very body.
 */
@Timeout(60)
class HeadVectorTest {
    private static final List<String> OF_MESSAGES = List.of("apple/001-req", "apple/002-req", "apple/009-req");

    private static Path root() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(HeadVectorTest.class.getResource("/vectors")).toURI());
    }

    static List<String> heads() throws IOException, URISyntaxException {
        return names(".headers");
    }

    private static List<String> names(String suffix) throws IOException, URISyntaxException {
        Path root = root();
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString()).filter(name -> name.endsWith(suffix)).sorted()
                    .toList();
        }
    }

    private static String suffix(String head) {
        return head.startsWith("apple/") ? ".plist" : head.startsWith("wbxml/") ? ".wbxml" : ".xml";
    }

    private static byte[] body(String head) throws IOException, URISyntaxException {
        return Files.readAllBytes(root().resolve(head.replace(".headers", suffix(head))));
    }

    /** As the client sent it, but to our path. */
    private static FullHttpRequest request(String head) throws IOException, URISyntaxException {
        String text = Files.readString(root().resolve(head), StandardCharsets.ISO_8859_1).strip()
                .replaceFirst(" /[a-z]+ ", head.startsWith("apple/") ? " /mdm/apple " : " /omadm ")
                .replace("\r", "").replace("\n", "\r\n") + "\r\n\r\n";
        EmbeddedChannel channel = new EmbeddedChannel(
                new HttpRequestDecoder(HttpStage.decoding(Limits.DEFAULTS.requests().requestLineBytes(),
                        Limits.DEFAULTS.requests().headerBytes())),
                new HttpObjectAggregator(1 << 20));
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1),
                Unpooled.wrappedBuffer(body(head)));
        FullHttpRequest request = channel.readInbound();
        assertTrue(request != null && request.decoderResult().isSuccess(), head);
        assertNull(channel.readInbound(), "the body is as long as the head says");
        channel.finishAndReleaseAll();
        return request;
    }

    @ParameterizedTest
    @MethodSource("heads")
    void leadsToItsEndpointWithItsBody(String name) throws Exception {
        FullHttpRequest request = request(name);
        byte[] body = new byte[request.content().readableBytes()];
        request.content().readBytes(body);
        request.release();
        assertArrayEquals(body(name), body);
        assertTrue(RequestHead.isWellFormed(request));
        RequestHead head = RequestHead.of(request, List.of());
        CheckInRoute route = Objects.requireNonNull(CheckInRoute.of(head.path()), "no route");
        assertTrue(route.methods().contains(head.method()), head.method());
        assertTrue(route.mediaTypes().contains(head.mediaType()), head.mediaType());
        assertTrue(head.plain());
        if (name.startsWith("apple/")) {
            assertEquals("PUT", head.method());
            assertEquals(OF_MESSAGES.contains(name.replace(".headers", ""))
                    ? "application/x-apple-aspen-mdm-checkin"
                    : "", head.mediaType());
        } else {
            assertEquals("POST", head.method());
            assertEquals("dmc/libdmclient", head.userAgent());
            assertEquals(name.startsWith("wbxml/") ? SyncMlEncoding.WBXML : SyncMlEncoding.XML,
                    CheckInRoute.encoding(head.mediaType()));
        }
    }

    /** SHA-1 with RSA, signed by an independent client: what the signature door would look at. */
    @Test
    void whatTheAppleClientSignedIsTheSignatureOfItsBodyAndOfNoOther() throws Exception {
        List<String> signed = heads().stream().filter(name -> name.startsWith("apple/")).toList();
        assertEquals(9, signed.size());
        for (String name : signed) {
            FullHttpRequest request = request(name);
            List<String> headers = RequestHead.of(request, List.of("MDM-SIGNATURE")).identity();
            request.release();
            assertEquals(1, headers.size(), name);
            Optional<DetachedSignature> signature = DetachedSignature
                    .read(Base64.getDecoder().decode(headers.getFirst()));
            assertTrue(signature.orElseThrow().covers(body(name)), name);
            byte[] other = body(name);
            other[other.length / 2] ^= 1;
            assertTrue(!signature.get().covers(other), name);
        }
    }

    /** A vector that nobody states a reading of fails here: see {@code vectors/README.md}. */
    @Test
    void everyFileOfTheVectorsHasAStatedAnswerOrIsAHead() throws Exception {
        List<String> stated = new ArrayList<>();
        for (String line : Files.readAllLines(root().resolve("answers.txt"))) {
            if (line.contains(": ") && !line.startsWith("#")) {
                stated.add(line.substring(0, line.indexOf(": ")));
            }
        }
        List<String> bodies = Stream.of(".xml", ".wbxml", ".plist").flatMap(suffix -> {
            try {
                return names(suffix).stream();
            } catch (IOException | URISyntaxException broken) {
                throw new IllegalStateException(broken);
            }
        }).toList();
        assertEquals(bodies.stream().sorted().toList(), stated.stream().sorted().toList());
        List<String> others = names("").stream().filter(name -> name.contains(".") && !bodies.contains(name)
                && !name.endsWith(".headers") && !List.of("README.md", "answers.txt").contains(name)).toList();
        assertEquals(List.of(), others, "a kind of file that no test reads");
        for (String head : heads()) {
            assertTrue(bodies.contains(head.replace(".headers", suffix(head))), head + " has no body");
        }
        for (String body : bodies) {
            String head = body.replaceFirst("\\.[a-z]+$", ".headers");
            assertTrue(body.startsWith("windows/") || heads().contains(head), body + " has no head");
        }
    }
}
