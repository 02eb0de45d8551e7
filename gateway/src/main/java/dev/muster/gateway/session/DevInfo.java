package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Device.Hardware;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.syncml.SyncMlMessage;

/** Serves admission and {@link OmaDmTurn}: what an OMA-DM client says of itself in DevInfo and DevDetail. */
final class DevInfo {
    private static final String DEV_ID = "./DevInfo/DevId";

    private DevInfo() {}

    /** The DevId of a message that brings one; it names the device, while the Source LocURI proves nothing. */
    static Optional<String> devIdOf(SyncMlMessage message) {
        for (SyncMlCommand command : DmStatuses.carriedOut(message.commands())) {
            if (command instanceof ItemCommand replace && replace.verb() == Verb.REPLACE) {
                for (Item item : replace.items()) {
                    if (DEV_ID.equals(locUriOf(item))) {
                        return Optional.of(Facts.clean(dataOf(item))).filter(id -> !id.isEmpty());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether everything a Replace brings is about the device itself, which is all a client may replace here. */
    static boolean describesDevice(ItemCommand replace) {
        return !replace.items().isEmpty() && replace.items().stream().allMatch(DevInfo::isAboutDevice);
    }

    static boolean isAboutDevice(Item item) {
        return locUriOf(item).startsWith("./DevInfo/") || locUriOf(item).startsWith("./DevDetail/");
    }

    /** What is known of the hardware after this message; the UDID is set once and then only compared. */
    static Hardware factsOf(List<SyncMlCommand> commands, Hardware known) {
        Hardware hardware = known;
        for (SyncMlCommand command : commands) {
            if (command instanceof ItemCommand replace && replace.verb() == Verb.REPLACE) {
                for (Item item : replace.items()) {
                    hardware = withFact(hardware, item);
                }
            } else if (command instanceof Results results) {
                for (Item item : results.items()) {
                    hardware = withFact(hardware, item);
                }
            }
        }
        return hardware;
    }

    private static Hardware withFact(Hardware known, Item item) {
        String value = Facts.clean(dataOf(item));
        if (value.isEmpty()) {
            return known;
        }
        return switch (locUriOf(item)) {
            case DEV_ID -> known.udid().isEmpty()
                    ? new Hardware(value, known.serial(), known.model(), known.osVersion(), known.name())
                    : known;
            case "./DevInfo/Mod" -> new Hardware(known.udid(), known.serial(), value, known.osVersion(), known.name());
            case "./DevDetail/SwV" -> new Hardware(known.udid(), known.serial(), known.model(), value, known.name());
            case "./DevDetail/Ext/Microsoft/DeviceName" -> new Hardware(known.udid(), known.serial(), known.model(),
                    known.osVersion(), value);
            case "./DevDetail/Ext/Microsoft/SMBIOSSerialNumber" -> new Hardware(known.udid(), value, known.model(),
                    known.osVersion(), known.name());
            default -> known;
        };
    }

    /** Clients name their own nodes as Source; a few say Target. */
    static String locUriOf(Item item) {
        String source = item.source();
        if (source != null) {
            return source;
        }
        String target = item.target();
        return target == null ? "" : target;
    }

    private static String dataOf(Item item) {
        String data = item.data();
        return data == null || item.moreData() ? "" : data;
    }
}
