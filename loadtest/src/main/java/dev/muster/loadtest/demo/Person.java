package dev.muster.loadtest.demo;

import dev.muster.loadtest.device.AppleDevice;
import dev.muster.loadtest.device.DevicePlatform;
import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.verdict.Owner;

/** A user with one device. */
final class Person {
    private final int number;
    private final EmulatedDevice device;
    private volatile String userId = "";
    private volatile boolean intuneLicence;

    Person(int number, EmulatedDevice device) {
        this.number = number;
        this.device = device;
    }

    /** Sign-in name. */
    String principalName() {
        return "user" + number + "@contoso.example";
    }

    EmulatedDevice device() {
        return device;
    }

    boolean hasPhoneOfApple() {
        return device.platform() == DevicePlatform.IOS;
    }

    /** The device as an Apple one. */
    AppleDevice apple() {
        return (AppleDevice) device;
    }

    /** Half of the people of each platform get an Intune licence later on. */
    boolean isToBeLicensed() {
        return number % 2 == 1;
    }

    /** The gateway's id of the user. */
    String userId() {
        return userId;
    }

    void knownAs(String id) {
        userId = id;
    }

    /** From this moment on the user counts as licensed: said before the gateway is told, since it may act at once. */
    void licensed() {
        intuneLicence = true;
    }

    Owner owner() {
        return new Owner.User(intuneLicence, false);
    }

    boolean hasIntuneLicence() {
        return intuneLicence;
    }
}
