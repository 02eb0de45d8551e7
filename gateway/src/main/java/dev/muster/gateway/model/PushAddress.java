package dev.muster.gateway.model;

import java.time.Instant;

/**
 * Where a device is woken. Stored sealed; token and magic never show in the text form.
 *
 * @param token device token bytes
 * @param magic PushMagic bytes (UTF-8), empty on platforms without
 * @param topic APNs topic it belongs to; empty on other platforms
 * @param receivedAt when the device reported it: a later TokenUpdate has a later time
 */
@SuppressWarnings("ArrayRecordComponent") // a secret is compared by nobody
public record PushAddress(byte[] token, byte[] magic, String topic, Instant receivedAt) {
    @Override
    public String toString() {
        return "PushAddress[topic=" + topic + ", receivedAt=" + receivedAt + "]";
    }
}
