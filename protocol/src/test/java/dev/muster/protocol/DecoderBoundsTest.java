package dev.muster.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.enrollment.EnrollmentCodec;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Unknown;
import dev.muster.protocol.syncml.SyncMlEncoding;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * Whole decoders, not only their cursors: none reads past its limit, none goes deeper than a small stack bears, and a document eight times as
 * large costs about eight times as much. Cost is what the thread allocates, which does not depend on the machine, and its CPU with a
 * generous factor, which only a cost that grows with the square passes. The cursors count their steps in tests of their own.
 */
@Timeout(120)
final class DecoderBoundsTest {
    private static final DecodeLimits LARGE = new DecodeLimits(64 << 20, 256, Integer.MAX_VALUE);
    private static final int SMALL = 400;
    private static final int FACTOR = 8;
    private static final int ROUNDS = 7;
    private static final ThreadMXBean THREADS = (ThreadMXBean) Objects
            .requireNonNull(ManagementFactory.getThreadMXBean());
    private static final String HEADER = "<SyncML><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID>"
            + "<MsgID>1</MsgID><Target><LocURI>a</LocURI></Target><Source><LocURI>b</LocURI></Source></SyncHdr><SyncBody>";
    private static final String END = "<Final/></SyncBody></SyncML>";
    private static final String SOAP = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' "
            + "xmlns:a='http://www.w3.org/2005/08/addressing'>";

    /** A decoder, the limits it takes, and how it opens and closes one more level. */
    enum Decoder {
        SYNCML {
            @Override
            void decode(byte[] document, DecodeLimits limits) throws MalformedMessage {
                SyncMlCodec.decode(document, limits);
            }

            @Override
            byte[] deep(int levels) {
                return utf8(HEADER + "<Sequence><CmdID>1</CmdID>".repeat(levels));
            }
        },
        WBXML {
            @Override
            void decode(byte[] document, DecodeLimits limits) throws MalformedMessage {
                SyncMlCodec.decode(document, SyncMlEncoding.WBXML, limits);
            }

            @Override
            byte[] deep(int levels) {
                byte[] start = wbxml(HEADER + END);
                // Up to SyncBody's content, then Sequence after Sequence.
                byte[] document = Arrays.copyOf(start, start.length - 3 + levels);
                Arrays.fill(document, start.length - 3, document.length, (byte) 0x64);
                return document;
            }
        },
        PLIST {
            @Override
            void decode(byte[] document, DecodeLimits limits) throws MalformedMessage {
                PlistCodec.decode(document, limits);
            }

            @Override
            byte[] deep(int levels) {
                return utf8("<plist>" + "<array>".repeat(levels));
            }
        },
        APPLE {
            @Override
            void decode(byte[] document, DecodeLimits limits) throws MalformedMessage {
                AppleCodec.decode(document, limits);
            }

            @Override
            byte[] deep(int levels) {
                return utf8("<plist>" + "<dict><key>a</key>".repeat(levels));
            }
        },
        BINARY_PLIST {
            @Override
            void decode(byte[] document, DecodeLimits limits) throws MalformedMessage {
                PlistCodec.decode(document, limits);
            }

            @Override
            byte[] deep(int levels) {
                int most = Math.min(levels, 60_000);
                return binaryPlist(most,
                        at -> at + 1 < most ? new byte[] {(byte) 0xA1, (byte) ((at + 1) >> 8), (byte) (at + 1)}
                                : new byte[] {0x09});
            }
        },
        SOAP_REQUEST {
            @Override
            void decode(byte[] document, DecodeLimits limits) throws MalformedMessage {
                EnrollmentCodec.decodeRequest(document);
            }

            @Override
            byte[] deep(int levels) {
                return utf8(SOAP + "<s:Body>".repeat(Math.min(levels, 30_000)));
            }
        };

        abstract void decode(byte[] document, DecodeLimits limits) throws MalformedMessage;

        abstract byte[] deep(int levels);

        /** Whether it was read; refusals cost as well. */
        boolean reads(byte[] document, DecodeLimits limits) {
            try {
                decode(document, limits);
                return true;
            } catch (MalformedMessage refused) {
                return false;
            }
        }
    }

    /** Something that grows with n. */
    record Shape(String name, Decoder decoder, IntFunction<byte[]> document) {
        @Override
        public String toString() {
            return decoder + ", " + name;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] wbxml(String xml) {
        try {
            SyncMlMessage message = SyncMlCodec.decode(utf8(xml), LARGE);
            List<SyncMlCommand> known = message.commands().stream().filter(command -> !(command instanceof Unknown))
                    .toList();
            return SyncMlCodec.encode(new SyncMlMessage(message.header(), known, message.isFinal()),
                    SyncMlEncoding.WBXML);
        } catch (MalformedMessage impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Objects with two bytes for each reference and four for each offset; the first one is the top. */
    private static byte[] binaryPlist(int objects, IntFunction<byte[]> object) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer table = ByteBuffer.allocate(4 * objects);
        out.writeBytes("bplist00".getBytes(StandardCharsets.US_ASCII));
        for (int at = 0; at < objects; at++) {
            table.putInt(out.size());
            out.writeBytes(object.apply(at));
        }
        int tableFrom = out.size();
        out.writeBytes(table.array());
        out.writeBytes(ByteBuffer.allocate(32).putShort(6, (short) 0x0402).putLong(8, objects).putLong(16, 0)
                .putLong(24, tableFrom).array());
        return out.toByteArray();
    }

    private static String syncMl(String body) {
        return HEADER + body + END;
    }

    private static String numbered(int n, String form) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= n; i++) {
            text.append(form.replace("#", Integer.toString(i)));
        }
        return text.toString();
    }

    static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>();
        String[][] syncMl = {
                {"statuses",
                        "<Status><CmdID>#</CmdID><MsgRef>1</MsgRef><CmdRef>#</CmdRef><Cmd>Add</Cmd><Data>200</Data></Status>"},
                {"alerts", "<Alert><CmdID>#</CmdID><Data>1224</Data></Alert>"}};
        for (String[] one : syncMl) {
            shapes.add(new Shape(one[0], Decoder.SYNCML, n -> utf8(syncMl(numbered(n, one[1])))));
            shapes.add(new Shape(one[0], Decoder.WBXML, n -> wbxml(syncMl(numbered(n, one[1])))));
        }
        String item = "<Item><Source><LocURI>./a/#</LocURI></Source><Data>x</Data></Item>";
        IntFunction<String> items = n -> syncMl("<Replace><CmdID>1</CmdID>" + numbered(n, item) + "</Replace>");
        shapes.add(new Shape("items", Decoder.SYNCML, n -> utf8(items.apply(n))));
        shapes.add(new Shape("items", Decoder.WBXML, n -> wbxml(items.apply(n))));
        for (String data : List.of("x", "&amp;", "<![CDATA[x]]>", "<!-- -->", "<a/>", "\0", "\r\n", "é",
                "<x y='z'>1</x>")) {
            shapes.add(new Shape("data of " + data.replace("\0", "NUL").strip(), Decoder.SYNCML,
                    n -> utf8(syncMl(
                            "<Replace><CmdID>1</CmdID><Item><Data>" + data.repeat(n) + "</Data></Item></Replace>"))));
        }
        shapes.add(new Shape("unknown elements", Decoder.SYNCML,
                n -> utf8(syncMl("<What><CmdID>1</CmdID></What>".repeat(n)))));
        shapes.add(new Shape("a long name", Decoder.SYNCML, n -> utf8(syncMl("<" + "x".repeat(n) + "/>"))));
        shapes.add(new Shape("a DOCTYPE", Decoder.SYNCML,
                n -> utf8("<!DOCTYPE x [" + "<!ENTITY a 'b'>".repeat(n) + "]>" + syncMl(""))));
        shapes.addAll(plists());
        shapes.addAll(soap());
        return shapes;
    }

    private static List<Shape> plists() {
        List<Shape> shapes = new ArrayList<>();
        String idle = "<plist><dict><key>UDID</key><string>a</string><key>Status</key><string>Idle</string>";
        for (Decoder decoder : List.of(Decoder.PLIST, Decoder.APPLE)) {
            shapes.add(new Shape("keys", decoder,
                    n -> utf8(idle + numbered(n, "<key>k#</key><integer>#</integer>") + "</dict></plist>")));
            shapes.add(new Shape("keys of one hash code", decoder,
                    n -> utf8(idle + colliding(n) + "</dict></plist>")));
            shapes.add(new Shape("an array", decoder,
                    n -> utf8(idle + "<key>x</key><array>" + "<true/>".repeat(n) + "</array></dict></plist>")));
            for (String text : List.of("<string>|x|</string>", "<data>|QUJD\n|</data>", "<string>|&lt;|</string>",
                    "<integer>|0|1</integer>", "<real>|0|</real>")) {
                String[] parts = text.split("\\|", -1);
                shapes.add(new Shape("a long " + parts[0], decoder, n -> utf8(idle + "<key>x</key>" + parts[0]
                        + parts[1].repeat(n) + parts[2] + "</dict></plist>")));
            }
        }
        shapes.add(new Shape("an array", Decoder.BINARY_PLIST, n -> binaryPlist(n,
                at -> at == 0 ? arrayOf(n) : new byte[] {0x51, 'x'})));
        shapes.add(new Shape("nested arrays", Decoder.BINARY_PLIST, n -> Decoder.BINARY_PLIST.deep(n)));
        return shapes;
    }

    /** An array of the objects 1 to n - 1, its count in four bytes. */
    private static byte[] arrayOf(int n) {
        ByteBuffer array = ByteBuffer.allocate(6 + 2 * (n - 1)).put((byte) 0xAF).put((byte) 0x12)
                .putInt(n - 1);
        for (int at = 1; at < n; at++) {
            array.putShort((short) at);
        }
        return array.array();
    }

    /** Strings like AaBB and BBAa, all of one hash code, as many as are asked for. */
    private static String colliding(int n) {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < n; i++) {
            keys.append("<key>");
            for (int bit = 0; bit < 12; bit++) {
                keys.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            keys.append("</key><true/>");
        }
        return keys.toString();
    }

    private static List<Shape> soap() {
        return Stream.of("<a:Action>x</a:Action>", "<a:To b='c'/>", "&amp;", "x", "<!-- -->", "<?x y?>")
                .map(part -> new Shape("a header of " + part, Decoder.SOAP_REQUEST, n -> utf8(SOAP + "<s:Header><a:To>"
                        + part.repeat(n) + "</a:To></s:Header><s:Body/></s:Envelope>")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void costsInProportionToTheDocument(Shape shape) {
        byte[] small = shape.document().apply(SMALL);
        byte[] large = shape.document().apply(SMALL * FACTOR);
        Cost ofSmall = cost(shape.decoder(), small);
        Cost ofLarge = cost(shape.decoder(), large);
        double larger = (double) large.length / small.length;
        // What every decode costs whatever its document, is no part of the proportion.
        assertTrue(ofLarge.bytes() <= ofSmall.bytes() * larger * 2 + (64 << 10), () -> ofSmall + ", then " + ofLarge);
        assertTrue(ofLarge.nanos() <= ofSmall.nanos() * larger * 4 + 2_000_000, () -> ofSmall + ", then " + ofLarge);
    }

    private record Cost(long bytes, long nanos) {}

    /** The least of several, after the classes are there. */
    private static Cost cost(Decoder decoder, byte[] document) {
        long bytes = Long.MAX_VALUE;
        long nanos = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long started = THREADS.getCurrentThreadCpuTime();
            decoder.reads(document, LARGE);
            nanos = Math.min(nanos, THREADS.getCurrentThreadCpuTime() - started);
            bytes = Math.min(bytes, THREADS.getCurrentThreadAllocatedBytes() - allocated);
        }
        return new Cost(bytes, nanos);
    }

    /** What is too large is not even looked at. */
    @ParameterizedTest
    @EnumSource(names = {"SYNCML", "WBXML", "PLIST", "APPLE", "BINARY_PLIST"})
    void readsNothingOfWhatPassesItsLimit(Decoder decoder) {
        byte[] document = shapes().stream().filter(shape -> shape.decoder() == decoder).findFirst().orElseThrow()
                .document()
                .apply(4_000);
        DecodeLimits narrow = new DecodeLimits(document.length - 1, 64, Integer.MAX_VALUE);
        assertEquals(Reason.TOO_LARGE, refusal(decoder, document, narrow));
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        decoder.reads(document, narrow);
        assertTrue(THREADS.getCurrentThreadAllocatedBytes() - allocated < 16 << 10, "it looked");
        assertTrue(decoder.reads(document, new DecodeLimits(document.length, 64, Integer.MAX_VALUE)), "and not before");
    }

    private static Reason refusal(Decoder decoder, byte[] document, DecodeLimits limits) {
        return assertThrows(MalformedMessage.class, () -> decoder.decode(document, limits)).reason();
    }

    /** On half the usual stack, the deepest that limits can allow. */
    @ParameterizedTest
    @EnumSource
    void goesNoDeeperThanItsLimitWhateverTheStack(Decoder decoder) throws InterruptedException {
        for (int levels : new int[] {300, 10_000, 1_000_000}) {
            byte[] document = decoder.deep(levels);
            List<@Nullable Object> outcome = new ArrayList<>();
            Thread small = new Thread(null, () -> {
                try {
                    decoder.decode(document, LARGE);
                    outcome.add(null);
                } catch (MalformedMessage | StackOverflowError end) {
                    outcome.add(end);
                }
            }, "small", 512 << 10);
            small.start();
            small.join();
            assertInstanceOf(MalformedMessage.class, outcome.getFirst(), levels + " levels");
        }
    }
}
