package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.List;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Platform;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/**
 * Serves {@link OmaDmTurn}: steps and actions in OMA-DM's words. A setting becomes one plain command per node, not an Atomic: a
 * node that is there takes Replace and one that is not takes Add, an Atomic tells one wrong guess at a time and undoes the
 * right ones, and some clients never send its status (PROTOCOLS.md).
 */
final class DmCommands {
    private static final List<String> FACTS = List.of("./DevInfo/Mod", "./DevDetail/SwV", "./DevDetail/FwV",
            "./DevDetail/HwV");
    private static final List<String> WINDOWS_FACTS = List.of("./DevDetail/Ext/Microsoft/DeviceName",
            "./DevDetail/Ext/Microsoft/SMBIOSSerialNumber");

    private DmCommands() {}

    /** One command per node of a setting. */
    static List<SyncMlCommand> install(CommandRef step, List<DmNode> nodes, Verb verb) {
        List<SyncMlCommand> commands = new ArrayList<>(nodes.size());
        for (int at = 0; at < nodes.size(); at++) {
            commands.add(write(step.part(at + 1, nodes.size(), false), nodes.get(at), verb));
        }
        return commands;
    }

    /** Commands for some nodes of a setting, with the other verb: the last try of this attempt. */
    static List<SyncMlCommand> again(CommandRef step, List<DmNode> nodes, List<Verb> verbs) {
        List<SyncMlCommand> commands = new ArrayList<>(nodes.size());
        for (int at = 0; at < nodes.size(); at++) {
            commands.add(write(step.part(at + 1, nodes.size(), true), nodes.get(at), verbs.get(at)));
        }
        return commands;
    }

    private static SyncMlCommand write(CommandRef ref, DmNode node, Verb verb) {
        Meta meta = Meta.of(node.format(), node.type().isEmpty() ? null : node.type());
        return ItemCommand.of(verb, ref.text(), List.of(Item.ofData(node.locUri(), meta, node.data())));
    }

    /** One Delete per node. */
    static List<SyncMlCommand> remove(CommandRef step, List<String> locUris) {
        List<SyncMlCommand> commands = new ArrayList<>(locUris.size());
        for (int at = 0; at < locUris.size(); at++) {
            commands.add(ItemCommand.of(Verb.DELETE, step.part(at + 1, locUris.size(), false).text(),
                    List.of(Item.ofTarget(locUris.get(at)))));
        }
        return commands;
    }

    /** The command that carries out an action. */
    static SyncMlCommand of(Action action, CommandRef ref, Platform platform) {
        return switch (action.kind()) {
            case LOCK -> exec(ref, "./Device/Vendor/MSFT/RemoteLock/Lock");
            case RESTART -> exec(ref, "./Device/Vendor/MSFT/Reboot/RebootNow");
            case WIPE -> exec(ref, "./Device/Vendor/MSFT/RemoteWipe/doWipe");
            case DEVICE_INFORMATION -> ItemCommand.of(Verb.GET, ref.text(),
                    facts(platform).stream().map(Item::ofTarget).toList());
        };
    }

    private static SyncMlCommand exec(CommandRef ref, String locUri) {
        return ItemCommand.of(Verb.EXEC, ref.text(), List.of(Item.ofTarget(locUri)));
    }

    private static List<String> facts(Platform platform) {
        if (platform != Platform.WINDOWS) {
            return FACTS;
        }
        List<String> facts = new ArrayList<>(FACTS);
        facts.addAll(WINDOWS_FACTS);
        return facts;
    }
}
