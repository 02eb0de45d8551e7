package dev.muster.gateway.wake;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;

/** Which push service reaches which platform. A platform without one is refused with that reason, and counted. */
public final class WakeChannels {
    private final Map<Platform, WakeChannel> channels;

    /** The channels are closed by their owner. */
    public WakeChannels(Map<Platform, WakeChannel> channels) {
        this.channels = new EnumMap<>(Platform.class);
        this.channels.putAll(channels);
    }

    CompletableFuture<WakeOutcome> wake(Platform platform, TenantId tenant, DeviceId device, PushAddress address) {
        WakeChannel channel = channels.get(platform);
        if (channel == null) {
            return CompletableFuture.completedFuture(
                    new WakeOutcome.Refused("no push service is configured for " + platform.wireName()));
        }
        return channel.wake(tenant, device, address);
    }

    /** What platforms share when their pushes succeed or fail together; the same object for the same channel. */
    @Nullable
    WakeChannel of(Platform platform) {
        return channels.get(platform);
    }
}
