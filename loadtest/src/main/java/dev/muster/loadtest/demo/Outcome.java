package dev.muster.loadtest.demo;

import java.util.List;
import java.util.Map;

import dev.muster.loadtest.load.SessionStats;
import dev.muster.loadtest.verdict.Judgement;

/**
 * What a demo came to.
 *
 * @param judgements one a device
 * @param gated what was seen while the gate was closed
 * @param pushes pushes the fake accepted
 * @param pushesRefused pushes it refused, by reason
 * @param sessions all sessions
 * @param steady latency of the steady check-ins
 * @param overall latency of everything
 * @param gatewayStopped whether the gateway ended with 0 on SIGTERM; otherwise why not
 * @param seconds how long it took
 */
record Outcome(List<Judgement> judgements, Switchover.Gated gated, long pushes, Map<String, Long> pushesRefused,
        SessionStats.Totals sessions, Measured.Latency steady, Measured.Latency overall, String gatewayStopped,
        double seconds) {
    Outcome {
        judgements = List.copyOf(judgements);
        pushesRefused = Map.copyOf(pushesRefused);
    }

    /** Whether every device ended where the rules say, nothing was lost at the gate, and the gateway went down in order. */
    boolean good() {
        return judgements.stream().allMatch(Judgement::good) && gated.good() && gatewayStopped.isEmpty();
    }
}
