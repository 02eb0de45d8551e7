package dev.muster.gateway.settings;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Platform;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Sequence;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/**
 * Commands in an administrator's own SyncML: Add, Replace, Delete and Exec, in a row, in one Sequence or in one Atomic. Add and
 * Replace both say that the node has that value afterwards, since a setting is sent again whenever its answer was lost. What
 * would end the management itself is refused (R14). CDATA is read like any other text.
 */
final class CustomSyncMlKind implements SettingKind {
    private static final int LONGEST = 512 * 1024;
    private static final int MOST_NODES = 1_000;
    private static final DecodeLimits LIMITS = new DecodeLimits(LONGEST + 4096, 32, 20_000);
    private static final String BEFORE = "<SyncML xmlns=\"SYNCML:SYNCML1.2\"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2"
            + "</VerProto><SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>d</LocURI></Target><Source><LocURI>s"
            + "</LocURI></Source></SyncHdr><SyncBody>";
    private static final String AFTER = "</SyncBody></SyncML>";

    @Override
    public String name() {
        return "customSyncMl";
    }

    @Override
    public Content read(Fields fields) {
        String platform = fields.text("platform", text -> text.equals("windows") || text.equals("android"),
                "Give windows or android.");
        String text = fields.text("syncMl", given -> !given.isBlank() && given.length() <= LONGEST,
                "Give commands in SyncML, at most 512 KB.");
        Reading reading = new Reading(fields);
        if (!text.isEmpty()) {
            reading.read(text);
        }
        return new Custom(platform, List.copyOf(reading.nodes), reading.together);
    }

    /** Turns the text into nodes; the first thing that does not fit is told to the fields. */
    private static final class Reading {
        private final Fields fields;
        private final List<DmNode> nodes = new ArrayList<>();
        private boolean together;

        Reading(Fields fields) {
            this.fields = fields;
        }

        void read(String text) {
            List<SyncMlCommand> commands;
            try {
                commands = SyncMlCodec.decode((BEFORE + text + AFTER).getBytes(StandardCharsets.UTF_8), LIMITS)
                        .commands();
            } catch (MalformedMessage malformed) {
                refuse("syncMl is no SyncML: " + malformed.reason() + " at byte "
                        + Math.max(0, malformed.offset() - BEFORE.length()) + ".",
                        "Give commands as they stand in a SyncBody.");
                return;
            }
            if (commands.size() == 1 && commands.getFirst() instanceof Atomic atomic) {
                together = true;
                atomic.children().forEach(this::command);
            } else if (commands.size() == 1 && commands.getFirst() instanceof Sequence sequence) {
                sequence.children().forEach(this::command);
            } else {
                commands.forEach(this::command);
            }
            if (nodes.isEmpty() || nodes.size() > MOST_NODES) {
                refuse("syncMl has no command, or too many.", "Give 1 to " + MOST_NODES + " items.");
            }
            long distinct = nodes.stream().map(node -> node.locUri()).distinct().count();
            if (together && distinct < nodes.size()) {
                refuse("An Atomic names one node twice.", "Name each node of an Atomic once.");
            }
        }

        private void command(SyncMlCommand command) {
            if (command instanceof ItemCommand items) {
                items.items().forEach(item -> item(items, item));
            } else {
                refuse("Only Add, Replace, Delete and Exec can be sent, in a row or in one Atomic or Sequence.",
                        "Leave the rest out.");
            }
        }

        private void item(ItemCommand command, Item item) {
            String target = item.target() == null ? "" : item.target();
            Optional<DmNode.Way> way = way(command.verb());
            if (way.isEmpty() || item.moreData()) {
                refuse(command.verb().wireName() + " cannot be sent by a setting.",
                        "Use Add, Replace, Delete or Exec, each object whole.");
            } else if (!target.startsWith("./") || target.length() > 1024 || !Fields.isPlainText(target)) {
                refuse("An item has no LocURI that begins with ./", "Give each item a Target with a LocURI.");
            } else if (ProtectedNodes.touches(target, item.data() == null ? "" : item.data())) {
                refuse("syncMl touches the management of the device itself (R14).",
                        "Leave out DMClient, DMAcc, RemoteWipe, the certificate store of the device and accounts.");
            } else {
                nodes.add(new DmNode(way.get(), target, format(command, item), type(command, item),
                        item.data() == null ? "" : item.data()));
            }
        }

        private static Optional<DmNode.Way> way(Verb verb) {
            return switch (verb) {
                case ADD, REPLACE -> Optional.of(DmNode.Way.SET);
                case DELETE -> Optional.of(DmNode.Way.DELETE);
                case EXEC -> Optional.of(DmNode.Way.EXEC);
                case GET, COPY -> Optional.empty();
            };
        }

        private static String format(ItemCommand command, Item item) {
            String own = item.meta().format() == null ? command.meta().format() : item.meta().format();
            return own == null ? "" : own;
        }

        private static String type(ItemCommand command, Item item) {
            String own = item.meta().type() == null ? command.meta().type() : item.meta().type();
            return own == null ? "" : own;
        }

        private void refuse(String reason, String remedy) {
            fields.refuse("syncMl", reason, remedy);
        }
    }

    private record Custom(String platform, List<DmNode> nodes, boolean atomic) implements Content {
        @Override
        public Optional<ApplePayload> apple(Predicate<String> offered) {
            return Optional.empty();
        }

        @Override
        public List<DmNode> nodes(Platform on, Predicate<String> offered) {
            return on.wireName().equals(platform) ? nodes : List.of();
        }

        @Override
        public boolean together(Platform on) {
            return atomic;
        }

        @Override
        public String toString() {
            return "Custom[" + nodes.size() + " nodes]";
        }
    }
}
