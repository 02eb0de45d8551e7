package dev.muster.gateway.model;

import java.util.List;

/** What a setting puts on a device of one platform. */
public sealed interface SettingPayload {
    /** What the payload owns on the device (R11b): payload identifiers or LocURIs. Never empty. */
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

    /** Nodes of the management tree, written in order. */
    record DmNodes(List<DmNode> nodes) implements SettingPayload {
        public DmNodes {
            nodes = List.copyOf(nodes);
            if (nodes.isEmpty()) {
                throw new IllegalArgumentException("a setting without a node does nothing");
            }
        }

        @Override
        public List<String> owns() {
            return nodes.stream().map(DmNode::locUri).distinct().toList();
        }
    }
}
