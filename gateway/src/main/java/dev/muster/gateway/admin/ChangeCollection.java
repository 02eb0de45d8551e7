package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.CollectionStore;
import dev.muster.gateway.store.DirectoryStore;

/**
 * Takes in the collection of users whom Configuration Manager manages (R8b): all of it, or what changed. It is applied in pieces,
 * each of them whole; a connector that loses the answer sends it again. Nobody's device is retired by leaving.
 */
final class ChangeCollection implements Operation {
    private static final int MOST_MEMBERS = 20_000;
    private static final int MOST_CHANGES = 1_000;
    private static final int MOST_UNKNOWN = 100;
    private static final int PIECE = 500;
    private static final UserId BEFORE_ALL = new UserId(new UUID(0, 0));

    record Whole(@Nullable List<@Nullable String> members) {}

    record Part(@Nullable List<@Nullable String> add, @Nullable List<@Nullable String> remove) {}

    /** @param unknown principal names that the tenant's directory does not have, the first hundred */
    record Changed(int joined, int left, List<String> unknown) {}

    private final CollectionStore collections;
    private final DirectoryStore directory;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;
    private final boolean whole;

    /** @param whole whether this is the operation that replaces the collection */
    ChangeCollection(CollectionStore collections, DirectoryStore directory, Journal journal, Wakes wakes, Clock clock,
            boolean whole) {
        this.collections = collections;
        this.directory = directory;
        this.journal = journal;
        this.wakes = wakes;
        this.clock = clock;
        this.whole = whole;
    }

    @Override
    public String method() {
        return whole ? "PUT" : "POST";
    }

    @Override
    public String path() {
        return whole ? "/collection" : "/collection/changes";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        Set<String> unknown = new LinkedHashSet<>();
        Set<UserId> add;
        Set<UserId> remove;
        if (whole) {
            add = users(tenant, "members", Fields.required("members", call.body(Whole.class).members()), MOST_MEMBERS,
                    unknown);
            remove = members(tenant);
            remove.removeAll(add);
        } else {
            Part part = call.body(Part.class);
            add = users(tenant, "add", part.add() == null ? List.of() : part.add(), MOST_CHANGES, unknown);
            remove = users(tenant, "remove", part.remove() == null ? List.of() : part.remove(), MOST_CHANGES, unknown);
        }
        Changed changed = apply(tenant, add, remove, List.copyOf(unknown));
        if (changed.joined() + changed.left() > 0) {
            journal.note(tenant, "collection.change", Map.of("joined", changed.joined(), "left", changed.left()));
        }
        return Answer.ok(changed);
    }

    private Changed apply(TenantId tenant, Set<UserId> add, Set<UserId> remove, List<String> unknown) {
        int joined = 0;
        int left = 0;
        List<CollectionStore.Change> changes = new ArrayList<>();
        for (Set<UserId> piece : pieces(remove)) {
            changes.add(collections.change(tenant, Set.of(), piece, clock.instant()));
        }
        for (Set<UserId> piece : pieces(add)) {
            changes.add(collections.change(tenant, piece, Set.of(), clock.instant()));
        }
        for (CollectionStore.Change change : changes) {
            joined += change.joined();
            left += change.left();
            if (!change.due().isEmpty()) {
                wakes.devices(tenant, change.due());
            }
        }
        return new Changed(joined, left, unknown);
    }

    private static List<Set<UserId>> pieces(Set<UserId> users) {
        List<UserId> all = List.copyOf(users);
        List<Set<UserId>> pieces = new ArrayList<>();
        for (int from = 0; from < all.size(); from += PIECE) {
            pieces.add(Set.copyOf(all.subList(from, Math.min(all.size(), from + PIECE))));
        }
        return pieces;
    }

    private Set<UserId> members(TenantId tenant) {
        Set<UserId> members = new HashSet<>();
        UserId after = BEFORE_ALL;
        List<UserId> page;
        do {
            page = collections.members(tenant, after, PIECE);
            members.addAll(page);
            after = page.isEmpty() ? after : page.getLast();
        } while (page.size() == PIECE);
        return members;
    }

    private Set<UserId> users(TenantId tenant, String field, List<@Nullable String> names, int most,
            Set<String> unknown) {
        if (names.size() > most) {
            throw ApiProblem.badField(field,
                    "must hold at most " + most + " principal names; send the rest as changes");
        }
        Set<UserId> users = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = Fields.text(field + "[" + i + "]", names.get(i), 256);
            Optional<DirectoryStore.User> user = directory.named(tenant, name);
            if (user.isPresent()) {
                users.add(user.get().id());
            } else if (unknown.size() < MOST_UNKNOWN) {
                unknown.add(name);
            }
        }
        return users;
    }
}
