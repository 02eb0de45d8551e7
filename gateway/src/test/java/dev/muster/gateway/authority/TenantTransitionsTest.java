package dev.muster.gateway.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.authority.TenantTransitions.Outcome;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantOptions;

/** R1 to R3b as a table, written by hand from the rules. Every pair with all options must match exactly one row. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TenantTransitionsTest {
    /**
     * Columns: from; requested; options; expected. Options are three letters for coexistenceFromIntune, hybrid, legacyReset:
     * {@code C H L} if on, {@code -} if off, {@code *} for either.
     */
    private static final List<String> RULES = List.of(
            // What is so already is no transition.
            "unknown              | unknown              | *** | refused R3",
            "intune               | intune               | *** | refused R3",
            "office365            | office365            | *** | refused R3",
            "coexistence          | coexistence          | *** | refused R3",
            "configurationManager | configurationManager | *** | refused R3",
            // R1, R3: out of unknown.
            "unknown              | intune               | *** | intune",
            "unknown              | office365            | *** | office365",
            "unknown              | configurationManager | *H* | configurationManager",
            "unknown              | configurationManager | *-* | refused R3",
            "unknown              | coexistence          | *** | refused R3",
            // R2: never back.
            "intune               | unknown              | *** | refused R2",
            "office365            | unknown              | *** | refused R2",
            "coexistence          | unknown              | *** | refused R2",
            "configurationManager | unknown              | *** | refused R2",
            // R3: Office 365 plus Intune is coexistence, however it is asked for; Intune alone is not possible.
            "office365            | intune               | *** | coexistence",
            "office365            | coexistence          | *** | coexistence",
            // R3: Intune plus Office 365 only by option.
            "intune               | office365            | C** | coexistence",
            "intune               | office365            | -** | refused R3",
            "intune               | coexistence          | C** | coexistence",
            "intune               | coexistence          | -** | refused R3",
            // R3: neither side of coexistence can be dropped.
            "coexistence          | intune               | *** | refused R3",
            "coexistence          | office365            | *** | refused R3",
            // R3: Intune and Configuration Manager, self-service unless the tenant resets; hybrid only by option.
            "intune               | configurationManager | *-* | refused R3",
            "intune               | configurationManager | *H- | configurationManager",
            "intune               | configurationManager | *HL | refused R20",
            "configurationManager | intune               | **- | intune",
            "configurationManager | intune               | **L | refused R20",
            // R3: from the others to Configuration Manager only through R20.
            "office365            | configurationManager | *-* | refused R3",
            "office365            | configurationManager | *H* | refused R20",
            "coexistence          | configurationManager | *-* | refused R3",
            "coexistence          | configurationManager | *H* | refused R20",
            // R3 lists no way from Configuration Manager to Office 365; R3b: no coexistence with it.
            "configurationManager | office365            | *** | refused R3",
            "configurationManager | coexistence          | *** | refused R3B");

    @Test
    void everyPairIsJudgedAsTheRulesSay() {
        int combinations = 0;
        for (TenantAuthority from : TenantAuthority.values()) {
            for (TenantAuthority requested : TenantAuthority.values()) {
                for (int bits = 0; bits < 8; bits++) {
                    TenantOptions options = new TenantOptions((bits & 4) != 0, (bits & 2) != 0, (bits & 1) != 0);
                    String given = from.wireName() + " | " + requested.wireName() + " | " + letters(options);
                    List<String> matching = RULES.stream().filter(rule -> matches(rule, from, requested, options))
                            .toList();
                    assertEquals(1, matching.size(), given + " matches " + matching);
                    assertEquals(cells(matching.getFirst()).get(3),
                            words(TenantTransitions.judge(from, requested, options)), given);
                    combinations++;
                }
            }
        }
        assertEquals(5 * 5 * 8, combinations);
    }

    private static boolean matches(String rule, TenantAuthority from, TenantAuthority requested,
            TenantOptions options) {
        List<String> cells = cells(rule);
        String letters = letters(options);
        for (int i = 0; i < 3; i++) {
            char pattern = cells.get(2).charAt(i);
            if (pattern != '*' && pattern != letters.charAt(i)) {
                return false;
            }
        }
        return cells.get(0).equals(from.wireName()) && cells.get(1).equals(requested.wireName());
    }

    private static List<String> cells(String rule) {
        return List.of(rule.split("\\|", -1)).stream().map(String::strip).toList();
    }

    private static String letters(TenantOptions options) {
        return (options.coexistenceFromIntune() ? "C" : "-") + (options.hybrid() ? "H" : "-")
                + (options.legacyReset() ? "L" : "-");
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Allowed(TenantAuthority next) -> next.wireName();
            case Outcome.Refused(TenantTransitions.Rule rule, String reason, String remedy) -> {
                assertFalse(reason.isBlank() || remedy.isBlank(), "a refusal says why and what to do");
                yield "refused " + rule;
            }
        };
    }
}
