package dev.muster.protocol.xml;

/** Serves the cursor's tests: three names of a codec. */
enum Element {
    ROOT("root"), A("a"), B("b"), OTHER("");

    static final NameTable<Element> NAMES = new NameTable<>(values(), element -> element.wireName, OTHER);

    private final String wireName;

    Element(String wireName) {
        this.wireName = wireName;
    }
}
