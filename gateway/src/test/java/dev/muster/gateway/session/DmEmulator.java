package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.Reply;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.syncml.SyncMlEncoding;
import dev.muster.protocol.syncml.SyncMlMessage;

/** A PC with a strict management tree, which repeats messages nobody answered, or starts over. */
final class DmEmulator extends Emulator {
    private final DmTree tree = new DmTree();
    private @Nullable DmClient client;
    private int sessions;
    /** The message sent last is to be sent again. */
    private boolean again;
    private List<SyncMlCommand> next = List.of();
    /** SessionID of the next session: a restart makes some clients count from the start. */
    private @Nullable String countsAnew;

    DmEmulator(TestDevice device, SplittableRandom random) {
        super(device, random);
    }

    @Override
    Map<String, String> held() {
        return tree.nodes;
    }

    @Override
    void step() {
        DmClient session = client;
        Reply reply;
        if (session == null) {
            // Some clients count their sessions anew each time.
            session = new DmClient(device(), countsAnew == null ? sessionId() : countsAnew,
                    random.nextBoolean() ? null : 2048L)
                    .speaking(random.nextInt(4) == 0 ? SyncMlEncoding.WBXML : SyncMlEncoding.XML);
            countsAnew = null;
            client = session;
            next = List.of(DmClient.alert("1201"), DmClient.devInfo(device().udid));
            again = false;
        }
        if (!again && trouble(10)) {
            client = null; // never reaches the gateway
            return;
        }
        boolean repeated = again;
        reply = again ? session.repeats() : session.sends(true, next.toArray(SyncMlCommand[]::new));
        if (reply instanceof Reply.Refused || trouble(20)) {
            again = random.nextInt(3) > 0;
            if (!again) {
                client = null;
            }
            return;
        }
        again = false;
        note(reply);
        SyncMlMessage answer = DmClient.read(reply);
        if (!repeated) { // what is repeated was planned before: it may have been overtaken meanwhile
            lookAtRemovals(answer);
        }
        next = carryOut(answer);
        if (next.isEmpty()) {
            client = null;
        }
        if (answer.commands().toString().contains("RebootNow") && trouble(50)) {
            // It restarts before it can answer.
            countsAnew = session.sessionId;
            client = null;
        }
    }

    private String sessionId() {
        return trouble(25) ? "1" : Integer.toString(++sessions + 1);
    }

    @Override
    void wholeSession() {
        int messages = 0;
        do {
            step();
            if (++messages > 200) {
                throw new AssertionError("a session without end");
            }
        } while (client != null);
    }

    /** Results that were in the message just answered. */
    private void note(Reply reply) {
        for (SyncMlCommand command : next) {
            if (command instanceof Status status && !status.data().equals("0")) {
                CommandRef.of(status.cmdRef()).ifPresent(
                        ref -> taken(ref, status.data().equals("200") ? Outcome.DONE : Outcome.FAILED, reply));
            }
        }
    }

    private void lookAtRemovals(SyncMlMessage answer) {
        for (SyncMlCommand command : DmClient.commands(answer)) {
            if (command instanceof ItemCommand items && items.verb() == Verb.DELETE) {
                items.items().forEach(item -> removing(String.valueOf(item.target()), true));
            }
        }
    }

    private List<SyncMlCommand> carryOut(SyncMlMessage answer) {
        List<SyncMlCommand> statuses = new ArrayList<>();
        boolean distrusts = trouble(8);
        if (!answer.isFinal()) {
            statuses.add(DmClient.alert("1222"));
        }
        for (SyncMlCommand command : DmClient.commands(answer)) {
            if (command instanceof Atomic atomic) {
                statuses.addAll(distrusts ? List.of(Status.of("D", "1", atomic.cmdId(), "Atomic", null, "0"))
                        : tree.carryOut(new SyncMlMessage(answer.header(), List.of(atomic), true)));
            }
            if (!(command instanceof ItemCommand items)) {
                continue;
            }
            CommandRef ref = CommandRef.of(items.cmdId()).orElseThrow();
            if (distrusts) {
                statuses.add(DmClient.status(items, "0"));
            } else if (ref.kind() == CommandRef.Kind.INSTALL && trouble(8)) {
                statuses.add(DmClient.status(items, "500"));
            } else if (items.verb() == Verb.EXEC || items.verb() == Verb.GET) {
                carriedOut(ref, !items.items().toString().contains("RemoteLock") && items.verb() == Verb.EXEC);
                statuses.add(DmClient.status(items, "200"));
            } else {
                statuses.addAll(tree.carryOut(new SyncMlMessage(answer.header(), List.of(items), true)));
            }
        }
        return statuses;
    }
}
