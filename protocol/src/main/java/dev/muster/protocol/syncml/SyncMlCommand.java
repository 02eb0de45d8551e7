package dev.muster.protocol.syncml;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.xml.XmlElement;

/**
 * A command, Status or Results of a body, in the order of the document (OMA SyncML Representation Protocol 1.2,
 * sections 5.5 to 5.7). {@code cmdId} is any text; the gateway's own look like {@code <command id>.<attempt>}.
 */
public sealed interface SyncMlCommand {
    /** The CmdID as it stood in the document, without blanks around it; empty where a client left it out. */
    String cmdId();

    /** Add, Replace, Delete, Get, Exec, Copy: one verb over items. */
    record ItemCommand(Verb verb, String cmdId, boolean noResp, Meta meta, List<Item> items,
            @Nullable String correlator) implements SyncMlCommand {
        public ItemCommand {
            items = List.copyOf(items);
        }

        /** A command over these items without meta, correlator or NoResp. */
        public static ItemCommand of(Verb verb, String cmdId, List<Item> items) {
            return new ItemCommand(verb, cmdId, false, Meta.NONE, items, null);
        }
    }

    /** The verb of an {@link ItemCommand}; {@link #wireName()} is its element. */
    enum Verb {
        ADD("Add"), REPLACE("Replace"), DELETE("Delete"), GET("Get"), EXEC("Exec"), COPY("Copy");

        private final String wireName;

        Verb(String wireName) {
            this.wireName = wireName;
        }

        /** Element name, as in the specification. */
        public String wireName() {
            return wireName;
        }
    }

    /**
     * An alert: session start 1200/1201, next message 1222, abort 1223, client event 1224, generic alert 1226.
     *
     * @param data the alert code as text, or null when the client left it out
     */
    record Alert(String cmdId, boolean noResp, @Nullable String data, @Nullable String correlator, List<Item> items)
            implements SyncMlCommand {
        public Alert {
            items = List.copyOf(items);
        }
    }

    /**
     * The answer to one command or to some of its items. Codes stay text, unknown ones survive.
     *
     * @param msgRef message that carried the command
     * @param cmdRef its CmdID, {@code 0} for the SyncHdr
     * @param cmd its element name
     * @param targetRefs items it speaks of; empty means the whole command
     * @param data status code as text, for example {@code 200}
     */
    record Status(String cmdId, String msgRef, String cmdRef, String cmd, List<String> targetRefs,
            List<String> sourceRefs, @Nullable Cred cred, @Nullable Chal chal, String data, List<Item> items)
            implements SyncMlCommand {
        public Status {
            targetRefs = List.copyOf(targetRefs);
            sourceRefs = List.copyOf(sourceRefs);
            items = List.copyOf(items);
        }

        /** A plain status with at most one target reference. */
        public static Status of(String cmdId, String msgRef, String cmdRef, String cmd, @Nullable String targetRef,
                String data) {
            return new Status(cmdId, msgRef, cmdRef, cmd, targetRef == null ? List.of() : List.of(targetRef), List.of(),
                    null, null, data, List.of());
        }
    }

    /** What a Get brought. {@code cmd} is often absent. */
    record Results(String cmdId, @Nullable String msgRef, String cmdRef, @Nullable String cmd,
            @Nullable String targetRef, @Nullable String sourceRef, Meta meta, List<Item> items)
            implements SyncMlCommand {
        public Results {
            items = List.copyOf(items);
        }
    }

    /** Children that are done all together or not at all. */
    record Atomic(String cmdId, boolean noResp, Meta meta, List<SyncMlCommand> children) implements SyncMlCommand {
        public Atomic {
            children = List.copyOf(children);
        }
    }

    /** Children that are done in order. */
    record Sequence(String cmdId, boolean noResp, Meta meta, List<SyncMlCommand> children) implements SyncMlCommand {
        public Sequence {
            children = List.copyOf(children);
        }
    }

    /**
     * A command this gateway does not know (Put, Search, an extension), kept so that it can be answered with Status 406
     * or 400. Its content is dropped.
     *
     * @param element local name as the client wrote it, at most {@value #MAX_ELEMENT} characters
     */
    record Unknown(String cmdId, String element) implements SyncMlCommand {
        /** Longest element name; the decoder cuts longer ones. */
        public static final int MAX_ELEMENT = 64;

        public Unknown {
            if (element.length() > MAX_ELEMENT || !XmlElement.isName(element)) {
                throw new IllegalArgumentException("not an element name of at most " + MAX_ELEMENT + " characters");
            }
        }
    }
}
