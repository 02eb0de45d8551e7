package dev.muster.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.atomic.LongAdder;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * The peer of {@link HttpExchanges}, a process of its own: each connection sends the same prepared request again and again and
 * does next to nothing with the answer. Over HTTP/2 the headers are in the compression table from the second request on, as any
 * client's are. Prints the number of exchanges after the warm-up and again at the end.
 */
final class PreparedClient {
    private static final String BODY = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><plist version=\"1.0\"><dict><key>Status"
            + "</key><string>Idle</string><key>UDID</key><string>00008030-001A2B3C4D5E6F70</string></dict></plist>";
    private static final String[] HEADERS = {":method", "PUT", ":path", "/mdm/apple", ":scheme", "https", ":authority",
            "localhost", "content-type", "application/x-apple-aspen-mdm", "user-agent", "MDM/1.0", "content-length",
            Integer.toString(BODY.length())};
    /** Before the clock starts: handshakes are behind every connection by then. */
    private static final int FIRST_EXCHANGES = 1_000;
    private static final int MOST_SECONDS = 60;
    private static final int DATA = 0;
    private static final int HEADERS_FRAME = 1;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final int END = 1;
    private static final int END_HEADERS = 4;

    private final SSLContext tls;
    private final int port;
    private final LongAdder exchanges = new LongAdder();

    private PreparedClient(SSLContext tls, int port) {
        this.tls = tls;
        this.port = port;
    }

    /** Arguments: key store, password, port, version (1.1 or 2), connections, milliseconds. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException, InterruptedException {
        PreparedClient client = new PreparedClient(context(Path.of(arguments[0]), arguments[1].toCharArray()),
                Integer.parseInt(arguments[2]));
        boolean second = arguments[3].equals("2");
        for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
            Thread.ofPlatform().daemon().start(() -> client.converse(second));
        }
        long millis = Long.parseLong(arguments[5]);
        for (int i = 0; client.exchanges.sum() < FIRST_EXCHANGES; i++) {
            if (i == MOST_SECONDS) {
                throw new IOException("no exchange within a minute");
            }
            Thread.sleep(1_000);
        }
        Thread.sleep(millis / 2);
        System.out.println(client.exchanges.sum());
        Thread.sleep(millis);
        System.out.println(client.exchanges.sum());
    }

    private static SSLContext context(Path file, char[] password) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return made;
    }

    private void converse(boolean second) {
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(),
                port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {second ? "h2" : "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.setTcpNoDelay(true);
            socket.startHandshake();
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 14));
            if (second) {
                second(in, socket.getOutputStream());
            } else {
                first(in, socket.getOutputStream());
            }
        } catch (IOException ended) {
            System.err.println("a connection ended: " + ended);
        }
    }

    private void first(DataInputStream in, OutputStream out) throws IOException {
        byte[] request = ("PUT /mdm/apple HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-apple-aspen-mdm\r\n"
                + "User-Agent: MDM/1.0\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY)
                .getBytes(StandardCharsets.US_ASCII);
        while (true) {
            out.write(request);
            int ends = 0;
            int status = 0;
            for (int at = 0; ends < 4; at++) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException();
                }
                status = at == 9 ? next : status;
                ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
            }
            if (status != '2') {
                throw new IOException("not answered with 200");
            }
            exchanges.increment();
        }
    }

    private void second(DataInputStream in, OutputStream out) throws IOException {
        ByteArrayOutputStream opening = new ByteArrayOutputStream();
        opening.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        opening.writeBytes(frame(SETTINGS, 0, 0, new byte[0]));
        out.write(opening.toByteArray());
        byte[] later = new byte[HEADERS.length / 2];
        for (int i = 0; i < later.length; i++) {
            // RFC 7541, section 6.1: the newest entry of the table has index 62.
            later[i] = (byte) (0x80 | 61 + later.length - i);
        }
        byte[] headers = literals();
        byte[] body = BODY.getBytes(StandardCharsets.US_ASCII);
        for (int stream = 1;; stream += 2) {
            ByteArrayOutputStream request = new ByteArrayOutputStream(512);
            request.writeBytes(frame(HEADERS_FRAME, END_HEADERS, stream, headers));
            request.writeBytes(frame(DATA, END, stream, body));
            if (stream % 1_000 == 1) {
                request.writeBytes(frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 16, 0}));
            }
            out.write(request.toByteArray());
            headers = later;
            awaitAnswer(in, out);
            exchanges.increment();
        }
    }

    private static void awaitAnswer(DataInputStream in, OutputStream out) throws IOException {
        while (true) {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            in.skipNBytes(lengthAndType >>> 8);
            int type = lengthAndType & 0xff;
            if (type == SETTINGS && (flags & 1) == 0) {
                out.write(frame(SETTINGS, 1, 0, new byte[0]));
            } else if (stream != 0 && type > HEADERS_FRAME && type != WINDOW_UPDATE) {
                throw new IOException("refused by a frame of type " + type);
            } else if (stream != 0 && type <= HEADERS_FRAME && (flags & END) != 0) {
                return;
            }
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length).putInt(payload.length << 8 | type).put((byte) flags)
                .putInt(stream).put(payload).array();
    }

    /** RFC 7541, section 6.2.1: literals that enter the table, with names and values below 127 octets. */
    private static byte[] literals() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < HEADERS.length; i += 2) {
            block.write(0x40);
            for (String text : new String[] {HEADERS[i], HEADERS[i + 1]}) {
                block.write(text.length());
                block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return block.toByteArray();
    }
}
