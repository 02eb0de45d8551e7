package dev.muster.loadtest.device;

import java.util.Map;

/**
 * One HTTP request of a device.
 *
 * @param what what it says, for counters: {@code Idle}, {@code TokenUpdate}, {@code package 1}, ...; never an id
 * @param path path and query
 * @param headers all headers but Host and Content-Length
 * @param body the body; not changed by anybody
 * @param fate what the emulator wants to happen to the answer
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes on their way out, never compared
public record DeviceRequest(String what, String path, Map<String, String> headers, byte[] body, Fate fate) {
    /** What happens to the answer of a request, decided before it is sent. */
    public enum Fate {
        /** The device reads it. */
        DELIVERED,
        /** The device loses it: the gateway has worked and answered, the device does not know. */
        REPLY_LOST,
        /** The connection breaks as soon as the request has left. */
        CUT,
        /** The request itself is kept back until the emulator is released: a result that is under way for long. */
        HELD_BACK
    }

    public DeviceRequest {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "DeviceRequest[" + what + ", " + body.length + " bytes]";
    }
}
