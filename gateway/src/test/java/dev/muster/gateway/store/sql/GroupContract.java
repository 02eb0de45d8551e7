package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Assignment;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.GroupId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore.Licence;
import dev.muster.gateway.store.Entitling;
import dev.muster.gateway.store.GroupStore;
import dev.muster.gateway.store.GroupStore.Change;
import dev.muster.gateway.store.GroupStore.ChangeOutcome;
import dev.muster.gateway.store.GroupStore.Deletion;
import dev.muster.gateway.store.GroupStore.Member;
import dev.muster.gateway.store.GroupStore.Segment;
import dev.muster.gateway.store.GroupStore.Work;
import dev.muster.gateway.store.SettingStore.Definition;

/** Groups: members and nesting, and what follows for users: licences through groups (R6) and whom settings reach. */
@Timeout(120)
interface GroupContract extends StoreHarness {
    Licence INTUNE_LICENCE = new Licence(new UUID(1, 1), Set.of());
    /** Whoever holds any licence has Intune. */
    Entitling ANY_IS_INTUNE = (licences, before) -> new Entitlement(!licences.isEmpty(), before.office365(),
            before.coManaged(), before.inCollection());

    private GroupId group(Given given, String name) {
        GroupId id = new GroupId(UUID.randomUUID());
        assertTrue(store().groups().create(given.tenant, id, name));
        return id;
    }

    private ChangeOutcome join(Given given, GroupId group, Set<UserId> users, Set<GroupId> groups) {
        return store().groups().change(given.tenant, group, new Change(users, groups, Set.of(), Set.of()),
                ANY_IS_INTUNE, Given.NOW);
    }

    private int deriveAll(Given given, GroupId group, int limit) {
        int segments = 0;
        Segment segment;
        do {
            segment = store().groups().derive(new Work(given.tenant, group), limit, ANY_IS_INTUNE, Given.NOW);
            segments++;
        } while (segment.more());
        return segments;
    }

    private Set<String> reached(Given given, Caller caller) {
        String hash = given.read(caller).desiredHashes().getOrDefault(ManagementAuthority.INTUNE,
                DesiredSet.EMPTY_HASH);
        Set<String> names = new HashSet<>();
        store().checkIns().desiredSet(given.tenant, ManagementAuthority.INTUNE, Platform.IOS, hash).orElseThrow()
                .settings().forEach(setting -> names.add(setting.name().value()));
        return names;
    }

    private void define(Given given, String name, Assignment assignment) {
        Definition plain = SettingContract.definition(name, ManagementAuthority.INTUNE, "v1");
        assertTrue(store().settings().put(given.tenant, new Definition(plain.name(), plain.authority(), plain.kind(),
                plain.definition(), plain.compiled(), assignment), Given.NOW));
    }

    private static Assignment to(GroupId group) {
        return new Assignment(false, Set.of(group), Set.of(), Set.of(), Set.of());
    }

    private static Assignment allBut(GroupId group) {
        return new Assignment(true, Set.of(), Set.of(), Set.of(group), Set.of());
    }

    @Test
    default void keepsGroupsByNameWithoutRegardToCase() {
        Given given = Given.tenant(store());
        GroupId sales = group(given, "Sales");
        assertFalse(store().groups().create(given.tenant, new GroupId(UUID.randomUUID()), "SALES"));
        assertFalse(store().groups().create(Given.tenant(store()).tenant, sales, "Sales")
                && store().groups().page(given.tenant, Optional.empty(), 10).size() > 1);
        assertEquals("Sales", store().groups().group(given.tenant, sales).orElseThrow().displayName());
        assertEquals(List.of(sales), store().groups().page(given.tenant, Optional.empty(), 10).stream()
                .map(GroupStore.Group::id).toList());
        assertEquals(List.of(), store().groups().page(given.tenant, Optional.of(sales), 10));
    }

    /** R6: a licence held through a group, also through a group in it, counts; the device is due. */
    @Test
    default void givesMembersTheLicencesOfTheirGroupsInSegments() {
        Given given = Given.tenant(store());
        GroupId all = group(given, "all");
        GroupId inner = group(given, "inner");
        UserId ada = given.user("ada@contoso.example");
        UserId bob = given.user("bob@contoso.example");
        UserId cyd = given.user("cyd@contoso.example");
        Caller phone = given.enrolled(Platform.IOS, Optional.of(ada));
        assertInstanceOf(ChangeOutcome.Changed.class, join(given, inner, Set.of(ada, bob), Set.of()));
        assertEquals(new ChangeOutcome.Changed(1, List.of(inner)), join(given, all, Set.of(cyd), Set.of(inner)));
        deriveAll(given, inner, 10);
        long version = given.device(phone).version();

        assertTrue(store().groups().setLicences(given.tenant, all, List.of(INTUNE_LICENCE)));
        assertEquals(List.of(new Work(given.tenant, all)), store().groups().waiting(1_000).stream()
                .filter(work -> work.tenant().equals(given.tenant)).toList());
        assertFalse(given.read(phone).entitlement().orElseThrow().intune(), "not derived yet");
        assertEquals(2, deriveAll(given, all, 2), "three users, two at a time");

        assertTrue(given.read(phone).entitlement().orElseThrow().intune());
        assertTrue(given.device(phone).version() > version, "a turn under way conflicts");
        assertTrue(given.device(phone).epoch() < given.read(phone).tenant().epoch(), "the device is due (R9)");
        assertEquals(Optional.of(Given.NOW), store().directory().entitledAt(given.tenant, bob));
        assertEquals(new Segment(0, false), store().groups().derive(new Work(given.tenant, all), 2, ANY_IS_INTUNE,
                Given.NOW), "nothing is left");

        store().groups().change(given.tenant, all, new Change(Set.of(), Set.of(), Set.of(), Set.of(inner)),
                ANY_IS_INTUNE, Given.NOW);
        deriveAll(given, inner, 10);
        assertFalse(given.read(phone).entitlement().orElseThrow().intune(), "the group left");
        assertTrue(store().directory().user(given.tenant, cyd).orElseThrow().entitlement().intune());
    }

    @Test
    default void refusesCyclesAndTooManyLevels() {
        Given given = Given.tenant(store());
        GroupId top = group(given, "g0");
        GroupId last = top;
        for (int level = 1; level < GroupStore.MOST_LEVELS; level++) {
            GroupId next = group(given, "g" + level);
            assertInstanceOf(ChangeOutcome.Changed.class, join(given, last, Set.of(), Set.of(next)));
            last = next;
        }
        GroupId tooMuch = group(given, "one more");
        assertEquals(new ChangeOutcome.TooDeep(tooMuch), join(given, last, Set.of(), Set.of(tooMuch)));
        assertEquals(new ChangeOutcome.TooDeep(top), join(given, tooMuch, Set.of(), Set.of(top)));
        assertEquals(new ChangeOutcome.Cycle(top), join(given, last, Set.of(), Set.of(top)));
        assertEquals(new ChangeOutcome.Cycle(top), join(given, top, Set.of(), Set.of(top)));
        GroupId nobody = new GroupId(UUID.randomUUID());
        assertEquals(new ChangeOutcome.NoMember(new Member(nobody.value(), true)),
                join(given, top, Set.of(), Set.of(nobody)));
        assertEquals(new ChangeOutcome.NoGroup(), join(given, nobody, Set.of(), Set.of()));
        Given other = Given.tenant(store());
        UserId stranger = other.user("eve@fabrikam.example");
        assertEquals(new ChangeOutcome.NoMember(new Member(stranger.value(), false)),
                join(given, top, Set.of(stranger), Set.of()), "a user of another tenant");
    }

    @Test
    default void pagesThroughMembersUsersFirst() {
        Given given = Given.tenant(store());
        GroupId group = group(given, "all");
        GroupId inner = group(given, "inner");
        Set<UserId> users = Set.of(given.user("a@b.c"), given.user("b@b.c"), given.user("c@b.c"));
        join(given, group, users, Set.of(inner));
        List<Member> first = store().groups().members(given.tenant, group, Optional.empty(), 2);
        List<Member> rest = store().groups().members(given.tenant, group, Optional.of(first.getLast()), 9);
        assertEquals(List.of(false, false), first.stream().map(Member::isGroup).toList());
        assertEquals(List.of(false, true), rest.stream().map(Member::isGroup).toList());
        assertEquals(List.of(), store().groups().members(given.tenant, group, Optional.of(rest.getLast()), 9));
    }

    @Test
    default void deletesOnlyGroupsThatNothingNeeds() {
        Given given = Given.tenant(store());
        GroupId outer = group(given, "outer");
        GroupId inner = group(given, "inner");
        join(given, outer, Set.of(), Set.of(inner));
        assertEquals(Deletion.HAS_MEMBERS, store().groups().delete(given.tenant, outer));
        assertEquals(Deletion.IS_MEMBER, store().groups().delete(given.tenant, inner));
        store().groups().change(given.tenant, outer, new Change(Set.of(), Set.of(), Set.of(), Set.of(inner)),
                ANY_IS_INTUNE, Given.NOW);
        define(given, "a", to(outer));
        assertEquals(Deletion.IS_ASSIGNED, store().groups().delete(given.tenant, outer));
        store().settings().delete(given.tenant, ManagementAuthority.INTUNE, new SettingName("a"), Given.NOW);
        assertEquals(Deletion.DELETED, store().groups().delete(given.tenant, outer));
        assertEquals(Deletion.UNKNOWN, store().groups().delete(given.tenant, outer));
    }

    @Test
    default void letsSettingsReachGroupsAndUsersAndLeavesOthersOut() {
        Given given = Given.tenant(store());
        GroupId sales = group(given, "sales");
        UserId ada = given.user("ada@contoso.example");
        UserId bob = given.user("bob@contoso.example");
        Caller adas = given.enrolled(Platform.IOS, Optional.of(ada));
        Caller bobs = given.enrolled(Platform.IOS, Optional.of(bob));
        Caller kiosk = given.enrolled(Platform.IOS, Optional.empty());
        join(given, sales, Set.of(ada), Set.of());
        define(given, "everybody", Assignment.EVERYBODY);
        String plain = String.valueOf(given.read(adas).desiredHashes().get(ManagementAuthority.INTUNE));
        assertEquals(Map.of(ManagementAuthority.INTUNE, plain), given.read(bobs).desiredHashes(), "one hash for all");
        define(given, "sales", to(sales));
        define(given, "not sales", allBut(sales));
        define(given, "bob", new Assignment(false, Set.of(), Set.of(bob), Set.of(), Set.of()));
        define(given, "all but bob", new Assignment(true, Set.of(), Set.of(), Set.of(), Set.of(bob)));

        assertEquals(Set.of("everybody", "sales", "all but bob"), reached(given, adas));
        assertEquals(Set.of("everybody", "not sales", "bob"), reached(given, bobs));
        assertEquals(Set.of("everybody", "not sales", "all but bob"), reached(given, kiosk), "no user, no group");

        join(given, sales, Set.of(bob), Set.of());
        assertEquals(Set.of("everybody", "sales", "bob"), reached(given, bobs));
        assertTrue(given.device(bobs).epoch() < given.read(bobs).tenant().epoch(), "due (R9)");
        Assignment kept = store().settings().setting(given.tenant, ManagementAuthority.INTUNE,
                new SettingName("Sales")).orElseThrow().assignment();
        assertEquals(to(sales), kept);
    }

    /** R10: while an assignment moves from some to all or back, nobody who keeps the setting is without it for a moment. */
    @Test
    default void keepsASettingWhileItsAssignmentMoves() {
        Given given = Given.tenant(store());
        GroupId sales = group(given, "sales");
        UserId ada = given.user("ada@contoso.example");
        Caller phone = given.enrolled(Platform.IOS, Optional.of(ada));
        join(given, sales, Set.of(ada), Set.of());
        for (Assignment next : List.of(Assignment.EVERYBODY, to(sales),
                new Assignment(false, Set.of(), Set.of(ada), Set.of(), Set.of()), to(sales), Assignment.EVERYBODY)) {
            define(given, "a", next);
            assertEquals(Set.of("a"), reached(given, phone), next.toString());
        }
        assertEquals(1, store().groups().groupsOf(given.tenant, ada).size());
    }

    /** R6, R8b: co-management and collection outlive every change of licences. */
    @Test
    default void keepsWhatDoesNotComeFromLicences() {
        Given given = Given.tenant(store());
        UserId ada = given.user("ada@contoso.example");
        assertEquals(Optional.of(true), store().directory().setStanding(given.tenant, ada, true, true, Given.NOW));
        assertEquals(Optional.of(false), store().directory().setStanding(given.tenant, ada, true, true, Given.NOW));
        store().directory().setLicences(given.tenant, ada, List.of(INTUNE_LICENCE), ANY_IS_INTUNE, Given.NOW);
        assertEquals(new Entitlement(true, false, true, true),
                store().directory().user(given.tenant, ada).orElseThrow().entitlement());
        assertEquals(Optional.empty(), store().directory().setStanding(given.tenant, new UserId(UUID.randomUUID()),
                true, true, Given.NOW));
    }
}
