package dev.muster.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * The management tree of a device in tests: really holds what was written and answers as strictly as the specification
 * allows: Add of what exists is 418, Replace and Delete of what does not are 404. Large objects are put together and must have
 * the size they declared (424); an Atomic is done all together or not at all.
 */
final class DmTree {
    final Map<String, String> nodes = new TreeMap<>();
    /** Targets of every Exec that was carried out, in order. */
    final List<String> executed = new ArrayList<>();
    /** What nodes refuse: LocURI to status code. */
    final Map<String, String> refusals = new TreeMap<>();
    /** Whether Atomic is known; 406 otherwise. */
    boolean knowsAtomic = true;
    /** Whether an Atomic gets a Status of its own. */
    boolean speaksOfAtomic = true;
    /** How many chunks came. */
    int chunks;
    private @Nullable String object;
    private long objectSize;
    private final StringBuilder objectData = new StringBuilder();
    private int next;

    DmTree with(String locUri, String value) {
        nodes.put(locUri, value);
        return this;
    }

    /** Carries out every command of an answer; returns statuses and results for them. */
    List<SyncMlCommand> carryOut(SyncMlMessage answer) {
        List<SyncMlCommand> answers = new ArrayList<>();
        for (SyncMlCommand command : answer.commands()) {
            if (command instanceof ItemCommand items) {
                for (Item item : items.items()) {
                    answers.addAll(carryOut(answer, items, item));
                }
            } else if (command instanceof Atomic atomic) {
                answers.addAll(carryOut(answer, atomic));
            }
        }
        return answers;
    }

    private List<SyncMlCommand> carryOut(SyncMlMessage answer, Atomic atomic) {
        String msgRef = answer.header().msgId();
        if (!knowsAtomic) {
            return List.of(Status.of(number(), msgRef, atomic.cmdId(), "Atomic", null, "406"));
        }
        Map<String, String> before = new TreeMap<>(nodes);
        List<ItemCommand> children = atomic.children().stream().map(ItemCommand.class::cast).toList();
        List<String> codes = new ArrayList<>();
        boolean failed = false;
        for (ItemCommand child : children) {
            String target = Objects.requireNonNull(child.items().getFirst().target(), "target");
            String code = failed ? "215" : refusals.containsKey(target) ? refusals.getOrDefault(target, "")
                    : carryOut(child, child.items().getFirst(), target);
            failed |= !code.equals("200");
            codes.add(code);
        }
        List<SyncMlCommand> answers = new ArrayList<>();
        if (speaksOfAtomic) {
            answers.add(Status.of(number(), msgRef, atomic.cmdId(), "Atomic", null, failed ? "507" : "200"));
        }
        for (int at = 0; at < children.size(); at++) {
            String code = failed && codes.get(at).equals("200") ? "216" : codes.get(at);
            answers.add(Status.of(number(), msgRef, children.get(at).cmdId(), children.get(at).verb().wireName(), null,
                    code));
        }
        if (failed) {
            nodes.clear();
            nodes.putAll(before);
        }
        return answers;
    }

    private List<SyncMlCommand> carryOut(SyncMlMessage answer, ItemCommand command, Item item) {
        String target = Objects.requireNonNull(item.target(), "every command of the gateway has a target");
        String code = refusals.containsKey(target) ? refusals.getOrDefault(target, "")
                : carryOut(command, item, target);
        List<SyncMlCommand> answers = new ArrayList<>();
        answers.add(Status.of(number(), answer.header().msgId(), command.cmdId(), command.verb().wireName(), target,
                code));
        if (command.verb() == SyncMlCommand.Verb.GET && code.equals("200")) {
            answers.add(new Results(number(), answer.header().msgId(), command.cmdId(), null, null, null, Meta.NONE,
                    List.of(new Item(null, target, Meta.of("chr", null), nodes.get(target), false))));
        }
        return answers;
    }

    private String carryOut(ItemCommand command, Item item, String target) {
        String data = Objects.requireNonNullElse(item.data(), "");
        Long size = item.meta().size();
        if (size != null) {
            object = target;
            objectSize = size;
            objectData.setLength(0);
            if (command.verb() == SyncMlCommand.Verb.ADD && nodes.containsKey(target)) {
                return "418";
            }
            if (command.verb() == SyncMlCommand.Verb.REPLACE && !nodes.containsKey(target)) {
                return "404";
            }
        }
        if (target.equals(object)) {
            chunks++;
            objectData.append(data);
            if (item.moreData()) {
                return "213";
            }
            object = null;
            data = objectData.toString();
            if (data.getBytes(StandardCharsets.UTF_8).length != objectSize) {
                return "424";
            }
        } else if (item.moreData()) {
            return "411";
        }
        return switch (command.verb()) {
            case ADD -> nodes.putIfAbsent(target, data) == null ? "200" : "418";
            case REPLACE -> nodes.replace(target, data) == null ? "404" : "200";
            case DELETE -> nodes.remove(target) == null ? "404" : "200";
            case GET -> nodes.containsKey(target) ? "200" : "404";
            case EXEC -> {
                executed.add(target);
                yield "200";
            }
            case COPY -> "405";
        };
    }

    private String number() {
        return "n" + ++next;
    }
}
