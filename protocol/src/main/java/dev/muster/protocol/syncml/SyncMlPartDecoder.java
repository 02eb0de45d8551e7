package dev.muster.protocol.syncml;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.xml.MarkupCursor;

/** Serves {@link SyncMlDecoder}: what commands and header have in common. Each method reads from START to END. */
final class SyncMlPartDecoder {
    /** The format of what a cursor gives for bytes. */
    private static final String BASE64 = "b64";
    /** The format of bytes that stand for themselves, whether they look like text or not. */
    private static final String BINARY = "bin";

    private final MarkupCursor<SyncMlTag> cursor;

    SyncMlPartDecoder(MarkupCursor<SyncMlTag> cursor) {
        this.cursor = cursor;
    }

    /** Ids, references, codes, URIs: blanks around them are the layout of a client that indents, not content. */
    String token() throws MalformedMessage {
        String text = cursor.leaf();
        int last = text.length() - 1;
        // Most clients do not indent, and a look at both ends is cheaper than strip().
        boolean bare = last >= 0 && isBare(text.charAt(0)) && isBare(text.charAt(last));
        return bare ? text : text.strip();
    }

    private static boolean isBare(char c) {
        return c > ' ' && c < 0x80;
    }

    /** An element whose presence says all. */
    boolean flag() throws MalformedMessage {
        cursor.skip();
        return true;
    }

    /** The LocURI inside a Target or Source, or null if there is none. */
    @Nullable
    String locUri() throws MalformedMessage {
        String uri = null;
        while (cursor.nextChild()) {
            if (cursor.tag() == SyncMlTag.LOC_URI) {
                uri = token();
            } else {
                cursor.skip();
            }
        }
        return uri;
    }

    Cred cred() throws MalformedMessage {
        Meta meta = Meta.NONE;
        String data = "";
        boolean bytes = false;
        while (cursor.nextChild()) {
            switch (cursor.tag()) {
                case META -> meta = meta();
                case DATA -> {
                    data = cursor.leaf();
                    bytes = cursor.wasBytes();
                }
                default -> cursor.skip();
            }
        }
        return new Cred(bytes ? meta.withFormat(BASE64) : meta, data);
    }

    Chal chal() throws MalformedMessage {
        Meta meta = Meta.NONE;
        while (cursor.nextChild()) {
            if (cursor.tag() == SyncMlTag.META) {
                meta = meta();
            } else {
                cursor.skip();
            }
        }
        return new Chal(meta);
    }

    /** An Item; Windows puts Type and Format of some alerts beside Meta instead of inside, they count all the same. */
    Item item() throws MalformedMessage {
        String target = null;
        String source = null;
        Meta meta = Meta.NONE;
        String strayType = null;
        String strayFormat = null;
        String data = null;
        boolean bytes = false;
        String exact = null;
        boolean moreData = false;
        while (cursor.nextChild()) {
            switch (cursor.tag()) {
                case TARGET -> target = locUri();
                case SOURCE -> source = locUri();
                case META -> meta = meta();
                case DATA -> {
                    data = cursor.content();
                    bytes = cursor.wasBytes();
                    exact = cursor.exactBytes();
                }
                case MORE_DATA -> moreData = flag();
                case TYPE -> strayType = token();
                case FORMAT -> strayFormat = token();
                default -> cursor.skip();
            }
        }
        if (strayType != null || strayFormat != null) {
            meta = new Meta(meta.format() == null ? strayFormat : meta.format(),
                    meta.type() == null ? strayType : meta.type(), meta.mark(), meta.size(), meta.nextNonce(),
                    meta.maxMsgSize(), meta.maxObjSize());
        }
        if (!bytes && exact != null && (BINARY.equals(meta.format()) || (moreData && lacksNuls(data, exact)))) {
            return new Item(target, source, meta.withFormat(BASE64), exact, moreData);
        }
        return new Item(target, source, bytes ? meta.withFormat(BASE64) : meta, data, moreData);
    }

    /** NUL bytes end a C string; in the middle of an object they are a part of it. */
    private static boolean lacksNuls(@Nullable String data, String exact) {
        return data == null
                || data.getBytes(StandardCharsets.UTF_8).length != Base64.getDecoder().decode(exact).length;
    }

    Meta meta() throws MalformedMessage {
        MetaFields fields = new MetaFields();
        fill(fields);
        return fields.any ? new Meta(fields.format, fields.type, fields.mark, fields.size, fields.nextNonce,
                fields.maxMsgSize, fields.maxObjSize) : Meta.NONE;
    }

    private static final class MetaFields {
        private boolean any;
        private @Nullable String format;
        private @Nullable String type;
        private @Nullable String mark;
        private @Nullable Long size;
        private @Nullable String nextNonce;
        private @Nullable Long maxMsgSize;
        private @Nullable Long maxObjSize;
    }

    private void fill(MetaFields fields) throws MalformedMessage {
        while (cursor.nextChildInMixed()) {
            fields.any = true;
            switch (cursor.tag()) {
                case FORMAT -> fields.format = token();
                case TYPE -> fields.type = token();
                case MARK -> fields.mark = token();
                case SIZE -> fields.size = number();
                case NEXT_NONCE -> fields.nextNonce = token();
                case MAX_MSG_SIZE -> fields.maxMsgSize = number();
                case MAX_OBJ_SIZE -> fields.maxObjSize = number();
                // The wrapper that MetInf's own document type has. The cursor's depth limit bounds the recursion.
                case MET_INF -> fill(fields);
                default -> cursor.skip();
            }
        }
    }

    /** A count of bytes, or null where none can be read: a client's odd size is no reason to refuse its statuses. */
    private @Nullable Long number() throws MalformedMessage {
        String text = token();
        // 18 digits always fit a long.
        if (text.isEmpty() || text.length() > 18) {
            return null;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return null;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
