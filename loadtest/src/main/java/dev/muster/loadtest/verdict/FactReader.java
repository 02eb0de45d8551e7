package dev.muster.loadtest.verdict;

import java.util.ArrayList;
import java.util.List;

import dev.muster.loadtest.device.HeldContent;

/**
 * What a device's content comes to, in facts.
 *
 * @param facts what it enforces; a fact that two pieces of content state is listed twice
 * @param unexplained content that is no setting this reader knows
 */
public record FactReader(List<Fact> facts, List<String> unexplained) {
    public FactReader {
        facts = List.copyOf(facts);
        unexplained = List.copyOf(unexplained);
    }

    /** Reads everything a device holds. */
    public static FactReader read(HeldContent held) {
        List<Fact> facts = new ArrayList<>();
        List<String> unexplained = new ArrayList<>();
        switch (held) {
            case HeldContent.Profiles profiles -> profiles.byIdentifier()
                    .forEach((identifier, content) -> ProfileFacts.read(identifier, content, facts, unexplained));
            case HeldContent.Nodes nodes -> NodeFacts.read(nodes.byLocUri(), facts, unexplained);
        }
        return new FactReader(facts, unexplained);
    }
}
