package dev.muster.gateway.admin;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.store.DirectoryStore;

/** A user as administrators see it. */
record UserView(String id, String principalName, List<Licence> licences, Entitled entitlement) {
    /** @param leftCollection when the user left the Configuration Manager collection (R8b); null if he did not */
    record Entitled(boolean intune, boolean office365, boolean coManaged, boolean inCollection,
            @Nullable String leftCollection) {
        static Entitled of(Entitlement entitlement) {
            return new Entitled(entitlement.intune(), entitlement.office365(), entitlement.coManaged(),
                    entitlement.inCollection(), entitlement.leftCollection().map(Instant::toString).orElse(null));
        }
    }

    record Licence(String sku, List<String> disabledPlans) {}

    static UserView of(DirectoryStore.User user) {
        return new UserView(user.id().toString(), user.principalName(), licences(user.licences()),
                Entitled.of(user.entitlement()));
    }

    static List<Licence> licences(List<DirectoryStore.Licence> assigned) {
        return assigned.stream().map(licence -> new Licence(licence.sku().toString(),
                licence.disabledPlans().stream().map(UUID::toString).sorted().toList())).toList();
    }
}
