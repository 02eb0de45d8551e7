package dev.muster.loadtest.device;

/**
 * One conversation of an emulated device over one connection. Whoever carries the bytes asks for the first request, tells
 * every answer and does what the step says. One thread at a time; a device has one session at a time.
 */
public interface DeviceSession {
    /** The request that opens the conversation. */
    DeviceRequest first();

    /**
     * Takes the answer to the request last given out.
     *
     * @param status HTTP status
     * @param body its body, empty if there is none
     */
    Step answered(int status, byte[] body);

    /** The answer to the request last given out will never come: time-out, broken connection, or by choice. */
    void lost();

    /** What comes next in a conversation. */
    sealed interface Step {
        /** Send this. */
        record Send(DeviceRequest request) implements Step {}

        /** The conversation came to its regular end. */
        record Done() implements Step {}

        /** The gateway refused; {@code what} names the request. */
        record Refused(int status, String what) implements Step {}

        /** The gateway answered what it must not; a complaint is recorded with the device. */
        record Broken(String why) implements Step {}
    }
}
