package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.DmMemory.Piece;
import dev.muster.gateway.model.DmMemory.Sending;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Platform;
import dev.muster.protocol.enrollment.WindowsProvisioning;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/**
 * Serves {@link OmaDmTurn}: steps and actions in OMA-DM's words. A setting becomes one plain command per node, or an Atomic
 * where its nodes depend on one another. Not always an Atomic: it tells one wrong guess at a time and undoes the right ones,
 * and some clients never send its status (PROTOCOLS.md).
 */
final class DmCommands {
    private static final List<String> FACTS = List.of("./DevInfo/Mod", "./DevDetail/SwV", "./DevDetail/FwV",
            "./DevDetail/HwV");
    private static final List<String> WINDOWS_FACTS = List.of("./DevDetail/Ext/Microsoft/DeviceName",
            "./DevDetail/Ext/Microsoft/SMBIOSSerialNumber");

    /** DeviceStatus CSP and BitLocker's part of it. */
    private static final List<String> SECURITY = List.of("./Vendor/MSFT/DeviceStatus/SecureBootState",
            "./Vendor/MSFT/DeviceStatus/Compliance/EncryptionCompliance",
            "./Vendor/MSFT/DeviceStatus/TPM/SpecificationVersion",
            "./Vendor/MSFT/DeviceStatus/Antivirus/Status", "./Vendor/MSFT/DeviceStatus/Firewall/Status");
    /** Names of packages; each package's own node says more. */
    private static final List<String> APPS = List.of("./Device/Vendor/MSFT/EnterpriseDesktopAppManagement/MSI",
            "./Vendor/MSFT/EnterpriseModernAppManagement/AppManagement/AppStore",
            "./Vendor/MSFT/EnterpriseModernAppManagement/AppManagement/nonStore");
    private static final String FIND = "./Vendor/MSFT/RemoteFind/Location/";
    private static final List<String> LOCATION = List.of("Latitude", "Longitude", "Altitude", "Accuracy",
            "AltitudeAccuracy", "Age");
    private static final String UNENROL = "./Vendor/MSFT/DMClient/Provider/" + WindowsProvisioning.PROVIDER_ID
            + "/Unenroll";

    private DmCommands() {}

    /** The id of one command of a step. */
    static String idOf(Sending sending, Piece piece) {
        return CommandRef.of(sending.ref()).orElseThrow().part(piece.index(), sending.count(), piece.again()).text();
    }

    /** One command, whole. */
    static SyncMlCommand whole(Sending sending, Piece piece, @Nullable DmNode node) {
        if (node == null) {
            return command(sending, piece, Item.ofTarget(piece.locUri()));
        }
        Verb verb = verb(piece);
        if (verb == Verb.DELETE || (verb == Verb.EXEC && node.data().isEmpty())) {
            return command(sending, piece, Item.ofTarget(node.locUri()));
        }
        // A node that has no value of its own, and is told so, has no Data.
        String data = node.format().equals("node") && node.data().isEmpty() ? null : node.data();
        return command(sending, piece, Item.ofData(node.locUri(), meta(node, null), data));
    }

    /** One chunk of a command's data, which the first one gives the size of. */
    static SyncMlCommand chunk(Sending sending, Piece piece, DmNode node, String data, @Nullable Long size,
            boolean more) {
        return command(sending, piece, new Item(node.locUri(), null, meta(node, size), data, more));
    }

    private static SyncMlCommand command(Sending sending, Piece piece, Item item) {
        return ItemCommand.of(verb(piece), idOf(sending, piece), List.of(item));
    }

    private static Meta meta(DmNode node, @Nullable Long size) {
        String format = node.format().isEmpty() ? null : node.format();
        String type = node.type().isEmpty() ? null : node.type();
        return format == null && type == null && size == null ? Meta.NONE
                : new Meta(format, type, null, size, null, null, null);
    }

    /** The verb that a piece goes with. */
    static Verb verb(Piece piece) {
        for (Verb verb : Verb.values()) {
            if (verb.wireName().equals(piece.verb())) {
                return verb;
            }
        }
        throw new IllegalStateException("a piece has one of our own verbs");
    }

    /** All commands of a step as one. */
    static SyncMlCommand together(Sending sending, List<SyncMlCommand> commands) {
        return new Atomic(sending.ref(), false, Meta.NONE, commands);
    }

    /** The command that carries out an action; empty for what the platform has no words for. */
    static Optional<SyncMlCommand> of(Action action, CommandRef ref, Platform platform) {
        return switch (action.kind()) {
            case LOCK -> Optional.of(exec(ref, "./Device/Vendor/MSFT/RemoteLock/Lock", platform));
            case RESTART -> Optional.of(exec(ref, "./Device/Vendor/MSFT/Reboot/RebootNow", platform));
            case WIPE -> Optional.of(exec(ref, "./Device/Vendor/MSFT/RemoteWipe/doWipe", platform));
            case RETIRE -> Optional.of(exec(ref, UNENROL, platform));
            case LOCATE -> Optional.of(location(ref));
            case RENAME -> Optional.ofNullable(action.parameters().get("name")).map(name -> rename(ref, name));
            case DEVICE_INFORMATION -> Optional.of(get(ref, facts(platform)));
            case SECURITY_INFORMATION -> Optional.of(get(ref, SECURITY));
            case INSTALLED_APPS -> Optional.of(get(ref, APPS));
            case RESET_PASSCODE, ENABLE_LOST_MODE, DISABLE_LOST_MODE, INSTALL_APP, REMOVE_APP -> Optional.empty();
        };
    }

    private static SyncMlCommand get(CommandRef ref, List<String> locUris) {
        return ItemCommand.of(Verb.GET, ref.text(), locUris.stream().map(Item::ofTarget).toList());
    }

    /** RemoteFind answers only whole: its nodes are asked for inside one Atomic. */
    private static SyncMlCommand location(CommandRef ref) {
        List<SyncMlCommand> parts = new ArrayList<>();
        for (String node : LOCATION) {
            parts.add(ItemCommand.of(Verb.GET, ref.part(parts.size() + 1, LOCATION.size(), false).text(),
                    List.of(Item.ofTarget(FIND + node))));
        }
        return new Atomic(ref.text(), false, Meta.NONE, parts);
    }

    /** Takes effect with the next restart. */
    private static SyncMlCommand rename(CommandRef ref, String name) {
        return ItemCommand.of(Verb.REPLACE, ref.text(), List.of(Item.ofData(
                "./DevDetail/Ext/Microsoft/DNSComputerName",
                new Meta("chr", "text/plain", null, null, null, null, null),
                name)));
    }

    /**
     * An Exec may end long after its Status; the alert that tells then carries the Correlator. Windows tells by types of its own
     * and knows no Correlator.
     */
    private static SyncMlCommand exec(CommandRef ref, String locUri, Platform platform) {
        return new ItemCommand(Verb.EXEC, ref.text(), false, Meta.NONE, List.of(Item.ofTarget(locUri)),
                platform == Platform.WINDOWS ? null : ref.text());
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
