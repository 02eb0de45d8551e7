package dev.muster.loadtest.device;

import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A device as the load generator and the demo see it, whatever protocol it speaks. Thread-safe. */
public sealed interface EmulatedDevice permits AppleDevice, OmaDmDevice {
    /** A name for people, unique in its fleet: {@code ios-0001}. */
    String name();

    /** What it is. */
    DevicePlatform platform();

    /** Its key. */
    KeyPair keys();

    /** Its UDID or DevId. */
    String hardwareId();

    /** Starts a conversation; the device has none under way. A device that is not enrolled yet enrols first. */
    DeviceSession begin();

    /** Whether its last conversation left something open, so that it comes back by itself soon. */
    boolean wantsToReturn();

    /** Whether the gateway knows it as enrolled, as far as the device can tell. */
    boolean enrolled();

    /** Completes when requests that the device keeps back ({@link DeviceRequest.Fate#HELD_BACK}) may leave. */
    CompletableFuture<Void> released();

    /** What it holds now. */
    HeldContent held();

    /** What it has done since it was made. */
    Tally tally();

    /** What the gateway did that it never may do, such as unenrolling it (R14); bounded. */
    List<String> complaints();

    /** Records a complaint that somebody else noticed about the gateway's treatment of this device. */
    void complain(String complaint);

    /**
     * What a device has done.
     *
     * @param installed pieces of content put on it
     * @param removed pieces of content taken away
     * @param results results sent and answered with 200
     * @param repeated commands that came again although their acknowledgement was answered with 200
     */
    record Tally(int installed, int removed, int results, int repeated) {}
}
