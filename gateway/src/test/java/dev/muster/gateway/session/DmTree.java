package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * The management tree of a device in tests: really holds what was written and answers as strictly as the specification
 * allows: Add of what exists is 418, Replace and Delete of what does not are 404.
 */
final class DmTree {
    final Map<String, String> nodes = new TreeMap<>();
    /** Targets of every Exec that was carried out, in order. */
    final List<String> executed = new ArrayList<>();
    /** What nodes refuse: LocURI to status code. */
    final Map<String, String> refusals = new TreeMap<>();
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
            }
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
