package dev.muster.gateway.model;

/**
 * One node of a device's management tree that a setting writes.
 *
 * @param locUri for example {@code ./Device/Vendor/MSFT/Policy/Config/DeviceLock/MinDevicePasswordLength}
 * @param format {@code chr}, {@code int}, {@code bool}, {@code b64}, {@code xml} or {@code node}
 * @param type media type, empty for none
 * @param data the value as it goes on the wire, before escaping
 */
public record DmNode(String locUri, String format, String type, String data) {
    @Override
    public String toString() {
        return "DmNode[" + locUri + ", " + data.length() + " characters]";
    }
}
