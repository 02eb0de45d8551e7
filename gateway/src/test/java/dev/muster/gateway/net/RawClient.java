package dev.muster.gateway.net;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A client that sends what it is told, byte for byte, over the platform's own TLS: independent of the server's engine. One
 * instance is one device; its connections resume each other's sessions.
 */
final class RawClient {
    private final SSLContext context;
    private final InetSocketAddress address;

    RawClient(InetSocketAddress address, X509Certificate root, Identities.Identity identity) {
        this.address = address;
        this.context = context(root, identity);
    }

    /** An answer as it came. */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes, compared by content in tests
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    Connection connect(String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        try {
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            socket.connect(address, 5_000);
            socket.startHandshake();
            return new Connection(socket);
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    /** The TLS of this device, for other clients; it does not look at host names. */
    SSLContext tls() {
        return context;
    }

    /** A connection that speaks HTTP/2 frame by frame. */
    FrameClient frames() throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        try {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            socket.connect(address, 5_000);
            socket.startHandshake();
            return new FrameClient(socket);
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    /** One request on a connection of its own, which is closed afterwards. */
    Answer once(String request) throws IOException {
        try (Connection connection = connect()) {
            connection.send(request);
            return connection.read();
        }
    }

    /** Whether the listener ends the connection without a byte of HTTP, at the handshake or right after it. */
    boolean isCutOff() {
        try (Connection connection = connect()) {
            connection.send(Requests.idle());
            return connection.isEnded();
        } catch (IOException alert) {
            return true;
        }
    }

    /** One connection. */
    static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        Answer read() throws IOException {
            String[] status = line().split(" ", 3);
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            String header = line();
            while (!header.isEmpty()) {
                int colon = header.indexOf(':');
                headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
                header = line();
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException("the answer ended early");
            }
            return new Answer(Integer.parseInt(status[1]), headers, body);
        }

        /** Whether nothing more comes; waits for it. */
        boolean isEnded() {
            try {
                return in.read() < 0;
            } catch (SocketTimeoutException open) {
                return false;
            } catch (IOException reset) {
                return true;
            }
        }

        String protocol() {
            return ((SSLSocket) socket).getSession().getProtocol();
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int next = in.read();
            while (next != '\n') {
                if (next < 0) {
                    throw new EOFException("no answer");
                }
                if (next != '\r') {
                    line.write(next);
                }
                next = in.read();
            }
            return line.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static SSLContext context(X509Certificate root, Identities.Identity identity) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("root", root);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(new KeyManager[] {new AlwaysThisKey(identity)}, trust.getTrustManagers(), null);
            return made;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("every Java platform makes TLS contexts", impossible);
        }
    }
}
