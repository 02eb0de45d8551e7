package dev.muster.loadtest.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Sequence;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Unknown;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/**
 * Executes the commands of one message on a management tree and collects the answers (OMA-DM representation protocol).
 * Used once, with the device's monitor held.
 */
final class DmExecution {
    private static final String ROLLED_BACK = "216";
    private static final String NOT_EXECUTED = "215";
    private static final String ATOMIC_FAILED = "507";
    private static final String COMMAND_FAILED = "500";

    private final ManagementTree tree;
    private final OmaDmDialect dialect;
    private final OmaDmDevice device;
    private final String msgRef;
    private final List<SyncMlCommand> replies = new ArrayList<>();
    private final List<DmReplies.Told> told = new ArrayList<>();
    private int nextCmdId = 1;
    private int written;
    private int deleted;

    DmExecution(ManagementTree tree, OmaDmDialect dialect, OmaDmDevice device, String msgRef) {
        this.tree = tree;
        this.dialect = dialect;
        this.device = device;
        this.msgRef = msgRef;
    }

    DmReplies run(List<SyncMlCommand> commands) {
        replies.add(Status.of(cmdId(), msgRef, "0", "SyncHdr", null, dialect.headerStatus()));
        boolean seen = false;
        for (SyncMlCommand command : commands) {
            if (!(command instanceof Status)) {
                seen = true;
                execute(command);
            }
        }
        device.changed(written, deleted);
        return new DmReplies(replies, told, seen);
    }

    /** Executes one command of the body or of a Sequence; false if anything of it failed. */
    private boolean execute(SyncMlCommand command) {
        device.arrives(command.cmdId());
        return switch (command) {
            case ItemCommand items -> {
                Outcome outcome = perform(items);
                answer(items, outcome.codes());
                replies.addAll(outcome.results());
                yield outcome.good();
            }
            case Atomic atomic -> atomic(atomic);
            case Sequence sequence -> {
                boolean good = true;
                for (SyncMlCommand child : sequence.children()) {
                    good &= execute(child);
                }
                status(sequence.cmdId(), "Sequence", null, "200");
                yield good;
            }
            case Alert alert -> {
                status(alert.cmdId(), "Alert", null, "200");
                yield true;
            }
            case Status _,Results _ -> true;
            case Unknown unknown -> unknown(unknown);
        };
    }

    private boolean unknown(Unknown command) {
        device.complain("the gateway sent an element that is no command");
        status(command.cmdId(), command.element(), null, "406");
        return false;
    }

    /** How an item command ended: one code an item. */
    private record Outcome(List<String> codes, List<SyncMlCommand> results) {
        boolean good() {
            return codes.stream().allMatch(code -> code.equals("200"));
        }
    }

    private Outcome perform(ItemCommand command) {
        List<String> codes = new ArrayList<>();
        List<Item> found = new ArrayList<>();
        boolean refused = command.verb() != Verb.GET && device.refuses();
        for (Item item : command.items()) {
            codes.add(refused ? COMMAND_FAILED : perform(command, item, found));
        }
        if (command.items().isEmpty()) {
            device.complain(command.verb().wireName() + " without an item");
            codes.add("400");
        }
        List<SyncMlCommand> results = found.isEmpty() ? List.of()
                : List.of(new Results(cmdId(), msgRef, command.cmdId(), null, null, null, Meta.NONE, found));
        return new Outcome(codes, results);
    }

    private String perform(ItemCommand command, Item item, List<Item> found) {
        String target = item.target();
        if (target == null) {
            return "404";
        }
        String format = format(item.meta()).or(() -> format(command.meta())).orElse("chr");
        return switch (command.verb()) {
            case ADD -> counted(tree.add(target, format, item.data()));
            case REPLACE -> counted(tree.replace(target, format, item.data()));
            case DELETE -> delete(target);
            case EXEC -> exec(target);
            case GET -> get(target, found);
            case COPY -> "406";
        };
    }

    private static Optional<String> format(Meta meta) {
        return Optional.ofNullable(meta.format());
    }

    private String counted(String code) {
        if (code.equals("200")) {
            written++;
        }
        return code;
    }

    private String delete(String target) {
        if (tree.get(target).isPresent()) {
            device.removing(target);
        }
        String code = tree.delete(target);
        if (code.equals("200")) {
            deleted++;
        }
        return code;
    }

    private String exec(String target) {
        String place = ManagementTree.canonical(target);
        if (place.contains("/RemoteWipe/") || place.contains("/DMClient/")) {
            device.complain("Exec of " + place + ", though nobody in this run asks for it (R14)");
        }
        return tree.exec(target);
    }

    private String get(String target, List<Item> found) {
        Optional<ManagementTree.Found> node = tree.get(target);
        node.ifPresent(leaf -> found.add(new Item(null, leaf.locUri(), Meta.of(leaf.format(), null), leaf.value(),
                false)));
        return node.isPresent() ? "200" : "404";
    }

    /**
     * All or nothing: what was done is rolled back (216), what comes after a failure is not executed (215), the Atomic itself
     * fails with 507. A Get or another Atomic inside is the gateway's mistake.
     */
    private boolean atomic(Atomic atomic) {
        Map<String, ManagementTree.Node> before = tree.snapshot();
        int writtenBefore = written;
        int deletedBefore = deleted;
        List<List<String>> codes = new ArrayList<>();
        boolean failed = false;
        for (SyncMlCommand child : atomic.children()) {
            device.arrives(child.cmdId());
            if (failed) {
                codes.add(List.of(NOT_EXECUTED));
            } else if (child instanceof ItemCommand items && items.verb() != Verb.GET) {
                Outcome outcome = perform(items);
                codes.add(outcome.codes());
                failed = !outcome.good();
            } else {
                device.complain("an Atomic holds something it must not hold");
                codes.add(List.of(COMMAND_FAILED));
                failed = true;
            }
        }
        if (failed) {
            tree.restore(before);
            written = writtenBefore;
            deleted = deletedBefore;
        }
        if (dialect.statusForAtomic()) {
            status(atomic.cmdId(), "Atomic", null, failed ? ATOMIC_FAILED : "200");
        }
        for (int index = 0; index < codes.size(); index++) {
            List<String> own = codes.get(index);
            boolean rolledBack = failed && own.stream().allMatch(code -> code.equals("200"));
            answer(atomic.children().get(index), rolledBack ? own.stream().map(_ -> ROLLED_BACK).toList() : own);
        }
        return !failed;
    }

    private void answer(SyncMlCommand command, List<String> codes) {
        if (!(command instanceof ItemCommand items)) {
            status(command.cmdId(), "Atomic", null, codes.getFirst());
            return;
        }
        boolean uniform = codes.stream().distinct().count() <= 1;
        if (codes.size() != items.items().size() || (uniform && !dialect.statusPerItem())) {
            status(items.cmdId(), items.verb().wireName(), null, codes.getFirst());
            return;
        }
        for (int index = 0; index < codes.size(); index++) {
            status(items.cmdId(), items.verb().wireName(), items.items().get(index).target(), codes.get(index));
        }
    }

    private void status(String cmdRef, String cmd, @Nullable String target, String code) {
        replies.add(Status.of(cmdId(), msgRef, cmdRef, cmd, target, code));
        told.add(new DmReplies.Told(cmdRef, code));
    }

    private String cmdId() {
        return Integer.toString(nextCmdId++);
    }
}
