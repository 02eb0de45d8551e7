package dev.muster.loadtest.device;

/** What an emulated device is. */
public enum DevicePlatform {
    /** An iPhone: Apple MDM, RSA-2048 as Apple's SCEP client makes them. */
    IOS("ios"),
    /** A PC: OMA-DM in the Windows dialect, P-256. */
    WINDOWS("windows"),
    /** A phone with an agent: OMA-DM, P-256. */
    ANDROID("android");

    private final String wireName;

    DevicePlatform(String wireName) {
        this.wireName = wireName;
    }

    /** The name in the administrator's API. */
    public String wireName() {
        return wireName;
    }
}
