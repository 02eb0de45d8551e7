package dev.muster.gateway.model;

/**
 * A setting of one authority as it is for one platform: what a device of that platform should have.
 *
 * @param name its name (R11)
 * @param authority whose setting it is
 * @param kind what it is about, for example {@code password}, {@code wifi}, {@code email}
 * @param version hash over authority, kind and payload: 16 hexadecimal digits; another version is another content
 * @param payload what goes to the device
 */
public record Setting(SettingName name, ManagementAuthority authority, String kind, String version,
        SettingPayload payload) {}
