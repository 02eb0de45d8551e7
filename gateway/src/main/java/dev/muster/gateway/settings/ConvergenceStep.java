package dev.muster.gateway.settings;

import java.util.List;

import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.Setting;

/** One thing to do on the way from what a device holds to what it should hold (idea 5). */
public sealed interface ConvergenceStep {
    /**
     * Put a setting on the device, in place of an older one of its name.
     *
     * @param setting what
     * @param attempt number of this attempt at this version, from 1
     */
    record Install(Setting setting, int attempt) implements ConvergenceStep {}

    /**
     * Take away what a setting owns and nothing else owns (R11b).
     *
     * @param entry the ledger's entry
     * @param nodes LocURIs or the payload identifier to remove; may be empty: then everything it owned has a new owner and
     *        the entry is only dropped from the ledger
     * @param attempt number of this attempt, from 1
     */
    record Remove(InstalledSetting entry, List<String> nodes, int attempt) implements ConvergenceStep {
        public Remove {
            nodes = List.copyOf(nodes);
        }
    }
}
