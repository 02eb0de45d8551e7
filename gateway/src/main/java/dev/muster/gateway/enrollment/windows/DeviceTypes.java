package dev.muster.gateway.enrollment.windows;

import java.util.Optional;

import dev.muster.gateway.model.Platform;

/** What devices call their kind in Discover and among the context items of a request. */
final class DeviceTypes {
    /** A Windows device. */
    static final String WINDOWS = "CIMClient_Windows";
    /** An Android agent in a work profile. */
    static final String ANDROID_AGENT = "AndroidForWork";

    private DeviceTypes() {}

    /** The platform; empty if nobody knows such a device. One that does not say is a Windows device. */
    static Optional<Platform> platform(String type) {
        return switch (type) {
            case "", WINDOWS -> Optional.of(Platform.WINDOWS);
            case ANDROID_AGENT -> Optional.of(Platform.ANDROID);
            default -> Optional.empty();
        };
    }
}
