package dev.muster.gateway.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.muster.gateway.authority.ResetChecklist.Point;
import dev.muster.gateway.authority.ResetSteps.Outcome;
import dev.muster.gateway.authority.ResetSteps.Step;
import dev.muster.gateway.model.Reset;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantOptions;

/** R20: requested, verified, resetting, done, and nothing else. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ResetStepsTest {
    private static final List<Point> OPEN = List.of(new Point("apps", false, "every published app is deleted"));

    /** Columns: where it stands; what is wanted; what comes of it without open points; and with one. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"REQUESTED|VERIFY|VERIFIED|blocked", "REQUESTED|BEGIN|no|no",
            "REQUESTED|COMPLETE|no|no", "REQUESTED|CANCEL|ends|ends", "VERIFIED|VERIFY|VERIFIED|blocked",
            "VERIFIED|BEGIN|RESETTING|blocked", "VERIFIED|COMPLETE|no|no", "VERIFIED|CANCEL|ends|ends",
            "RESETTING|VERIFY|no|no", "RESETTING|BEGIN|no|no", "RESETTING|COMPLETE|DONE|DONE",
            "RESETTING|CANCEL|no|no", "DONE|VERIFY|no|no", "DONE|BEGIN|no|no", "DONE|COMPLETE|no|no",
            "DONE|CANCEL|no|no"})
    void r20Steps(Reset.State state, Step step, String settled, String blocked) {
        assertEquals(settled, words(ResetSteps.judge(reset(state), step, List.of())));
        assertEquals(blocked, words(ResetSteps.judge(reset(state), step, OPEN)));
    }

    private static Reset reset(Reset.State state) {
        return new Reset(TenantAuthority.OFFICE365, TenantAuthority.CONFIGURATION_MANAGER, state, Instant.EPOCH,
                Instant.EPOCH, Map.of());
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Moves(Reset.State next) -> next.name();
            case Outcome.Ends() -> "ends";
            case Outcome.Blocked(List<Point> open) -> open.equals(OPEN) ? "blocked" : "blocked by something else";
            case Outcome.OutOfOrder _ -> "no";
        };
    }

    @Test
    void r20EveryChangeThatNeedsAResetHasAChecklistAndNoOtherHas() {
        for (boolean legacy : new boolean[] {false, true}) {
            TenantOptions options = new TenantOptions(false, true, legacy, false);
            for (TenantAuthority from : TenantAuthority.values()) {
                for (TenantAuthority to : TenantAuthority.values()) {
                    boolean needed = TenantTransitions.judge(from, to,
                            options) instanceof TenantTransitions.Outcome.Refused refused
                            && refused.rule() == TenantTransitions.Rule.R20;
                    List<Point> points = ResetChecklist.points(from, to);
                    if (needed) {
                        assertFalse(points.isEmpty(), from + " to " + to);
                    } else if (legacy) {
                        assertTrue(points.isEmpty(), from + " to " + to);
                    }
                    Set<String> names = new HashSet<>();
                    points.forEach(point -> assertTrue(names.add(point.name()), point.name()));
                }
            }
        }
        assertEquals(2, ResetChecklist.points(TenantAuthority.OFFICE365, TenantAuthority.CONFIGURATION_MANAGER).size(),
                "the push certificate stays with the account");
    }
}
