package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.store.CheckInWrite;

/**
 * What a turn came to: what has to be durable before the reply may leave.
 *
 * @param write what to store; empty if nothing changed
 * @param reply what the device is told once that is stored
 * @param authority the authority that served; empty if none did
 * @param oddities what was odd and tolerated, named from a fixed set; counted when the reply leaves
 */
record TurnResult(Optional<CheckInWrite> write, Reply reply, Optional<ManagementAuthority> authority,
        List<String> oddities) {
    TurnResult {
        oddities = List.copyOf(oddities);
    }

    /** Nothing is stored and the device is not served. */
    static TurnResult refused(Refusal.Category category, String detail) {
        return new TurnResult(Optional.empty(), new Reply.Refused(new Refusal(category, detail)), Optional.empty(),
                List.of());
    }
}
