package dev.muster.gateway.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What a user's licences come to: a derived column of the user, updated with what it derives from.
 *
 * @param intune an enabled service plan entitles to Intune (R6)
 * @param office365 an enabled service plan entitles to Basic Mobility and Security
 * @param coManaged Intune together with Configuration Manager; counts as Intune (R6)
 * @param inCollection member of the Configuration Manager collection (R8b)
 * @param leftCollection when the user left that collection; empty for a member and for who never was one
 */
public record Entitlement(boolean intune, boolean office365, boolean coManaged, boolean inCollection,
        Optional<Instant> leftCollection) {
    /** A user without any licence. */
    public static final Entitlement NONE = new Entitlement(false, false, false, false);

    /** Of a user who never left a collection. */
    public Entitlement(boolean intune, boolean office365, boolean coManaged, boolean inCollection) {
        this(intune, office365, coManaged, inCollection, Optional.empty());
    }

    /** The same licences after the user joined the collection or left it at this moment; who was out stays as he is. */
    public Entitlement member(boolean member, Instant now) {
        if (member == inCollection) {
            return this;
        }
        return new Entitlement(intune, office365, coManaged, member, member ? Optional.empty() : Optional.of(now));
    }

    /** The same licences beside another's membership. */
    public Entitlement inCollectionAs(Entitlement other) {
        return new Entitlement(intune, office365, coManaged, other.inCollection, other.leftCollection);
    }
}
