package dev.muster.gateway.model;

import java.util.List;

/** What a setting puts on a device of one platform. */
public sealed interface SettingPayload {
    /** What the payload owns on the device (R11b): payload identifiers or LocURIs. */
    List<String> owns();

    /**
     * A configuration profile.
     *
     * @param identifier its PayloadIdentifier: the same for the same name, whatever the authority (R11b)
     * @param mobileconfig the whole profile, an XML property list
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by the setting's version, never by content
    record AppleProfile(String identifier, byte[] mobileconfig) implements SettingPayload {
        @Override
        public List<String> owns() {
            return List.of(identifier);
        }

        @Override
        public String toString() {
            return "AppleProfile[" + identifier + ", " + mobileconfig.length + " bytes]";
        }
    }

    /**
     * Nodes of the management tree, written in order.
     *
     * @param nodes what to do
     * @param together whether it is done all together or not at all
     */
    record DmNodes(List<DmNode> nodes, boolean together) implements SettingPayload {
        public DmNodes {
            nodes = List.copyOf(nodes);
            if (nodes.isEmpty()) {
                throw new IllegalArgumentException("a setting without a node does nothing");
            }
        }

        /** Nodes that do not depend on one another. */
        public DmNodes(List<DmNode> nodes) {
            this(nodes, false);
        }

        /** What is deleted or executed leaves nothing behind that could be owned. */
        @Override
        public List<String> owns() {
            return nodes.stream().filter(node -> node.way().leavesContent()).map(DmNode::locUri).distinct().toList();
        }
    }
}
