package dev.muster.gateway.authority;

import java.util.List;

import dev.muster.gateway.authority.ResetChecklist.Point;
import dev.muster.gateway.model.Reset;
import dev.muster.gateway.model.Reset.State;

/** Serves administrators who reset an authority: which step may follow (R20). Pure. */
public final class ResetSteps {
    private ResetSteps() {}

    /** What an administrator may want. */
    public enum Step {
        VERIFY, BEGIN, COMPLETE, CANCEL
    }

    /** What becomes of it. */
    public sealed interface Outcome {
        /** It goes to this state. */
        record Moves(State next) implements Outcome {}

        /** It ends without effect. */
        record Ends() implements Outcome {}

        /** Not before these points are settled. */
        record Blocked(List<Point> open) implements Outcome {}

        /** No step from where it stands. */
        record OutOfOrder(State now) implements Outcome {}
    }

    /**
     * Judges a step.
     *
     * @param open points that are not settled at this moment
     */
    public static Outcome judge(Reset reset, Step step, List<Point> open) {
        return switch (step) {
            case VERIFY -> reset.state() == State.REQUESTED || reset.state() == State.VERIFIED
                    ? settled(State.VERIFIED, open)
                    : new Outcome.OutOfOrder(reset.state());
            case BEGIN -> reset.state() == State.VERIFIED ? settled(State.RESETTING, open)
                    : new Outcome.OutOfOrder(reset.state());
            case COMPLETE -> reset.state() == State.RESETTING ? new Outcome.Moves(State.DONE)
                    : new Outcome.OutOfOrder(reset.state());
            case CANCEL -> reset.state() == State.REQUESTED || reset.state() == State.VERIFIED ? new Outcome.Ends()
                    : new Outcome.OutOfOrder(reset.state());
        };
    }

    private static Outcome settled(State next, List<Point> open) {
        return open.isEmpty() ? new Outcome.Moves(next) : new Outcome.Blocked(open);
    }
}
