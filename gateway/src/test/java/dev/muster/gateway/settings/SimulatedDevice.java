package dev.muster.gateway.settings;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingPayload;

/** A device as the planner's tests need one: it really holds nodes, or profiles by identifier, and executes in order. */
final class SimulatedDevice {
    private final Map<String, String> held = new TreeMap<>();

    /** Installs all of a setting, as an Atomic or a profile does. */
    void install(Setting setting) {
        held.putAll(content(setting));
    }

    /** Deletes nodes with what lies below them; what is not there is not missed. */
    void remove(List<String> nodes) {
        for (String node : nodes) {
            held.keySet().removeIf(name -> name.equals(node) || name.startsWith(node + "/"));
        }
    }

    Map<String, String> held() {
        return Map.copyOf(held);
    }

    /** What a setting puts on a device. */
    static Map<String, String> content(Setting setting) {
        Map<String, String> content = new TreeMap<>();
        switch (setting.payload()) {
            case SettingPayload.AppleProfile(String identifier, byte[] profile) -> content.put(identifier,
                    new String(profile, StandardCharsets.UTF_8));
            case SettingPayload.DmNodes(var nodes, boolean _) -> nodes
                    .forEach(node -> content.put(node.locUri(), node.data()));
        }
        return content;
    }
}
