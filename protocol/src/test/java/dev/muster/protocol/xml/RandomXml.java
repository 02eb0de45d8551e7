package dev.muster.protocol.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Serves property tests: well-formed documents with all kinds of markup, and damaged ones. */
final class RandomXml {
    private static final String[] NAMES = {"a", "b", "root", "Data", "x1", "p:a", "_-.", "été", "日本"};
    private static final String[] TEXTS = {"x", " ", "\n", "\r\n", "\r", "\t", "]", "]]", ">", "\"", "'", "&amp;",
            "&lt;",
            "&#13;", "&#x41;", "&#128512;", "é", "日本", "\uD83D\uDE00", "plain text", "<![CDATA[<x>&y;]]>",
            "<![CDATA[]]>",
            "<![CDATA[]]]>", "<!-- c -->", "<!---->", "<?p d?>", "<?p?>", "--", "?>"};
    private static final String[] VALUES = {"", "x", "&lt;", ">", "&#10;", "é", "a b", "]]>", "--"};
    private static final byte[] DAMAGE = "<>&;'\"/=!-[]?x #:0\r\n\t\u0001\u007F\u0000".getBytes(StandardCharsets.UTF_8);

    private final RandomGenerator random;

    RandomXml(RandomGenerator random) {
        this.random = random;
    }

    String document() {
        StringBuilder out = new StringBuilder();
        out.append(pick("", "", "<?xml version='1.0'?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
                "<?xml version='1.0' standalone='no' ?>"));
        misc(out);
        out.append(pick("", "", "", "<!DOCTYPE a PUBLIC \"-//x//\" 'http://127.0.0.1:9/x.dtd'>"));
        misc(out);
        element(out, 0);
        misc(out);
        return out.toString();
    }

    /**
     * A document with one to three bytes changed, inserted or removed, or cut. The XML declaration stays whole: in it
     * Woodstox takes control characters for blanks and refuses versions that the fifth edition wants accepted.
     */
    byte[] damaged() {
        String whole = document();
        int from = whole.startsWith("<?xml ") ? whole.indexOf("?>") + 2 : 0;
        byte[] document = whole.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(1, 4); i > 0 && document.length > from; i--) {
            int at = random.nextInt(from, document.length);
            switch (random.nextInt(8)) {
                case 0 -> document = Arrays.copyOf(document, at);
                case 1, 2 -> document = spliced(document, at, 1, new byte[0]);
                case 3, 4 -> document = spliced(document, at, 0, new byte[] {damage()});
                default -> document[at] = damage();
            }
        }
        return document;
    }

    private byte damage() {
        return random.nextInt(20) == 0 ? (byte) random.nextInt(256) : DAMAGE[random.nextInt(DAMAGE.length)];
    }

    private static byte[] spliced(byte[] document, int at, int removed, byte[] inserted) {
        byte[] result = new byte[document.length - removed + inserted.length];
        System.arraycopy(document, 0, result, 0, at);
        System.arraycopy(inserted, 0, result, at, inserted.length);
        System.arraycopy(document, at + removed, result, at + inserted.length, document.length - at - removed);
        return result;
    }

    private void misc(StringBuilder out) {
        out.append(pick("", "", "\n", " \t", "<!-- c -->", "<?p d?>\r\n"));
    }

    private void element(StringBuilder out, int depth) {
        String name = pick(NAMES);
        out.append('<').append(name).append(depth == 0 ? " xmlns:p='urn:p'" : "");
        for (int i = random.nextInt(4); i > 0; i--) {
            String quote = pick("'", "\"");
            out.append(pick(" ", "\n  ")).append(pick("a", "b", "xmlns")).append(i).append(pick("=", " = "))
                    .append(quote).append(pick(VALUES)).append(quote);
        }
        out.append(pick("", " "));
        if (random.nextInt(4) == 0) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (int i = random.nextInt(6); i > 0; i--) {
            if (depth < 5 && random.nextInt(3) == 0) {
                element(out, depth + 1);
            } else {
                text(out);
            }
        }
        out.append("</").append(name).append(pick("", " ")).append('>');
    }

    private void text(StringBuilder out) {
        String text = pick(TEXTS);
        // The end of a CDATA section may not arise from two harmless pieces.
        if (text.startsWith(">") && !out.isEmpty() && out.charAt(out.length() - 1) == ']') {
            text = "x";
        }
        out.append(text);
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
