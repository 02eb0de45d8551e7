package dev.muster.gateway.authority;

import java.util.Map;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;

/**
 * Serves check-ins and enrolment of Apple devices: whether the authority that serves a device lacks its push certificate
 * (R13). The gate is per device: in coexistence only the side without a certificate is closed. An expired certificate still
 * has its topic and closes nothing.
 */
public final class PushGate {
    private PushGate() {}

    /**
     * Whether management of this device is closed: Idle is refused and no command goes out, while what it reports only once is
     * still taken in. iOS and iPadOS only; macOS, tvOS and others check in as before.
     *
     * @param authority the authority that serves the device now
     * @param pushTopics topic of each authority that has a push certificate
     */
    public static boolean closed(Platform platform, ManagementAuthority authority,
            Map<ManagementAuthority, String> pushTopics) {
        return platform.isGatedByPushCertificate() && !pushTopics.containsKey(authority);
    }

    /**
     * Whether a device of this platform cannot enrol now: any Apple device needs a topic, since its push token belongs to the
     * topic it enrolled with.
     *
     * @param authority the authority that would serve the device
     * @param pushTopics topic of each authority that has a push certificate
     */
    public static boolean closedToEnrolment(Platform platform, ManagementAuthority authority,
            Map<ManagementAuthority, String> pushTopics) {
        return platform.isApple() && !pushTopics.containsKey(authority);
    }
}
