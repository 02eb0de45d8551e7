package dev.muster.loadtest.device;

/**
 * Is told every result that a device sent and got an answer for: what a gateway has to know from then on, whatever happens
 * to it. Called on the thread of the session, must not block.
 */
@FunctionalInterface
public interface Acknowledged {
    /** Keeps nothing. */
    Acknowledged NOWHERE = (device, commandId, result) -> {};

    /**
     * A result was answered with 200.
     *
     * @param device the device's name
     * @param commandId CommandUUID or CmdRef, as the gateway made it
     * @param result {@code Acknowledged}, {@code Error}, {@code NotNow}, or a SyncML status code
     */
    void result(String device, String commandId, String result);
}
