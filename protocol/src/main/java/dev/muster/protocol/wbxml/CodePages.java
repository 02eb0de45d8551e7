package dev.muster.protocol.wbxml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.xml.NameTable;

/**
 * Serves cursors and writers: which element each token means. A {@code code} is a page in the high byte and a token in
 * the low one. Built once per message family, immutable.
 *
 * @param <T> the elements a codec knows
 */
public final class CodePages<T extends Enum<T>> {
    private static final int TOKENS = Token.NAME + 1;

    private final NameTable<T> names;
    private final Set<Integer> publicIds;
    private final Set<String> publicNames;
    private final List<Page> pages;
    private final @Nullable String[] pageNames;
    private final T[] pageTags;

    /**
     * One page.
     *
     * @param namespace XML namespace of its elements
     * @param elements element names from token 5 on, separated by blanks; {@code -} is a token without a meaning
     */
    public record Page(String namespace, String elements) {}

    /**
     * @param names finds the constant of a name
     * @param publicIds public identifiers of documents over these pages
     * @param publicNames the same as literals
     * @param pages from page 0 on, 256 at most
     */
    public CodePages(NameTable<T> names, Set<Integer> publicIds, Set<String> publicNames, List<Page> pages) {
        this.names = names;
        this.publicIds = Set.copyOf(publicIds);
        this.publicNames = Set.copyOf(publicNames);
        this.pages = List.copyOf(pages);
        this.pageNames = new String[pages.size() * TOKENS];
        List<T> tags = new ArrayList<>();
        for (int page = 0; page < pages.size(); page++) {
            List<String> elements = List.of(pages.get(page).elements().strip().split("\\s+"));
            for (int token = 0; token < TOKENS; token++) {
                int element = token - Token.FIRST;
                String name = element >= 0 && element < elements.size() ? elements.get(element) : "-";
                pageNames[page * TOKENS + token] = name.equals("-") ? null : name;
                tags.add(tag(name));
            }
        }
        this.pageTags = tags.toArray(names.none());
    }

    private T tag(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return names.lookup(bytes, 0, bytes.length);
    }

    boolean speaks(int publicId) {
        return publicIds.contains(publicId);
    }

    boolean speaks(String publicName) {
        return publicNames.contains(publicName);
    }

    /** The constant of a code; the one for all others where the pages have no such token. */
    T tagOf(int code) {
        int slot = slot(code);
        return slot < 0 ? names.unknown() : pageTags[slot];
    }

    /** The constant of a name that stands literally in a document. */
    T tagOf(byte[] document, int from, int to) {
        return names.lookup(document, from, to);
    }

    /** The name of a code, or null where the pages have no such token. */
    @Nullable
    String nameOf(int code) {
        int slot = slot(code);
        return slot < 0 ? null : pageNames[slot];
    }

    String namespaceOf(int code) {
        int page = code >> 8;
        return page < pages.size() ? pages.get(page).namespace() : "";
    }

    private int slot(int code) {
        int page = code >> 8;
        return page < pages.size() ? page * TOKENS + (code & Token.NAME) : -1;
    }

    /** The code of an element, or -1 if no page has it. The first page that does wins. */
    public int codeOf(String name) {
        for (int slot = 0; slot < pageNames.length; slot++) {
            if (name.equals(pageNames[slot])) {
                return ((slot / TOKENS) << 8) | (slot % TOKENS);
            }
        }
        return -1;
    }

    T unknown() {
        return names.unknown();
    }
}
