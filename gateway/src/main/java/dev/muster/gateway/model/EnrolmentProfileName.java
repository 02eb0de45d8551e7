package dev.muster.gateway.model;

/** What the profile by which an Apple device enrols is called on it: what installs it and what retires the device agree on it. */
public final class EnrolmentProfileName {
    private EnrolmentProfileName() {}

    /** Its PayloadIdentifier. */
    public static String of(TenantId tenant) {
        return "dev.muster." + tenant + ".enrolment";
    }
}
