package dev.muster.gateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LedgerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Setting FIRST = TestSettings.nodes(ManagementAuthority.OFFICE365, "Password", "1", "./a",
            "./b");
    private static final Setting SECOND = TestSettings.nodes(ManagementAuthority.INTUNE, "password", "2", "./b", "./c");
    private static final StepId FIRST_ID = StepId.install(FIRST.name(), FIRST.version());
    private static final StepId SECOND_ID = StepId.install(SECOND.name(), SECOND.version());

    @Test
    void recordsWhatLeavesBeforeItIsAnswered() {
        InstalledSetting entry = sent(FIRST).entry(FIRST.name()).orElseThrow();
        assertEquals(State.SENT, entry.state());
        assertEquals(FIRST.version(), entry.version());
        assertEquals("", entry.heldVersion());
        assertEquals(List.of("./a", "./b"), entry.owns());
        assertEquals("", entry.identifier());
    }

    @Test
    void anAcknowledgementCountsOnlyForTheNewestVersionAndAttempt() {
        Ledger again = sent(FIRST).sent(FIRST, 2, NOW);
        assertSame(again, again.acknowledged(FIRST_ID, 1, NOW));
        assertEquals(State.INSTALLED, state(again.acknowledged(FIRST_ID, 2, NOW), FIRST));
        Ledger newer = sent(FIRST).sent(SECOND, 2, NOW);
        assertSame(newer, newer.acknowledged(FIRST_ID, 1, NOW));
        assertSame(newer, newer.acknowledged(SECOND_ID, 1, NOW));
        assertSame(newer, newer.acknowledged(new StepId("0123456789abcdef"), 1, NOW));
        InstalledSetting entry = newer.acknowledged(SECOND_ID, 2, NOW).entry(SECOND.name()).orElseThrow();
        assertEquals(SECOND.version(), entry.heldVersion());
        assertEquals(ManagementAuthority.INTUNE, entry.authority());
    }

    @Test
    void r11bWhatOnlyTheFormerVersionOwnedHasAnEntryOfItsOwn() {
        Ledger ledger = sent(FIRST).acknowledged(FIRST_ID, 1, NOW).sent(SECOND, 2, NOW);
        assertEquals(List.of("./b", "./c"), ledger.entry(SECOND.name()).orElseThrow().owns());
        InstalledSetting residue = ledger.entry(Residue.of(FIRST.name())).orElseThrow();
        assertEquals(List.of("./a"), residue.owns());
        assertEquals(State.INSTALLED, residue.state());
        assertEquals(FIRST.version(), ledger.entry(SECOND.name()).orElseThrow().heldVersion());
    }

    @Test
    void r11bTheResidueVanishesWhenTheFormerVersionComesBack() {
        Ledger ledger = sent(FIRST).sent(SECOND, 2, NOW).sent(FIRST, 3, NOW);
        assertEquals(List.of("./c"), ledger.entry(Residue.of(FIRST.name())).orElseThrow().owns());
        Setting all = TestSettings.nodes(ManagementAuthority.INTUNE, "Password", "3", "./a", "./b", "./c");
        assertEquals(1, ledger.sent(all, 4, NOW).entries().size());
    }

    @Test
    void aProfileLeavesNoResidue() {
        Setting old = TestSettings.profile(ManagementAuthority.OFFICE365, "Mail", "1");
        Setting next = TestSettings.profile(ManagementAuthority.INTUNE, "Mail", "2");
        Ledger ledger = sent(old).sent(next, 2, NOW);
        assertEquals(1, ledger.entries().size());
        assertEquals("dev.muster.t.mail", ledger.entries().getFirst().identifier());
    }

    @Test
    void threeRefusalsOfOneVersionAreForGood() {
        Ledger ledger = Ledger.EMPTY;
        for (int attempt = 1; attempt <= 3; attempt++) {
            ledger = ledger.sent(FIRST, attempt, NOW).refused(FIRST_ID, attempt, "50" + attempt, false, NOW);
            assertEquals(attempt < 3 ? State.RETRY : State.FAILED, state(ledger, FIRST));
        }
        assertEquals("501; 502; 503", ledger.entry(FIRST.name()).orElseThrow().detail());
        assertEquals(State.SENT, state(ledger.sent(SECOND, 4, NOW), SECOND));
        assertEquals("", ledger.sent(SECOND, 4, NOW).entry(SECOND.name()).orElseThrow().detail());
    }

    @Test
    void lostAnswersAreNoRefusals() {
        Ledger ledger = Ledger.EMPTY;
        for (int attempt = 1; attempt <= 10; attempt++) {
            ledger = ledger.sent(FIRST, attempt, NOW);
        }
        assertEquals(State.RETRY, state(ledger.refused(FIRST_ID, 10, "507", false, NOW), FIRST));
    }

    @Test
    void aRefusalCanBeForGoodAtOnce() {
        assertEquals(State.FAILED, state(sent(FIRST).refused(FIRST_ID, 1, "too large", true, NOW), FIRST));
    }

    @Test
    void aRefusalOfAnOlderAttemptDoesNotCount() {
        Ledger ledger = sent(FIRST).sent(FIRST, 2, NOW);
        assertSame(ledger, ledger.refused(FIRST_ID, 1, "507", false, NOW));
        Ledger installed = ledger.acknowledged(FIRST_ID, 2, NOW);
        assertSame(installed, installed.refused(FIRST_ID, 2, "507", false, NOW));
    }

    @Test
    void reasonsStayShortAndTidy() {
        String detail = sent(FIRST).refused(FIRST_ID, 1, "x\n;" + "y".repeat(500), false, NOW).entry(FIRST.name())
                .orElseThrow().detail();
        assertEquals(100, detail.length());
        assertTrue(detail.startsWith("x ,y"), detail);
    }

    @Test
    void aRemovalIsForgottenOnlyWhenItIsAnswered() {
        Ledger removing = removing(sent(FIRST).acknowledged(FIRST_ID, 1, NOW), 2);
        StepId id = StepId.removal(FIRST.name(), FIRST.version());
        assertNotEquals(FIRST_ID, id);
        assertEquals(State.REMOVING, state(removing, FIRST));
        assertSame(removing, removing.removed(id, 1));
        assertSame(removing, removing.acknowledged(FIRST_ID, 1, NOW));
        assertEquals(FIRST.name(), removing.ofRemoval(id).orElseThrow().name());
        assertEquals(List.of(), removing.removed(id, 2).entries());
    }

    @Test
    void threeRefusedRemovalsAreLeftAlone() {
        Ledger ledger = sent(FIRST).acknowledged(FIRST_ID, 1, NOW);
        StepId id = StepId.removal(FIRST.name(), FIRST.version());
        for (int attempt = 2; attempt <= 4; attempt++) {
            ledger = removing(ledger, attempt).removalRefused(id, attempt, "405", NOW);
            assertEquals(attempt < 4 ? State.REMOVING : State.FAILED, state(ledger, FIRST));
        }
        assertEquals("removal 405; removal 405; removal 405", ledger.entry(FIRST.name()).orElseThrow().detail());
    }

    @Test
    void aStartingSessionOffersAgainWhatWasNotSettled() {
        Ledger settled = sent(FIRST).acknowledged(FIRST_ID, 1, NOW);
        assertSame(settled, settled.offeredAgain(NOW));
        assertEquals(State.DUE, state(sent(FIRST).offeredAgain(NOW), FIRST));
        assertEquals(State.DUE, state(sent(FIRST).refused(FIRST_ID, 1, "507", false, NOW).offeredAgain(NOW), FIRST));
        assertEquals(State.DUE, state(removing(settled, 2).offeredAgain(NOW), FIRST));
        assertEquals(State.INSTALLED,
                state(sent(FIRST).offeredAgain(NOW).acknowledged(FIRST_ID, 1, NOW), FIRST));
    }

    @Test
    void entriesStandInTheOrderInWhichTheyWereLastSent() {
        Setting other = TestSettings.nodes(ManagementAuthority.INTUNE, "Camera", "1", "./x");
        Ledger ledger = sent(FIRST).sent(other, 1, NOW).sent(FIRST, 2, NOW);
        assertEquals(List.of(other.name(), FIRST.name()),
                ledger.entries().stream().map(InstalledSetting::name).toList());
    }

    @Test
    void stepIdsSurviveTheWireAndNothingElseIsOne() {
        assertEquals(Optional.of(FIRST_ID), StepId.parse(FIRST_ID.value()));
        assertEquals(Optional.empty(), StepId.parse("0123456789ABCDEF"));
        assertEquals(Optional.empty(), StepId.parse(""));
        assertThrows(IllegalArgumentException.class, () -> new StepId("x"));
        assertEquals(StepId.install(new SettingName("Wi-Fi"), "v"), StepId.install(new SettingName("WI-FI"), "v"));
    }

    @Test
    void residueNamesFitAndAreReserved() {
        assertEquals("Password (former)", Residue.of(new SettingName("Password")).value());
        String long100 = "x".repeat(90) + "\uD83D\uDE00" + "y".repeat(8);
        assertEquals("x".repeat(90) + " (former)", Residue.of(new SettingName(long100)).value());
        assertTrue(Residue.isReserved(new SettingName("anything (Former)")));
    }

    private static Ledger sent(Setting setting) {
        return Ledger.EMPTY.sent(setting, 1, NOW);
    }

    private static Ledger removing(Ledger ledger, int attempt) {
        InstalledSetting entry = ledger.entry(FIRST.name()).orElseThrow();
        return ledger.removalSent(new ConvergenceStep.Remove(entry, entry.owns(), attempt), NOW);
    }

    private static State state(Ledger ledger, Setting setting) {
        return ledger.entry(setting.name()).orElseThrow().state();
    }
}
