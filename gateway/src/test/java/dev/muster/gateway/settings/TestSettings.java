package dev.muster.gateway.settings;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;

/** Settings for tests of the planner. */
public final class TestSettings {
    private TestSettings() {}

    /** A setting that writes the same value to some nodes. */
    public static Setting nodes(ManagementAuthority authority, String name, String value, String... nodes) {
        return of(authority, name, new SettingPayload.DmNodes(
                Stream.of(nodes).map(node -> new DmNode(node, "chr", "", value)).toList()));
    }

    /** A setting that is a profile. */
    public static Setting profile(ManagementAuthority authority, String name, String value) {
        return of(authority, name, new SettingPayload.AppleProfile("dev.muster.t." + new SettingName(name).key(),
                value.getBytes(StandardCharsets.UTF_8)));
    }

    private static Setting of(ManagementAuthority authority, String name, SettingPayload payload) {
        return new Setting(new SettingName(name), authority, "password",
                SettingCompiler.version(authority, "password", payload), payload);
    }

    /** A desired set. */
    public static DesiredSet desired(Setting... settings) {
        return new DesiredSet("0123456789abcdef", List.of(settings));
    }
}
