package dev.muster.protocol.plist;

import dev.muster.protocol.xml.NameTable;

/** Serves {@link PlistCodec}: the elements of Apple's property list document type. */
enum PlistTag {
    PLIST("plist"), DICT("dict"), ARRAY("array"), KEY("key"), STRING("string"), INTEGER("integer"), REAL("real"),
    TRUE("true"), FALSE("false"), DATE("date"), DATA("data"), OTHER("other");

    static final NameTable<PlistTag> NAMES = new NameTable<>(values(), tag -> tag.wireName, OTHER);

    private final String wireName;

    PlistTag(String wireName) {
        this.wireName = wireName;
    }
}
