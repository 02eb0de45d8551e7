package dev.muster.protocol.syncml;

import org.jspecify.annotations.Nullable;

/**
 * One item of a command. Data is character data as it stood in the document after unescaping: base64 stays base64.
 * the text form shows its length only.
 *
 * @param target LocURI the command acts on, or null
 * @param source LocURI the data comes from, or null
 * @param meta meta information; {@link Meta#NONE} when absent
 * @param data character data, or null when the element is absent
 * @param moreData whether more chunks of this object follow
 */
public record Item(@Nullable String target, @Nullable String source, Meta meta, @Nullable String data,
        boolean moreData) {
    /** An item that names a target only, as in Get and Delete. */
    public static Item ofTarget(String target) {
        return new Item(target, null, Meta.NONE, null, false);
    }

    /** An item that carries data for a target. */
    public static Item ofData(String target, Meta meta, @Nullable String data) {
        return new Item(target, null, meta, data, false);
    }

    @Override
    public String toString() {
        return "Item[target=" + target + ", source=" + source + ", meta=" + meta + ", data="
                + (data == null ? "null" : data.length() + " characters") + ", moreData=" + moreData + "]";
    }
}
