package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.muster.gateway.model.DmMemory.Login;
import dev.muster.gateway.model.DmMemory.Piece;
import dev.muster.gateway.model.DmMemory.Sending;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingPayload.AppleProfile;
import dev.muster.gateway.model.SettingPayload.DmNodes;
import dev.muster.gateway.settings.StepId;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/**
 * Serves {@link DmSending} and {@link DmResults}: what the commands of a step are about, from the settings and the ledger of
 * this moment. Nothing of it is remembered, so what is not wanted any more is not sent any more.
 */
final class DmSteps {
    private static final String USER_SCOPE = "./User/";

    private DmSteps() {}

    /** The nodes that this step installs; empty if nobody wants it any more. */
    static Optional<DmNodes> nodes(TurnDraft draft, CommandRef ref) {
        for (Setting setting : draft.state().desired().map(set -> set.settings()).orElse(List.of())) {
            if (StepId.install(setting.name(), setting.version()).value().equals(ref.id())) {
                return switch (setting.payload()) {
                    case DmNodes nodes -> Optional.of(nodes);
                    case AppleProfile _ -> Optional.empty();
                };
            }
        }
        return Optional.empty();
    }

    /** Whether the answer to this attempt is waited for. */
    static boolean isAwaited(TurnDraft draft, CommandRef ref) {
        StepId step = new StepId(ref.id());
        Optional<InstalledSetting> entry = ref.kind() == CommandRef.Kind.REMOVE
                ? draft.ledger().ofRemoval(step).filter(found -> found.state() == State.REMOVING)
                : draft.ledger().ofInstall(step)
                        .filter(found -> found.state() == State.SENT || found.state() == State.DUE);
        return entry.filter(found -> found.attempt() == ref.attempt()).isPresent();
    }

    /** Every command of an install, in order, each with the verb that is likely right. */
    static Sending install(TurnDraft draft, CommandRef ref, DmNodes nodes) {
        Set<String> held = held(draft);
        List<Piece> pieces = new ArrayList<>(nodes.nodes().size());
        for (DmNode node : nodes.nodes()) {
            pieces.add(new Piece(pieces.size() + 1, verb(node, held).wireName(), false, ""));
        }
        return new Sending(ref.text(), pieces.size(), nodes.together(), pieces, 0);
    }

    /** Every command of a removal, in order. */
    static Sending remove(CommandRef ref, List<String> locUris) {
        List<Piece> pieces = new ArrayList<>(locUris.size());
        for (String locUri : locUris) {
            pieces.add(new Piece(pieces.size() + 1, Verb.DELETE.wireName(), false, locUri));
        }
        return new Sending(ref.text(), pieces.size(), false, pieces, 0);
    }

    /**
     * Replace for what is certainly there, because a setting acknowledged it; else Add. Windows' WiFi CSP refuses Replace of a
     * node that is not there with codes of its own, while Add of one that is there is 418 everywhere.
     */
    private static Verb verb(DmNode node, Set<String> held) {
        return switch (node.way()) {
            case SET -> held.contains(node.locUri()) ? Verb.REPLACE : Verb.ADD;
            case DELETE -> Verb.DELETE;
            case EXEC -> Verb.EXEC;
        };
    }

    private static Set<String> held(TurnDraft draft) {
        Set<String> held = new HashSet<>();
        for (InstalledSetting entry : draft.ledger().entries()) {
            boolean acknowledged = entry.state() == State.INSTALLED
                    || (entry.state() == State.DUE && entry.heldVersion().equals(entry.version()));
            if (acknowledged) {
                held.addAll(entry.owns());
            }
        }
        return held;
    }

    /** Whether a desired setting owns this node or something below it: then it is not to be deleted any more (R11b). */
    static boolean isWanted(TurnDraft draft, String locUri) {
        return draft.state().desired().map(set -> set.settings()).orElse(List.of()).stream()
                .flatMap(setting -> setting.payload().owns().stream())
                .anyMatch(owned -> owned.equals(locUri) || owned.startsWith(locUri + "/"));
    }

    /** Nodes of the user scope exist only while that user is logged in (PROTOCOLS.md, Windows). */
    static boolean isReachable(TurnDraft draft, DmCourse course, List<String> locUris) {
        return draft.state().read().device().platform() != Platform.WINDOWS || course.login() == Login.USER
                || locUris.stream().noneMatch(locUri -> locUri.startsWith(USER_SCOPE));
    }
}
