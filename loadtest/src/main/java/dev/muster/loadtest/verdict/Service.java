package dev.muster.loadtest.verdict;

/** A service that may manage devices. */
public enum Service {
    /** Basic Mobility and Security. */
    OFFICE365("office365", "Office 365"),
    /** Intune. */
    INTUNE("intune", "Intune");

    private final String wireName;
    private final String title;

    Service(String wireName, String title) {
        this.wireName = wireName;
        this.title = title;
    }

    /** The name in the administrator's API. */
    public String wireName() {
        return wireName;
    }

    /** The name for people. */
    public String title() {
        return title;
    }
}
