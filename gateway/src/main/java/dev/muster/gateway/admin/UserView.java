package dev.muster.gateway.admin;

import java.util.List;
import java.util.UUID;

import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.store.DirectoryStore;

/** A user as administrators see it. */
record UserView(String id, String principalName, List<Licence> licences, Entitlement entitlement) {
    record Licence(String sku, List<String> disabledPlans) {}

    static UserView of(DirectoryStore.User user) {
        return new UserView(user.id().toString(), user.principalName(), licences(user.licences()),
                user.entitlement());
    }

    static List<Licence> licences(List<DirectoryStore.Licence> assigned) {
        return assigned.stream().map(licence -> new Licence(licence.sku().toString(),
                licence.disabledPlans().stream().map(UUID::toString).sorted().toList())).toList();
    }
}
