package dev.muster.loadtest.device;

import java.util.List;

import dev.muster.protocol.syncml.SyncMlCommand;

/**
 * What a device answers to the commands of one message.
 *
 * @param commands statuses and results in order, with their CmdIDs
 * @param told which result was given to which command of the gateway
 * @param commandSeen whether the message held any command at all, besides statuses
 */
record DmReplies(List<SyncMlCommand> commands, List<Told> told, boolean commandSeen) {
    DmReplies {
        commands = List.copyOf(commands);
        told = List.copyOf(told);
    }

    /** A result under way to the gateway. */
    record Told(String commandId, String status) {}
}
