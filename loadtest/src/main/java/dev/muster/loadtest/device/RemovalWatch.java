package dev.muster.loadtest.device;

/**
 * Is asked just before a device removes content, while it still holds it: the place to check that nothing is removed too
 * early (R10). Called on the thread of the session, must not block.
 */
@FunctionalInterface
public interface RemovalWatch {
    /** Looks at nothing. */
    RemovalWatch NONE = (device, removed) -> {};

    /**
     * The gateway wants this content removed.
     *
     * @param device the device, holding everything still
     * @param removed PayloadIdentifier or LocURI
     */
    void removing(EmulatedDevice device, String removed);
}
