package dev.muster.loadtest.device;

/**
 * Where an emulated Apple device listens for pushes. These are an emulator's secrets; all the same they are never printed.
 *
 * @param token hexadecimal push token
 * @param magic what a push must carry
 * @param topic the topic the device enrolled with
 */
public record PushAddress(String token, String magic, String topic) {
    @Override
    public String toString() {
        return "PushAddress[topic=" + topic + "]";
    }

    /** Is told the address a device listens at from now on; the former one is dead. */
    @FunctionalInterface
    public interface Registry {
        /** Tells nobody. */
        Registry NOBODY = (device, address) -> {};

        /** The device listens there now, and nowhere else. */
        void listens(AppleDevice device, PushAddress address);
    }
}
