package dev.muster.gateway.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.authority.AuthorityDecision.Stranded;
import dev.muster.gateway.authority.AuthorityDecision.Unserved;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantAuthority;

/** R4 to R8b as a table, written by hand from the rules. Every combination of inputs must match exactly one row. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class EffectiveAuthorityTest {
    /**
     * Columns: tenant; user; placed under; expected. The user is {@code none} or four letters for Intune plan, Office 365
     * plan, co-managed, in the collection: {@code I O C M} if held, {@code -} if not, {@code *} for either. {@code any} is
     * none or any user.
     */
    private static final List<String> RULES = List.of(
            // R4: nobody serves, whoever asks.
            "unknown              | any  | *                    | unserved R4",
            // R5: a single authority serves, whatever the user's licences are (also a user without any).
            "intune               | **** | none                 | serving intune R5",
            "office365            | **** | none                 | serving office365 R5",
            // R6: in coexistence a licence for Intune decides, then co-management, otherwise Office 365.
            "coexistence          | I*** | none                 | serving intune R6_INTUNE_LICENCE",
            "coexistence          | -*C* | none                 | serving intune R6_CO_MANAGED",
            "coexistence          | -*-* | none                 | serving office365 R6_OTHERWISE",
            // R8b: Configuration Manager manages the users of its collection only.
            "configurationManager | ***M | none                 | serving configurationManager R5",
            "configurationManager | ***- | none                 | stranded configurationManager R8B",
            // R8: a new userless device gets the single authority, in coexistence Intune.
            "intune               | none | none                 | serving intune R8",
            "office365            | none | none                 | serving office365 R8",
            "coexistence          | none | none                 | serving intune R8",
            "configurationManager | none | none                 | serving configurationManager R8",
            // R8: a userless device stays where it was placed, also when it gains a user; stranded where that serves no more.
            "intune               | any  | intune               | serving intune R8",
            "intune               | any  | office365            | stranded office365 R8",
            "intune               | any  | configurationManager | stranded configurationManager R8",
            "office365            | any  | intune               | stranded intune R8",
            "office365            | any  | office365            | serving office365 R8",
            "office365            | any  | configurationManager | stranded configurationManager R8",
            "coexistence          | any  | intune               | serving intune R8",
            "coexistence          | any  | office365            | serving office365 R8",
            "coexistence          | any  | configurationManager | stranded configurationManager R8",
            "configurationManager | any  | intune               | stranded intune R8",
            "configurationManager | any  | office365            | stranded office365 R8",
            "configurationManager | any  | configurationManager | serving configurationManager R8");

    @Test
    void everyCombinationIsDecidedAsTheRulesSay() {
        int combinations = 0;
        for (TenantAuthority tenant : TenantAuthority.values()) {
            for (Optional<Entitlement> user : users()) {
                for (Optional<ManagementAuthority> placed : placements()) {
                    String given = tenant.wireName() + " | " + letters(user) + " | " + placement(placed);
                    List<String> matching = RULES.stream().filter(rule -> matches(rule, tenant, user, placed)).toList();
                    assertEquals(1, matching.size(), given + " matches " + matching);
                    assertEquals(cells(matching.getFirst()).get(3),
                            words(EffectiveAuthority.decide(tenant, user, placed)), given);
                    combinations++;
                }
            }
        }
        assertEquals(5 * 17 * 4, combinations);
    }

    @Test
    void r7TheSameUserIsServedAnewAsLicencesComeAndGo() {
        Entitlement office365Only = new Entitlement(false, true, false, false);
        Entitlement both = new Entitlement(true, true, false, false);
        assertEquals("serving office365 R6_OTHERWISE", words(inCoexistence(office365Only)));
        assertEquals("serving intune R6_INTUNE_LICENCE", words(inCoexistence(both)));
        assertEquals("serving office365 R6_OTHERWISE", words(inCoexistence(office365Only)));
        assertEquals("serving office365 R6_OTHERWISE", words(inCoexistence(Entitlement.NONE)));
    }

    @Test
    void decisionsAreConstants() {
        for (TenantAuthority tenant : TenantAuthority.values()) {
            for (Optional<Entitlement> user : users()) {
                for (Optional<ManagementAuthority> placed : placements()) {
                    assertSame(EffectiveAuthority.decide(tenant, user, placed),
                            EffectiveAuthority.decide(tenant, user, placed));
                }
            }
        }
    }

    @Test
    void r8bAUserWhoLeftTheCollectionIsManagedForADayAndThenStranded() {
        Instant left = Instant.parse("2026-11-21T08:00:00Z");
        for (Entitlement user : List.of(new Entitlement(false, false, false, false, Optional.of(left)),
                new Entitlement(true, true, true, false, Optional.of(left)))) {
            assertEquals("serving configurationManager R8B", leaving(user, left));
            assertEquals("serving configurationManager R8B", leaving(user, left.plusSeconds(86_399)));
            assertEquals("stranded configurationManager R8B", leaving(user, left.plusSeconds(86_400)));
            assertEquals("serving configurationManager R8B", leaving(user, left.minusSeconds(5)),
                    "a clock that runs fast");
        }
    }

    private static String leaving(Entitlement user, Instant now) {
        return words(EffectiveAuthority.decide(TenantAuthority.CONFIGURATION_MANAGER, Optional.of(user),
                Optional.empty(), now));
    }

    @Test
    void r8PlacesANewUserlessDevice() {
        assertEquals(Optional.empty(), NewEnrolment.placement(TenantAuthority.UNKNOWN));
        assertEquals(Optional.of(ManagementAuthority.INTUNE), NewEnrolment.placement(TenantAuthority.INTUNE));
        assertEquals(Optional.of(ManagementAuthority.OFFICE365), NewEnrolment.placement(TenantAuthority.OFFICE365));
        assertEquals(Optional.of(ManagementAuthority.INTUNE), NewEnrolment.placement(TenantAuthority.COEXISTENCE));
        assertEquals(Optional.of(ManagementAuthority.CONFIGURATION_MANAGER),
                NewEnrolment.placement(TenantAuthority.CONFIGURATION_MANAGER));
    }

    private static AuthorityDecision inCoexistence(Entitlement user) {
        return EffectiveAuthority.decide(TenantAuthority.COEXISTENCE, Optional.of(user), Optional.empty());
    }

    private static boolean matches(String rule, TenantAuthority tenant, Optional<Entitlement> user,
            Optional<ManagementAuthority> placed) {
        List<String> cells = cells(rule);
        return cells.get(0).equals(tenant.wireName()) && matchesUser(cells.get(1), letters(user))
                && (cells.get(2).equals("*") || cells.get(2).equals(placement(placed)));
    }

    private static boolean matchesUser(String pattern, String letters) {
        if (pattern.equals("any")) {
            return true;
        }
        if (pattern.equals("none") || letters.equals("none")) {
            return pattern.equals(letters);
        }
        for (int i = 0; i < 4; i++) {
            if (pattern.charAt(i) != '*' && pattern.charAt(i) != letters.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> cells(String rule) {
        return List.of(rule.split("\\|", -1)).stream().map(String::strip).toList();
    }

    private static String letters(Optional<Entitlement> user) {
        return user.map(u -> (u.intune() ? "I" : "-") + (u.office365() ? "O" : "-") + (u.coManaged() ? "C" : "-")
                + (u.inCollection() ? "M" : "-")).orElse("none");
    }

    private static String placement(Optional<ManagementAuthority> placed) {
        return placed.map(ManagementAuthority::wireName).orElse("none");
    }

    private static String words(AuthorityDecision decision) {
        return switch (decision) {
            case Serving(ManagementAuthority authority, AuthorityDecision.Rule rule) -> "serving "
                    + authority.wireName() + " " + rule;
            case Stranded(ManagementAuthority authority, AuthorityDecision.Rule rule) -> "stranded "
                    + authority.wireName() + " " + rule;
            case Unserved(AuthorityDecision.Rule rule) -> "unserved " + rule;
        };
    }

    private static List<Optional<Entitlement>> users() {
        List<Optional<Entitlement>> users = new ArrayList<>();
        users.add(Optional.empty());
        for (int bits = 0; bits < 16; bits++) {
            users.add(Optional.of(
                    new Entitlement((bits & 8) != 0, (bits & 4) != 0, (bits & 2) != 0, (bits & 1) != 0)));
        }
        return users;
    }

    private static List<Optional<ManagementAuthority>> placements() {
        List<Optional<ManagementAuthority>> placements = new ArrayList<>();
        placements.add(Optional.empty());
        for (ManagementAuthority authority : ManagementAuthority.values()) {
            placements.add(Optional.of(authority));
        }
        return placements;
    }
}
