package dev.muster.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * A Windows client in the small: takes 4 KB a message, puts objects together, carries out Atomics, and sends what a Get asks
 * for in chunks of 1,500 characters. It makes messages and reads answers; how they travel is the test's business.
 */
final class RoamingClient {
    static final long MAX_MESSAGE = 4096;
    private static final int CHUNK = 1_500;
    private static final String DEV_ID = "roaming-1";

    /** What it holds. */
    final Map<String, String> nodes = new LinkedHashMap<>();
    /** How many chunks came. */
    int chunksTaken;
    /** How many went. */
    int chunksSent;
    private final String sessionId;
    private final StringBuilder object = new StringBuilder();
    private final List<SyncMlCommand> uploads = new ArrayList<>();
    private int msgId;
    private int cmdId;

    RoamingClient(String sessionId, Map<String, String> before) {
        this.sessionId = sessionId;
        nodes.putAll(before);
    }

    byte[] opens() {
        List<Item> facts = List.of(new Item(null, "./DevInfo/DevId", Meta.NONE, DEV_ID, false));
        return message(List.of(new Alert(id(), false, "1201", null, List.of()),
                ItemCommand.of(Verb.REPLACE, id(), facts)), true);
    }

    /** The next message; empty when the session is over. */
    Optional<byte[]> answer(byte[] body) throws MalformedMessage {
        SyncMlMessage message = SyncMlCodec.decode(body, DecodeLimits.DEFAULT);
        List<SyncMlCommand> said = new ArrayList<>();
        for (SyncMlCommand command : message.commands()) {
            if (command instanceof Atomic atomic) {
                atomic.children().forEach(child -> said.add(carryOut((ItemCommand) child)));
                said.addFirst(status(atomic.cmdId(), "Atomic", "200"));
            } else if (command instanceof ItemCommand items) {
                said.add(carryOut(items));
            }
        }
        boolean over = message.isFinal() && message.commands().stream().allMatch(Status.class::isInstance);
        if (over && uploads.isEmpty()) {
            return Optional.empty();
        }
        if (!message.isFinal()) {
            said.addFirst(new Alert(id(), false, "1222", null, List.of()));
        }
        if (!uploads.isEmpty()) {
            said.add(uploads.removeFirst());
            chunksSent++;
        }
        return Optional.of(message(said, uploads.isEmpty()));
    }

    private SyncMlCommand carryOut(ItemCommand command) {
        Item item = command.items().getFirst();
        String target = Objects.requireNonNull(item.target());
        String code = switch (command.verb()) {
            case GET -> get(command);
            case ADD -> nodes.containsKey(target) ? "418" : write(target, item);
            case REPLACE -> nodes.containsKey(target) ? write(target, item) : "404";
            case DELETE -> nodes.remove(target) == null ? "404" : "200";
            case EXEC -> "200";
            case COPY -> "406";
        };
        return status(command.cmdId(), command.verb().wireName(), code);
    }

    private String write(String target, Item item) {
        if (item.meta().size() != null) {
            object.setLength(0);
        }
        if (item.moreData() || item.meta().size() != null || !object.isEmpty()) {
            chunksTaken++;
            object.append(item.data());
            if (item.moreData()) {
                return "213";
            }
            nodes.put(target, object.toString());
            object.setLength(0);
        } else {
            nodes.put(target, Objects.requireNonNullElse(item.data(), ""));
        }
        return "200";
    }

    private String get(ItemCommand command) {
        String value = "10.0.26100 ".repeat(400);
        for (int from = 0; from < value.length(); from += CHUNK) {
            int end = Math.min(value.length(), from + CHUNK);
            Meta meta = from > 0 ? Meta.NONE : new Meta("chr", null, null, (long) value.length(), null, null, null);
            uploads.add(new Results(id(), "1", command.cmdId(), null, null, null, Meta.NONE, List.of(new Item(null,
                    "./DevDetail/SwV", meta, value.substring(from, end), end < value.length()))));
        }
        return "200";
    }

    private Status status(String cmdRef, String cmd, String code) {
        return Status.of(id(), "1", cmdRef, cmd, null, code);
    }

    private byte[] message(List<SyncMlCommand> commands, boolean isFinal) {
        msgId++;
        @Nullable
        String none = null;
        SyncHdr header = new SyncHdr("1.2", "DM/1.2", sessionId, Integer.toString(msgId), "https://localhost/omadm",
                DEV_ID, none, false, null, new Meta(null, null, null, null, null, MAX_MESSAGE, null));
        return SyncMlCodec.encode(new SyncMlMessage(header, commands, isFinal));
    }

    private String id() {
        return Integer.toString(++cmdId);
    }
}
