package dev.muster.protocol.syncml;

import dev.muster.protocol.xml.XmlElement;

/**
 * Serves {@link SyncMlEncoder}: an element in both encodings, made once.
 *
 * @param name its name
 * @param xml its tags
 * @param code its page and token, -1 where it has none
 */
record SyncMlElement(String name, XmlElement xml, int code) {
    /** An element of SyncML. */
    static SyncMlElement of(String name) {
        return new SyncMlElement(name, XmlElement.of(name), SyncMlCodePages.PAGES.codeOf(name));
    }

    /** An element of MetInf. */
    static SyncMlElement ofMetInf(String name) {
        return new SyncMlElement(name, XmlElement.inNamespace(name, SyncMlCodePages.META_NAMESPACE),
                SyncMlCodePages.PAGES.codeOf(name));
    }
}
