package dev.muster.protocol.syncml;

import dev.muster.protocol.wbxml.WbxmlWriter;
import dev.muster.protocol.xml.XmlElement;
import dev.muster.protocol.xml.XmlWriter;

/**
 * Serves {@link SyncMlEncoder}, which need not know in which encoding it writes. Two implementations at most keep its
 * calls cheap: both are inlined, and where one encoding is all that clients use, only that one is.
 */
sealed interface SyncMlWriter {
    /** What stands before the header: the root's start tag included. */
    void start(boolean version11);

    /** The root's end. */
    void finish(boolean version11);

    void open(SyncMlElement element);

    void close(SyncMlElement element);

    void empty(SyncMlElement element);

    /** An element around text. */
    void leaf(SyncMlElement element, String text);

    /** Text XML. */
    record InXml(XmlWriter out) implements SyncMlWriter {
        private static final XmlElement SYNC_ML_12 = XmlElement.inNamespace("SyncML", "SYNCML:SYNCML1.2");
        private static final XmlElement SYNC_ML_11 = XmlElement.inNamespace("SyncML", "SYNCML:SYNCML1.1");

        @Override
        public void start(boolean version11) {
            out.declaration();
            out.open(version11 ? SYNC_ML_11 : SYNC_ML_12);
        }

        @Override
        public void finish(boolean version11) {
            out.close(version11 ? SYNC_ML_11 : SYNC_ML_12);
        }

        @Override
        public void open(SyncMlElement element) {
            out.open(element.xml());
        }

        @Override
        public void close(SyncMlElement element) {
            out.close(element.xml());
        }

        @Override
        public void empty(SyncMlElement element) {
            out.empty(element.xml());
        }

        @Override
        public void leaf(SyncMlElement element, String text) {
            out.leaf(element.xml(), text);
        }
    }

    /** WBXML. */
    record InWbxml(WbxmlWriter out) implements SyncMlWriter {
        private static final int SYNC_ML = SyncMlCodePages.PAGES.codeOf("SyncML");

        @Override
        public void start(boolean version11) {
            out.header(version11 ? SyncMlCodePages.SYNC_ML_11 : SyncMlCodePages.SYNC_ML_12);
            out.open(SYNC_ML);
        }

        @Override
        public void finish(boolean version11) {
            out.end();
        }

        @Override
        public void open(SyncMlElement element) {
            out.open(code(element));
        }

        @Override
        public void close(SyncMlElement element) {
            out.end();
        }

        @Override
        public void empty(SyncMlElement element) {
            out.empty(code(element));
        }

        @Override
        public void leaf(SyncMlElement element, String text) {
            if (text.isEmpty()) {
                out.empty(code(element));
            } else {
                out.open(code(element));
                out.text(text);
                out.end();
            }
        }

        private static int code(SyncMlElement element) {
            if (element.code() < 0) {
                throw new IllegalArgumentException("WBXML has no token for an element unknown to SyncML");
            }
            return element.code();
        }
    }
}
