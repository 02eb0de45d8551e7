package dev.muster.gateway.model;

/**
 * One node of a device's management tree that a setting writes, deletes or executes.
 *
 * @param way what happens to it
 * @param locUri for example {@code ./Device/Vendor/MSFT/Policy/Config/DeviceLock/MinDevicePasswordLength}
 * @param format {@code chr}, {@code int}, {@code bool}, {@code b64}, {@code xml} or {@code node}; empty for none
 * @param type media type, empty for none
 * @param data the value as it goes on the wire, before escaping
 */
public record DmNode(Way way, String locUri, String format, String type, String data) {
    /** What happens to a node. */
    public enum Way {
        /** It has the value afterwards, whether it was there or not. */
        SET(true),
        /** It is deleted. */
        DELETE(false),
        /** It is executed. */
        EXEC(false);

        private final boolean leavesContent;

        Way(boolean leavesContent) {
            this.leavesContent = leavesContent;
        }

        /** Whether the device holds something because of it. */
        public boolean leavesContent() {
            return leavesContent;
        }
    }

    /** A node that has a value afterwards. */
    public DmNode(String locUri, String format, String type, String data) {
        this(Way.SET, locUri, format, type, data);
    }

    @Override
    public String toString() {
        return "DmNode[" + way + " " + locUri + ", " + data.length() + " characters]";
    }
}
