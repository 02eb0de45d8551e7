package dev.muster.gateway.model;

import java.util.Arrays;
import java.util.Optional;

/** With whom a tenant's data are shared only after an administrator agreed (R21). */
public enum Vendor {
    /** Push certificates, the Device Enrollment Program, School Manager, VPP. */
    APPLE("apple"),
    /** Android work profiles. */
    GOOGLE("google");

    private final String wireName;

    Vendor(String wireName) {
        this.wireName = wireName;
    }

    /** Its name in the API and in the store. */
    public String wireName() {
        return wireName;
    }

    /** The vendor of a name; empty if there is none. */
    public static Optional<Vendor> ofWireName(String name) {
        return Arrays.stream(values()).filter(vendor -> vendor.wireName.equals(name)).findFirst();
    }
}
