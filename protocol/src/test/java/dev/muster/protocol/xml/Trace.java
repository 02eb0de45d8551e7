package dev.muster.protocol.xml;

import java.nio.charset.StandardCharsets;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;

/** Serves the cursor's tests: a document as one line of its events, adjacent texts joined. */
final class Trace {
    private Trace() {}

    static String of(String document) throws MalformedMessage {
        return of(document.getBytes(StandardCharsets.UTF_8));
    }

    static String of(byte[] document) throws MalformedMessage {
        XmlCursor<Element> cursor = new XmlCursor<>(document, DecodeLimits.DEFAULT, Element.NAMES);
        Joined joined = new Joined();
        for (;;) {
            switch (cursor.next()) {
                case START -> joined.start(cursor.localName());
                case TEXT -> joined.text(cursor.text());
                case END -> joined.end();
                case DONE -> {
                    return joined.toString();
                }
            }
        }
    }

    /** Events on their way into one line. */
    static final class Joined {
        private final StringBuilder line = new StringBuilder();
        private final StringBuilder text = new StringBuilder();

        void start(String localName) {
            flush();
            line.append('<').append(localName).append('>');
        }

        void text(String more) {
            text.append(more);
        }

        void end() {
            flush();
            line.append("</>");
        }

        private void flush() {
            if (!text.isEmpty()) {
                line.append('"').append(text).append('"');
                text.setLength(0);
            }
        }

        @Override
        public String toString() {
            return line.toString();
        }
    }
}
