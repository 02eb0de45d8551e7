package dev.muster.gateway.store;

import java.util.List;

import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.store.DirectoryStore.Licence;

/** What licences come to (R6). Implemented by the catalogue; called inside a transaction, so it asks nobody. */
@FunctionalInterface
public interface Entitling {
    /**
     * @param licences the user's own and those of the user's groups
     * @param before the entitlement so far: what does not come from licences is kept
     */
    Entitlement entitlement(List<Licence> licences, Entitlement before);
}
