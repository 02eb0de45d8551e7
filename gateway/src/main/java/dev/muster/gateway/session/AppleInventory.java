package dev.muster.gateway.session;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.settings.FoundProfile;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.apple.AppleCommand.ProfileList;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistDict;

/**
 * Serves {@link AppleTurn} after a restore: which profiles the device has is asked for before anything is installed or removed,
 * for the ledger is as old as the backup. Pure.
 */
final class AppleInventory {
    /** The question for the profiles. */
    static final CommandRef QUESTION = CommandRef.query("inventory");
    private static final String UNREADABLE = "inventory-unreadable";

    private AppleInventory() {}

    /** The question, unless this very message put it off: then it goes out in the next session. */
    static Optional<byte[]> ask(Optional<CommandRef> answered) {
        return answered.filter(QUESTION::equals).isPresent()
                ? Optional.empty()
                : Optional.of(AppleCodec.encode(QUESTION.text(), new ProfileList()));
    }

    /** Takes in the list of profiles. */
    static void answered(TurnDraft draft, PlistDict content) {
        if (!draft.awaitsInventory()) {
            draft.tolerate(Outcomes.LATE_RESULT);
            return;
        }
        if (!(content.get("ProfileList") instanceof PlistArray profiles)) {
            draft.tolerate(UNREADABLE);
            refused(draft);
            return;
        }
        Set<String> there = new LinkedHashSet<>();
        for (PlistValue profile : profiles.values()) {
            if (profile instanceof PlistDict dict && !isEnrolment(dict)) {
                dict.string("PayloadIdentifier").ifPresent(there::add);
            }
        }
        draft.inventoried(draft.ledger().inventoried(entry -> there.contains(entry.identifier()), found(draft, there),
                draft.state().now()));
    }

    /** The device does not tell: then all that it may hold is taken for being there. */
    static void refused(TurnDraft draft) {
        if (draft.awaitsInventory()) {
            draft.inventoried(draft.ledger().inventoried(_ -> true, List.of(), draft.state().now()));
        }
    }

    /** What the device has of ours that neither the ledger knows nor anything desires. */
    private static List<InstalledSetting> found(TurnDraft draft, Set<String> there) {
        if (!(draft.state().selection().decision() instanceof Serving serving)) {
            return List.of();
        }
        Set<String> known = new HashSet<>();
        draft.ledger().entries().forEach(entry -> known.add(entry.identifier()));
        draft.state().desired().ifPresent(
                set -> set.settings().forEach(setting -> known.addAll(setting.payload().owns())));
        return there.stream().filter(identifier -> !known.contains(identifier))
                .flatMap(identifier -> FoundProfile.entry(draft.device().tenant(), identifier, serving.authority(),
                        draft.state().now()).stream())
                .toList();
    }

    /** R14: whatever it is called, a profile with the management in it is none of a setting. */
    private static boolean isEnrolment(PlistDict profile) {
        return profile.get("PayloadContent") instanceof PlistArray payloads
                && payloads.values().stream().anyMatch(payload -> payload instanceof PlistDict dict
                        && dict.string("PayloadType").filter("com.apple.mdm"::equals).isPresent());
    }
}
