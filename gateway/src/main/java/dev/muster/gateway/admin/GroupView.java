package dev.muster.gateway.admin;

import java.util.List;

import dev.muster.gateway.store.GroupStore;

/** A group as administrators see it. */
record GroupView(String id, String displayName, List<UserView.Licence> licences) {
    static GroupView of(GroupStore.Group group) {
        return new GroupView(group.id().toString(), group.displayName(), UserView.licences(group.licences()));
    }
}
