package dev.muster.gateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Setting;

/** The rules one by one; {@link ConvergencePropertyTest} has them all at once. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ConvergenceTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ManagementAuthority OLD = ManagementAuthority.OFFICE365;
    private static final ManagementAuthority NEW = ManagementAuthority.INTUNE;

    @Test
    void installsWhatIsMissingInOrderAndThenIsComplete() {
        Setting camera = TestSettings.nodes(NEW, "Camera", "1", "./c");
        Setting password = TestSettings.nodes(NEW, "Password", "1", "./p");
        DesiredSet desired = TestSettings.desired(camera, password);
        Convergence.Next next = Convergence.plan(desired, Ledger.EMPTY, true);
        assertEquals(List.of(new ConvergenceStep.Install(camera, 1), new ConvergenceStep.Install(password, 1)),
                next.steps());
        assertFalse(next.complete());
        Convergence.Next done = Convergence.plan(desired, installed(camera, password), true);
        assertEquals(new Convergence.Next(List.of(), true), done);
    }

    @Test
    void anEmptySetOnAnEmptyDeviceIsComplete() {
        assertEquals(new Convergence.Next(List.of(), true), Convergence.plan(DesiredSet.EMPTY, Ledger.EMPTY, false));
    }

    @Test
    void r10KeepsOldSettingsUntilNewOnesAreAcknowledged() {
        Setting old = TestSettings.nodes(OLD, "Old password", "1", "./p");
        Setting successor = TestSettings.nodes(NEW, "New password", "2", "./q");
        Ledger ledger = installed(old);
        DesiredSet desired = TestSettings.desired(successor);
        assertEquals(List.of(new ConvergenceStep.Install(successor, 1)),
                Convergence.plan(desired, ledger, true).steps());
        ledger = ledger.sent(successor, 1, NOW);
        assertEquals(new Convergence.Next(List.of(), false), Convergence.plan(desired, ledger, false));
        ledger = acknowledged(ledger, successor, 1);
        assertEquals(List.of("./p"), onlyRemoval(Convergence.plan(desired, ledger, false)).nodes());
    }

    @Test
    void r11TheSameNameIsReplacedInPlaceAndOnlyItsRestIsRemoved() {
        Setting old = TestSettings.nodes(OLD, "Password", "1", "./p", "./only-old");
        Setting successor = TestSettings.nodes(NEW, "PASSWORD", "2", "./p", "./only-new");
        DesiredSet desired = TestSettings.desired(successor);
        Ledger ledger = installed(old);
        assertEquals(List.of(new ConvergenceStep.Install(successor, 2)),
                Convergence.plan(desired, ledger, true).steps());
        ledger = acknowledged(ledger.sent(successor, 2, NOW), successor, 2);
        ConvergenceStep.Remove removal = onlyRemoval(Convergence.plan(desired, ledger, false));
        assertEquals(List.of("./only-old"), removal.nodes());
        ledger = ledger.removalSent(removal, NOW).removed(StepId.of(removal), removal.attempt());
        assertEquals(new Convergence.Next(List.of(), true), Convergence.plan(desired, ledger, true));
    }

    @Test
    void r11bASharedNodeChangesOwnerInsteadOfBeingRemoved() {
        Setting old = TestSettings.nodes(OLD, "Old", "1", "./shared", "./own");
        Setting successor = TestSettings.nodes(NEW, "New", "2", "./shared");
        Ledger ledger = installed(old, successor);
        DesiredSet desired = TestSettings.desired(successor);
        assertEquals(List.of("./own"), onlyRemoval(Convergence.plan(desired, ledger, false)).nodes());
        Setting covered = TestSettings.nodes(OLD, "Old", "1", "./shared");
        Convergence.Next next = Convergence.plan(desired, installed(covered, successor), false);
        assertEquals(List.of(), onlyRemoval(next).nodes());
        assertTrue(next.complete(), "nothing has to be sent");
    }

    @Test
    void r11bRemovingANodeNeverTakesWhatLiesBelowItFromAnother() {
        Setting old = TestSettings.nodes(OLD, "Old", "1", "./a", "./ab");
        Setting successor = TestSettings.nodes(NEW, "New", "2", "./a/b");
        assertEquals(List.of("./ab"),
                onlyRemoval(Convergence.plan(TestSettings.desired(successor), installed(old, successor), false))
                        .nodes());
    }

    @Test
    void r11bASuccessorThatFailedForGoodKeepsWhatItShouldReplaceByNode() {
        Setting old = TestSettings.nodes(OLD, "Old", "1", "./shared", "./more");
        Setting unrelated = TestSettings.nodes(OLD, "Unrelated", "1", "./u");
        Setting successor = TestSettings.nodes(NEW, "New", "2", "./shared");
        Ledger ledger = failed(installed(old, unrelated), successor, 1);
        Convergence.Next next = Convergence.plan(TestSettings.desired(successor), ledger, true);
        assertEquals("Unrelated", onlyRemoval(next).entry().name().value());
        assertFalse(next.complete());
    }

    @Test
    void r11bASuccessorThatFailedForGoodKeepsWhatItShouldReplaceByName() {
        Setting old = TestSettings.nodes(OLD, "Password", "1", "./p", "./only-old");
        Setting successor = TestSettings.nodes(NEW, "Password", "2", "./q");
        Ledger ledger = failed(installed(old), successor, 2);
        assertEquals(new Convergence.Next(List.of(), false),
                Convergence.plan(TestSettings.desired(successor), ledger, true));
        assertEquals(2, Convergence.plan(DesiredSet.EMPTY, ledger, true).steps().size());
    }

    @Test
    void r11bANodeOfSeveralUnwantedSettingsGoesWithTheLast() {
        Setting first = TestSettings.nodes(OLD, "A", "1", "./shared", "./a");
        Setting second = TestSettings.nodes(OLD, "B", "1", "./shared", "./b");
        List<List<String>> removed = Convergence.plan(DesiredSet.EMPTY, installed(first, second), true).steps().stream()
                .map(step -> assertInstanceOf(ConvergenceStep.Remove.class, step).nodes()).toList();
        assertEquals(List.of(List.of("./shared", "./b"), List.of("./a")), removed);
    }

    @Test
    void whatAnAbandonedSettingOverwroteIsSentAgain() {
        Setting kept = TestSettings.nodes(OLD, "Kept", "1", "./shared");
        Setting abandoned = TestSettings.nodes(NEW, "Abandoned", "2", "./shared");
        assertEquals(List.of(new ConvergenceStep.Install(kept, 2)),
                Convergence.plan(TestSettings.desired(kept), installed(kept, abandoned), false).steps());
        assertEquals(List.of(), onlyRemoval(
                Convergence.plan(TestSettings.desired(kept), installed(abandoned, kept), false)).nodes());
    }

    @Test
    void whatWasSentIsOfferedAgainOnlyWhenASessionStarts() {
        Setting setting = TestSettings.nodes(NEW, "Password", "1", "./p");
        DesiredSet desired = TestSettings.desired(setting);
        Ledger sent = Ledger.EMPTY.sent(setting, 1, NOW);
        Ledger refused = sent.refused(StepId.install(setting.name(), setting.version()), 1, "507", false, NOW);
        for (Ledger ledger : List.of(sent, refused)) {
            assertEquals(new Convergence.Next(List.of(), false), Convergence.plan(desired, ledger, false));
            assertEquals(List.of(new ConvergenceStep.Install(setting, 2)),
                    Convergence.plan(desired, ledger, true).steps());
        }
    }

    @Test
    void oneSessionOffersEverythingThatWasPutOffEvenOneByOne() {
        Setting camera = TestSettings.profile(NEW, "Camera", "1");
        Setting password = TestSettings.profile(NEW, "Password", "1");
        DesiredSet desired = TestSettings.desired(camera, password);
        Ledger ledger = Ledger.EMPTY.sent(camera, 1, NOW).sent(password, 1, NOW).offeredAgain(NOW);
        ledger = acknowledged(ledger.sent(camera, 2, NOW), camera, 2);
        assertEquals(List.of(new ConvergenceStep.Install(password, 2)),
                Convergence.plan(desired, ledger, false).steps());
    }

    @Test
    void whatIsBeingRemovedAndWantedAgainIsInstalledAgain() {
        Setting setting = TestSettings.nodes(NEW, "Password", "1", "./p");
        ConvergenceStep.Remove removal = onlyRemoval(Convergence.plan(DesiredSet.EMPTY, installed(setting), false));
        Ledger removing = installed(setting).removalSent(removal, NOW);
        assertEquals(new Convergence.Next(List.of(), false), Convergence.plan(DesiredSet.EMPTY, removing, false));
        assertEquals(List.of(new ConvergenceStep.Install(setting, 3)),
                Convergence.plan(TestSettings.desired(setting), removing, false).steps());
    }

    @Test
    void aRemovalThatIsRefusedForGoodDoesNotHinderCompletion() {
        Setting setting = TestSettings.nodes(NEW, "Password", "1", "./p");
        Ledger ledger = installed(setting);
        for (int i = 0; i < 3; i++) {
            ConvergenceStep.Remove removal = onlyRemoval(Convergence.plan(DesiredSet.EMPTY, ledger, true));
            ledger = ledger.removalSent(removal, NOW).removalRefused(StepId.of(removal), removal.attempt(), "405", NOW);
        }
        assertEquals(new Convergence.Next(List.of(), true), Convergence.plan(DesiredSet.EMPTY, ledger, true));
        assertEquals(State.FAILED, ledger.entry(setting.name()).orElseThrow().state());
        assertEquals(1, Convergence.plan(TestSettings.desired(setting), ledger, true).steps().size());
    }

    private static Ledger installed(Setting... settings) {
        Ledger ledger = Ledger.EMPTY;
        for (Setting setting : settings) {
            ledger = acknowledged(ledger.sent(setting, 1, NOW), setting, 1);
        }
        return ledger;
    }

    private static Ledger acknowledged(Ledger ledger, Setting setting, int attempt) {
        return ledger.acknowledged(StepId.install(setting.name(), setting.version()), attempt, NOW);
    }

    private static Ledger failed(Ledger ledger, Setting setting, int attempt) {
        return ledger.sent(setting, attempt, NOW).refused(StepId.install(setting.name(), setting.version()), attempt,
                "406", true, NOW);
    }

    private static ConvergenceStep.Remove onlyRemoval(Convergence.Next next) {
        assertEquals(1, next.steps().size(), next.toString());
        return assertInstanceOf(ConvergenceStep.Remove.class, next.steps().getFirst());
    }
}
