package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.session.DmAnswers.Answer;
import dev.muster.gateway.session.DmAnswers.Said;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/**
 * Serves {@link OmaDmTurn} after a restore: which of the nodes that the ledger names are there is asked for before anything is
 * installed or removed. As many questions as one message takes; nodes that find no room in it are taken for being there. Pure.
 */
final class DmInventory {
    static final String NAME = "inventory";
    /** The questions for the nodes, one part each. */
    static final CommandRef QUESTION = CommandRef.query(NAME);

    private DmInventory() {}

    /** Adds the questions; none if there is nothing to ask about, and then the device has no inventory to wait for. */
    static void ask(TurnDraft draft, DmCourse course, DmMessage reply) {
        List<String> nodes = nodes(draft);
        boolean any = false;
        boolean room = true;
        for (int i = 0; i < nodes.size() && room; i++) {
            if (DmSteps.isReachable(draft, course, List.of(nodes.get(i)))) {
                any = true;
                room = reply.commands(List.of(ItemCommand.of(Verb.GET,
                        QUESTION.part(i + 1, nodes.size(), false).text(), List.of(Item.ofTarget(nodes.get(i))))));
            }
        }
        if (!any) {
            draft.inventoried(draft.ledger().inventoried(_ -> true, List.of(), draft.state().now()));
        }
    }

    /** Takes in what the device said of the nodes. */
    static void answered(TurnDraft draft, Answer answer) {
        if (!draft.awaitsInventory()) {
            draft.tolerate(Outcomes.LATE_RESULT);
            return;
        }
        List<String> nodes = nodes(draft);
        Set<String> missing = new HashSet<>();
        for (Said said : answer.statuses()) {
            CommandRef.Part part = said.ref().part();
            if (part != null && part.count() == nodes.size() && said.meaning() == DmCode.MISSING) {
                missing.add(nodes.get(part.index() - 1));
            }
        }
        draft.inventoried(draft.ledger().inventoried(entry -> !missing.containsAll(entry.owns()), List.of(),
                draft.state().now()));
    }

    /** Nothing was sent since the question, so the ledger still names the same nodes in the same order. */
    private static List<String> nodes(TurnDraft draft) {
        List<String> nodes = new ArrayList<>();
        for (InstalledSetting entry : draft.ledger().entries()) {
            nodes.addAll(entry.owns());
        }
        return nodes.subList(0, Math.min(nodes.size(), CommandRef.Part.MOST));
    }
}
