package dev.muster.gateway.settings;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload.DmNodes;

/**
 * Serves administrators who define settings: finds another setting of the same authority that a new one would fight with on a
 * device. Both may own a node if they write the same into it, for then order does not matter and a removal leaves it alone
 * (R11b). With different contents the last one written would win, and one inside the other would go with it.
 *
 * @param other the setting that is there already
 * @param platform where they meet
 * @param node the LocURI, which holds no value
 */
public record NodeClash(SettingName other, Platform platform, String node) {
    /**
     * The first clash, by no particular order.
     *
     * @param compiled what is to be defined
     * @param others other settings of its authority, by platform; one of the same name is replaced and does not count
     */
    public static Optional<NodeClash> find(Map<Platform, Setting> compiled,
            Collection<Map<Platform, Setting>> others) {
        for (Map.Entry<Platform, Setting> defined : compiled.entrySet()) {
            for (Map<Platform, Setting> other : others) {
                Setting kept = other.get(defined.getKey());
                if (kept != null && !kept.name().key().equals(defined.getValue().name().key())) {
                    Optional<String> node = meet(nodes(defined.getValue()), nodes(kept));
                    if (node.isPresent()) {
                        return Optional.of(new NodeClash(kept.name(), defined.getKey(), node.get()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static List<DmNode> nodes(Setting setting) {
        return setting.payload() instanceof DmNodes written ? written.nodes() : List.of();
    }

    private static Optional<String> meet(List<DmNode> ours, List<DmNode> theirs) {
        return ours.stream().filter(node -> theirs.stream().anyMatch(other -> clash(node, other))).map(DmNode::locUri)
                .findFirst();
    }

    private static boolean clash(DmNode one, DmNode other) {
        return one.locUri().equals(other.locUri())
                ? !one.equals(other)
                : one.locUri().startsWith(other.locUri() + "/") || other.locUri().startsWith(one.locUri() + "/");
    }
}
