package dev.muster.gateway.model;

/**
 * What a user's licences come to: a derived column of the user, updated with what it derives from.
 *
 * @param intune an enabled service plan entitles to Intune (R6)
 * @param office365 an enabled service plan entitles to Basic Mobility and Security
 * @param coManaged Intune together with Configuration Manager; counts as Intune (R6)
 * @param inCollection member of the Configuration Manager collection (R8b)
 */
public record Entitlement(boolean intune, boolean office365, boolean coManaged, boolean inCollection) {
    /** A user without any licence. */
    public static final Entitlement NONE = new Entitlement(false, false, false, false);
}
