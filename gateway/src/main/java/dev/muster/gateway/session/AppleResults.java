package dev.muster.gateway.session;

import java.util.Optional;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Device.Hardware;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.protocol.apple.AppleMessage.Acknowledged;
import dev.muster.protocol.apple.AppleMessage.CommandError;
import dev.muster.protocol.apple.AppleMessage.ErrorLink;
import dev.muster.protocol.apple.AppleMessage.NotNow;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue.PlistDict;

/** Serves {@link AppleTurn}: takes in what became of a command. Each method returns which command it was, if it is ours. */
final class AppleResults {
    private AppleResults() {}

    static Optional<CommandRef> acknowledged(TurnDraft draft, Acknowledged report) {
        Optional<CommandRef> ref = reference(draft, report.commandUuid());
        ref.ifPresent(command -> {
            switch (command.kind()) {
                case INSTALL, REMOVE -> Outcomes.acknowledged(draft, command);
                case ACTION -> Outcomes.awaited(draft, command)
                        .ifPresent(pending -> done(draft, pending, report.content()));
                case QUERY -> {
                    queryAnswered(draft, command);
                    if (command.equals(AppleInventory.QUESTION)) {
                        AppleInventory.answered(draft, report.content());
                    }
                }
            }
        });
        return ref;
    }

    static Optional<CommandRef> failed(TurnDraft draft, CommandError report) {
        Optional<CommandRef> ref = reference(draft, report.commandUuid());
        ref.ifPresent(command -> {
            String detail = detail(report);
            switch (command.kind()) {
                // What the device cannot even read, it will not read the next time.
                case INSTALL -> Outcomes.refused(draft, command, detail, report.formatError());
                case REMOVE -> {
                    if (report.chain().stream().anyMatch(AppleResults::isGone)) {
                        Outcomes.acknowledged(draft, command);
                    } else {
                        Outcomes.refused(draft, command, detail, report.formatError());
                    }
                }
                case ACTION -> Outcomes.awaited(draft, command)
                        .ifPresent(pending -> draft.end(pending, Outcome.FAILED, detail, new byte[0]));
                case QUERY -> {
                    queryAnswered(draft, command);
                    if (command.equals(Declaring.SYNCHRONISE)) {
                        Declaring.refused(draft);
                    }
                    if (command.equals(AppleInventory.QUESTION)) {
                        AppleInventory.refused(draft);
                    }
                }
            }
        });
        return ref;
    }

    /** Nothing changes for a setting: it stays sent and is offered again when the next session opens. */
    static Optional<CommandRef> notNow(TurnDraft draft, NotNow report) {
        Optional<CommandRef> ref = reference(draft, report.commandUuid());
        ref.ifPresent(command -> {
            switch (command.kind()) {
                case INSTALL, REMOVE, QUERY -> {
                }
                case ACTION -> Outcomes.awaited(draft, command).ifPresent(pending -> Outcomes.postpone(draft, pending));
            }
        });
        return ref;
    }

    private static Optional<CommandRef> reference(TurnDraft draft, String commandUuid) {
        Optional<CommandRef> ref = CommandRef.of(commandUuid);
        if (ref.isEmpty()) {
            draft.tolerate(Outcomes.UNKNOWN_REFERENCE);
        }
        return ref;
    }

    private static void queryAnswered(TurnDraft draft, CommandRef ref) {
        if (ref.equals(AppleTurn.DEVICE_CONFIGURED) && draft.awaitsConfiguration()) {
            // An error means that Setup Assistant was not waiting: either way it is not waiting any more.
            draft.configured();
        }
    }

    private static void done(TurnDraft draft, PendingCommand pending, PlistDict content) {
        byte[] result = new byte[0];
        if (pending.action().kind().asks()) {
            result = PlistCodec.encode(content);
            if (pending.action().kind() == Action.Kind.DEVICE_INFORMATION
                    && content.get("QueryResponses") instanceof PlistDict facts) {
                Hardware known = draft.hardware();
                draft.hardware(new Hardware(known.udid(), Facts.newer(facts.string("SerialNumber"), known.serial()),
                        Facts.newer(facts.string("ProductName").or(() -> facts.string("Model")), known.model()),
                        Facts.newer(facts.string("OSVersion"), known.osVersion()),
                        Facts.newer(facts.string("DeviceName"), known.name())));
            }
        }
        Outcomes.done(draft, pending, result);
    }

    /**
     * The profile to remove is not there: as good as removed. It happens after every removal whose answer was lost. macOS says
     * MDMClientError 89, iOS 12075 of the MDM domain, under either of its names.
     */
    private static boolean isGone(ErrorLink link) {
        return switch (link.domain()) {
            case "MDMClientError" -> link.code() == 89;
            case "MCMDMErrorDomain", "MDMErrorDomain" -> link.code() == 12075;
            default -> false;
        };
    }

    /** Domain and number of the first link; never the description, which is the device's own text. */
    static String detail(CommandError report) {
        if (report.chain().isEmpty()) {
            return report.formatError() ? "CommandFormatError" : "Error";
        }
        ErrorLink first = report.chain().getFirst();
        return Facts.code(first.domain()) + " " + first.code();
    }
}
