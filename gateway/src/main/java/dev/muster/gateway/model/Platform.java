package dev.muster.gateway.model;

import java.util.Optional;

/** What kind of device speaks. */
public enum Platform {
    IOS("ios", true), IPADOS("ipados", true), MACOS("macos", true), TVOS("tvos", true), WINDOWS("windows", false),
    ANDROID("android", false);

    private final String wireName;
    private final boolean apple;

    Platform(String wireName, boolean apple) {
        this.wireName = wireName;
        this.apple = apple;
    }

    /** The name in the API and in the store. */
    public String wireName() {
        return wireName;
    }

    /** Whether the device speaks Apple MDM; the others speak OMA-DM. */
    public boolean isApple() {
        return apple;
    }

    /** Whether the push certificate gate closes check-ins of this platform (R13: iOS and iPadOS only). */
    public boolean isGatedByPushCertificate() {
        return this == IOS || this == IPADOS;
    }

    /** The platform of this name; empty if there is none. */
    public static Optional<Platform> ofWireName(String name) {
        for (Platform platform : values()) {
            if (platform.wireName.equals(name)) {
                return Optional.of(platform);
            }
        }
        return Optional.empty();
    }
}
