package dev.muster.loadtest.device;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;

/**
 * In what OMA-DM clients differ.
 *
 * @param path where it posts
 * @param userAgent what it calls itself
 * @param statusPerItem whether each item gets a Status with a TargetRef, or the command gets one
 * @param statusForAtomic whether an Atomic gets a Status of its own
 * @param replaceCreates whether Replace makes a node that does not exist
 * @param headerStatus code it answers the SyncHdr with
 * @param maker manufacturer
 * @param model model
 */
record OmaDmDialect(String path, String userAgent, boolean statusPerItem, boolean statusForAtomic,
        boolean replaceCreates, String headerStatus, String maker, String model) {
    static final OmaDmDialect WINDOWS = new OmaDmDialect(
            "/devicegatewayproxy/cimhandler.ashx?mode=Maintenance&Platform=WoA", "MSFT OMA DM Client/1.2.0.1", false,
            true, true, "200", "Contoso", "PC1");
    static final OmaDmDialect ANDROID = new OmaDmDialect("/omadm", "Emulated Android agent/1.0", true, false, false,
            "212", "Fabrikam", "Phone 9");

    private static final List<String> SENT_FIRST = List.of("./DevInfo/DevId", "./DevInfo/Man", "./DevInfo/Mod",
            "./DevInfo/DmV", "./DevInfo/Lang");

    /** Nodes that a device of this dialect brings itself. */
    Map<String, String> brought(String hardwareId, String name) {
        Map<String, String> nodes = new LinkedHashMap<>();
        nodes.put("./DevInfo/DevId", hardwareId);
        nodes.put("./DevInfo/Man", maker);
        nodes.put("./DevInfo/Mod", model);
        nodes.put("./DevInfo/DmV", "1.3");
        nodes.put("./DevInfo/Lang", "en-US");
        nodes.put("./DevDetail/DevTyp", model);
        nodes.put("./DevDetail/OEM", maker);
        nodes.put("./DevDetail/FwV", "1.0");
        nodes.put("./DevDetail/SwV", "10.0.26100.1");
        nodes.put("./DevDetail/HwV", "1.0");
        nodes.put("./DevDetail/LrgObj", "true");
        nodes.put("./DevDetail/Ext/Microsoft/DeviceName", name);
        nodes.put("./DevDetail/Ext/Microsoft/OSPlatform", "10.0.26100.1");
        return nodes;
    }

    /** The items of the first package's Replace. */
    List<Item> deviceInformation(String hardwareId, String name) {
        Map<String, String> all = brought(hardwareId, name);
        return SENT_FIRST.stream().map(node -> new Item(null, node, Meta.NONE, all.get(node), false)).toList();
    }

    /** What this dialect says besides the session alert in the first package. */
    List<SyncMlCommand> greetings(String cmdId) {
        if (!statusForAtomic) {
            return List.of();
        }
        Meta type = new Meta(null, "com.microsoft/MDM/LoginStatus", null, null, null, null, null);
        return List.of(new Alert(cmdId, false, "1224", null, List.of(new Item(null, null, type, "user", false))));
    }
}
