package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Declarations;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.store.CheckInWrite;

/**
 * What a turn came to: what has to be durable before the reply may leave.
 *
 * @param declared the declared set to store first; empty if it did not change. What it says beyond the ledger, after a crash
 *        between the two, the next plan says again or takes back
 * @param write what to store; empty if nothing changed
 * @param reply what the device is told once that is stored
 * @param authority the authority that served; empty if none did
 * @param oddities what was odd and tolerated, named from a fixed set; counted when the reply leaves
 * @param wanted whether the device is to come, outside its regular schedule, once all is stored
 * @param completes whether the device's session ends with this reply, as it should
 */
record TurnResult(Optional<Declared> declared, Optional<CheckInWrite> write, Reply reply,
        Optional<ManagementAuthority> authority,
        List<String> oddities, boolean wanted, boolean completes) {
    /**
     * A declared set to store.
     *
     * @param after the set, at its next version
     * @param report the status report it came of, to keep as it is
     */
    record Declared(Declarations after, Optional<byte[]> report) {}

    TurnResult {
        oddities = List.copyOf(oddities);
    }

    /** A turn that completes no session of a device. */
    TurnResult(Optional<Declared> declared, Optional<CheckInWrite> write, Reply reply,
            Optional<ManagementAuthority> authority, List<String> oddities, boolean wanted) {
        this(declared, write, reply, authority, oddities, wanted, false);
    }

    /** Nothing is stored and the device is not served. */
    static TurnResult refused(Refusal.Category category, String detail) {
        return new TurnResult(Optional.empty(), Optional.empty(), new Reply.Refused(new Refusal(category, detail)),
                Optional.empty(),
                List.of(), false);
    }
}
