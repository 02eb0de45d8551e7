package dev.muster.protocol.wbxml;

import org.jspecify.annotations.Nullable;

/** Serves {@link WbxmlCursor}: elements found inside of data, as the XML text that the other encoding would have there. */
final class Fragment {
    private final StringBuilder out = new StringBuilder();
    private boolean emptyElement;

    void start(String name, @Nullable String namespace, boolean empty) {
        out.append('<').append(name);
        if (namespace != null) {
            out.append(" xmlns=\"").append(namespace).append('"');
        }
        out.append(empty ? "/>" : ">");
        emptyElement = empty;
    }

    void end(String name) {
        if (!emptyElement) {
            out.append("</").append(name).append('>');
        }
        emptyElement = false;
    }

    void text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                // As itself it would be read as LF.
                case '\r' -> out.append("&#13;");
                default -> out.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
